"""Who may do what with objectives. Everybody reads them."""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_

from app.domain.objectives.lifecycle import Who
from app.domain.objectives.states import ObjectiveKind
from app.domain.people import ties
from app.domain.policy import ANYBODY, Me, Rule, anybody

may_read = anybody


def may_create(me: Me, objective: Any) -> ColumnElement[bool]:
    """Machine clients, such as the tool where the organisation keeps them; whoever has reports
    today, for their team and answering for it themself. Names for scripts are for scripts.
    """
    if not me.is_person:
        return ANYBODY
    return and_(
        objective.owner_id == me.id,
        objective.kind == ObjectiveKind.TEAM,
        objective.external_id.is_(None),
        ties.has_reports(me),
    )


def may_change(me: Me, objective: Any) -> ColumnElement[bool]:
    """The owner, and machine clients."""
    if not me.is_person:
        return ANYBODY
    clause: ColumnElement[bool] = objective.owner_id == me.id
    return clause


TAKERS: Final[dict[StrEnum, Rule]] = {Who.OWNER: may_change}
