"""Who may do what with reflections."""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_

from app.domain.people import ties
from app.domain.policy import NOBODY, Me, Rule
from app.domain.reflections.lifecycle import Who
from app.domain.reflections.states import LearningAudience, LearningMomentStatus


def may_read(me: Me, reflection: Any) -> ColumnElement[bool]:
    """The author, and nobody else: no manager, no people partner, never a machine client."""
    if not me.is_person:
        return NOBODY
    clause: ColumnElement[bool] = reflection.author_id == me.id
    return clause


def may_read_rhythm(me: Me, rhythm: Any) -> ColumnElement[bool]:
    """The person whose it is, and nobody else."""
    if not me.is_person:
        return NOBODY
    clause: ColumnElement[bool] = rhythm.person_id == me.id
    return clause


def may_read_moment(me: Me, moment: Any) -> ColumnElement[bool]:
    """The author; while it is published, whoever reports to the author today, or everybody who
    works here, as the author chose. Never a machine client.
    """
    if not me.is_person:
        return NOBODY
    my_manager_wrote_it = moment.author_id == ties.manager_id_of(me, me.id)
    for_me = or_(moment.audience == LearningAudience.ORGANISATION, my_manager_wrote_it)
    is_published = moment.status == LearningMomentStatus.PUBLISHED
    return or_(moment.author_id == me.id, and_(is_published, for_me))


def is_author(me: Me, moment: Any) -> ColumnElement[bool]:
    """Who wrote it."""
    clause: ColumnElement[bool] = moment.author_id == me.id
    return clause if me.is_person else NOBODY


def may_publish(me: Me, moment: Any) -> ColumnElement[bool]:
    """Who wrote it, and leads: somebody reports to them today."""
    return and_(is_author(me, moment), ties.has_reports(me))


TAKERS: Final[dict[StrEnum, Rule]] = {Who.LEADER: may_publish, Who.AUTHOR: is_author}
