"""Who may do what with roles. Everybody reads them, drafts too: a draft says that it is one."""

from typing import Any

from sqlalchemy import ColumnElement, func

from app.domain.people import ties
from app.domain.policy import ANYBODY, Me, anybody

may_read = anybody


def may_read_assignment(_me: Me, _assignment: Any) -> ColumnElement[bool]:
    """Everybody: which role somebody has is known like their title, as people are."""
    return ANYBODY


def may_assign(me: Me, assignment: Any) -> ColumnElement[bool]:
    """Machine clients, and the people partner of the person today; nobody who only covers for
    them.
    """
    if not me.is_person:
        return ANYBODY
    partnered = ties.mine_myself(me, *ties.ADVISES)
    clause: ColumnElement[bool] = assignment.person_id == func.any(partnered)
    return clause
