"""How learning records look from outside."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from app.domain.actor import Scope
from app.domain.learning_records import policy
from app.domain.learning_records.models import LearningRecord
from app.domain.learning_records.states import ActorIdentifier, LearningOutcome
from app.domain.people.views import PersonView
from app.domain.plans.views import MilestoneView
from app.domain.policy import Me
from app.domain.view import View, many_where, one


def _is_advanced(_me: Me, record: Any, milestone: Any) -> ColumnElement[bool]:
    clause: ColumnElement[bool] = milestone.id == func.any(record.milestone_ids)
    return clause


def _milestone_ids(me: Me, record: Any) -> ColumnElement[Any]:
    """Those that the reader may know of: a goal may have become private since."""
    milestone: Any = aliased(MilestoneView.table)
    found = (
        select(milestone.id)
        .where(
            milestone.tenant_id == record.tenant_id,
            _is_advanced(me, record, milestone),
            MilestoneView.guard(me, milestone),
        )
        .order_by(milestone.id)
    )
    return func.array(found.correlate_except(milestone).scalar_subquery())


class LearningRecordView(
    View,
    of=LearningRecord,
    guard=policy.may_read,
    scope=Scope.LEARNING_READ,
    about=("person_id",),
    computed={"milestone_ids": _milestone_ids},
):
    """What a learning system reported, and what became of it."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts what became of it.")
    statement_id: UUID = Field(description="The id of the statement, its own or ours.")
    outcome: LearningOutcome = Field(
        description="`waiting`: nobody looked at it yet. `advanced`: milestones were begun, went "
        "on or were reached. `recorded`: it changes nothing, such as a test that was failed. "
        "`refused`: the milestones do not allow it, see `reason`. `unknown_person`, "
        "`unknown_course`: looked for again, for 180 days. `ignored_verb`: the verb means nothing "
        "here. `voided`: it was taken back."
    )
    reason: str | None = Field(description="Why, as a code, such as `milestone_not_open`.")
    person_id: UUID | None = Field(description="Whom it is about, once they are known.")
    milestone_ids: list[UUID] = Field(description="The milestones that it advanced.")
    actor_kind: ActorIdentifier = Field(description="What the statement calls its actor by.")
    actor: str | None = Field(
        description="What the statement calls them: an address, its hash, an OpenID or the name "
        "of an account."
    )
    verb: str = Field(description="The id of the verb.")
    object_id: str | None = Field(description="The id of the course or other activity.")
    happened_at: datetime = Field(description="When it happened, as far as the statement says.")
    created_at: datetime = Field(description="When it was stored.")
    reported_by_id: UUID = Field(description="The machine client that reported it.")
    xapi_version: str = Field(description="The version of xAPI that it was written in.")
    statement: dict[str, Any] = Field(description="As it came.")


LearningRecordView.relates(
    person=one(PersonView, "person_id", "Whom it is about.", same_people=True),
    milestones=many_where(MilestoneView, _is_advanced, "What it advanced."),
)
