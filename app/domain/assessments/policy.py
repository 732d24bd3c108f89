"""Who records how far somebody is, and who sees it: told to whoever writes it, before."""

from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.domain.assessments.states import AssessmentKind
from app.domain.people import ties
from app.domain.plans.states import MilestoneStatus, OwnerStatus
from app.domain.plans.views import MilestoneView
from app.domain.policy import ANYBODY, NOBODY, Me


def may_read(me: Me, assessment: Any) -> ColumnElement[bool]:
    """The person, what they say of themself, and all that is open. Their manager of the day on
    which it opened, what is open: a later manager only what was opened in their time. Who said it,
    unless they are a peer who is not named. No people partner, nobody who only covers for the
    manager, and no machine client.
    """
    if not me.is_person:
        return ANYBODY if me.is_system else NOBODY
    is_open = assessment.open_on.is_not(None)
    of_its_day = SimpleNamespace(person_id=assessment.person_id, closed_on=assessment.open_on)
    own = or_(is_open, assessment.kind == AssessmentKind.SELF)
    return or_(
        and_(assessment.person_id == me.id, own),
        and_(is_open, ties.is_mine(me, of_its_day, *ties.LEADS)),
        and_(assessment.assessor_id == me.id, not_(is_hidden(assessment))),
    )


def is_hidden(assessment: Any) -> ColumnElement[bool]:
    """Its author is nobody's to know: a peer who is not named."""
    return and_(assessment.kind == AssessmentKind.PEER, not_(assessment.is_named))


def may_read_given(me: Me, assessment: Any) -> ColumnElement[bool]:
    """Who said it, and nobody else."""
    if not me.is_person:
        return ANYBODY if me.is_system else NOBODY
    clause: ColumnElement[bool] = assessment.assessor_id == me.id
    return clause


def may_know(me: Me, assessment: Any) -> ColumnElement[bool]:
    """Whoever sees it in one of the two ways."""
    return or_(may_read(me, assessment), may_read_given(me, assessment))


def may_read_standing(me: Me, _standing: Any) -> ColumnElement[bool]:
    """Any person: it is made of what they may read, and of nothing else."""
    return NOBODY if me.is_client else ANYBODY


def may_share(me: Me, assessment: Any) -> ColumnElement[bool]:
    """The person, what they say of themself."""
    return and_(may_read_given(me, assessment), assessment.kind == AssessmentKind.SELF)


def may_record(me: Me, assessment: Any) -> ColumnElement[bool]:
    """Of oneself: the person. As manager: whoever is it today, or covers for them. As peer: whoever
    reports to the same manager today, or stands in a relation with the person, but is not their
    manager. Evidence: who owned the milestone, or the manager; never the person themself. No
    machine client.
    """
    if not me.is_person:
        return NOBODY
    mine = assessment.assessor_id == me.id
    other = and_(mine, assessment.person_id != me.id)
    leads = ties.is_mine_today(me, assessment.person_id, *ties.LEADS)
    kind = assessment.kind
    return or_(
        and_(mine, kind == AssessmentKind.SELF, assessment.person_id == me.id),
        and_(other, kind == AssessmentKind.MANAGER, leads),
        and_(other, kind == AssessmentKind.PEER, not_(leads), _is_peer(me, assessment.person_id)),
        and_(other, kind == AssessmentKind.EVIDENCE, or_(leads, _owned_it(me, assessment))),
    )


def _is_peer(me: Me, person_id: Any) -> ColumnElement[bool]:
    same_manager = ties.manager_id_of(me, person_id) == ties.manager_id_of(me, me.id)
    return or_(func.coalesce(same_manager, False), ties.is_tied(me, person_id))


def _owned_it(me: Me, assessment: Any) -> ColumnElement[bool]:
    milestone: Any = aliased(MilestoneView.table)
    found = select(milestone.id).where(
        milestone.tenant_id == me.tenant_id,
        milestone.id == assessment.milestone_id,
        milestone.owner_id == me.id,
        milestone.owner_status == OwnerStatus.ACCEPTED,
        milestone.status == MilestoneStatus.REACHED,
    )
    return found.correlate_except(milestone).exists()
