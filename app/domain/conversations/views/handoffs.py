"""How handoffs look from outside."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from pydantic.alias_generators import to_camel
from sqlalchemy import ColumnElement, and_, case, func, literal_column, not_, select
from sqlalchemy.orm import aliased

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.models import (
    AgreedStep,
    Handoff,
    HandoffItem,
    HandoffKind,
    HandoffStatus,
)
from app.domain.people import ties
from app.domain.plans.states import MilestoneStatus
from app.domain.plans.views import MilestoneView
from app.domain.policy import Me
from app.domain.shape import Shape
from app.domain.view import View


def _known(column: str) -> Any:
    """What tells how the person decided: null for who only sees that there is a handoff."""

    def shown(me: Me, handoff: Any) -> ColumnElement[Any]:
        return case((policy.knows_handoff(me, handoff), getattr(handoff, column)))

    return shown


def _message(me: Me, handoff: Any) -> ColumnElement[Any]:
    return case((policy.may_read_message(me, handoff), handoff.message))


def _is_open(_me: Me, handoff: Any) -> ColumnElement[bool]:
    clause: ColumnElement[bool] = handoff.status == HandoffStatus.OPEN
    return clause


def _is_over(me: Me, handoff: Any) -> ColumnElement[bool]:
    return not_(ties.holds_today(me, handoff.relationship_id))


def to_hand_over(me: Me, handoff: Any) -> ColumnElement[bool]:
    """It waits for me to decide what goes along, and there is somebody whom it can go to."""
    return and_(policy.hands_over(me, handoff), _is_open(me, handoff), not_(_is_over(me, handoff)))


class HandoffView(
    View,
    of=Handoff,
    guard=policy.may_read_handoff,
    scope=Scope.CONVERSATIONS_READ,
    about=("person_id",),
    computed={
        "status": _known("status"),
        "shared_at": _known("shared_at"),
        "message": _message,
        "is_open": _is_open,
        "is_over": _is_over,
    },
):
    """Somebody has another manager or mentor: what of their conversations goes along is theirs to
    decide. The new side reads what they chose, and nothing else.
    """

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the handoff.")
    kind: HandoffKind = Field(description="What the two sides are to the person.")
    person_id: UUID = Field(description="Whose conversations they are, and who decides.")
    from_id: UUID = Field(description="Who was their manager or mentor before.")
    to_id: UUID = Field(description="Who is it now.")
    is_open: bool = Field(description="Whether the person has yet to decide.")
    status: HandoffStatus | None = Field(
        description="What they decided: null for who may only know whether it is open."
    )
    is_over: bool = Field(
        description="Whether the relation that it is for has ended: then nothing can be handed "
        "over any more, and what was is not read any more."
    )
    message: str | None = Field(
        description="What they say to the new side: null for everybody else."
    )
    shared_at: datetime | None = Field(description="When they last chose what goes along.")
    created_at: datetime = Field(description="When it was opened.")


class HandedStep(Shape):
    """A next step that was agreed in a conversation."""

    title: str = Field(description="What was to be done.")
    due_on: date = Field(description="The deadline.")
    status: MilestoneStatus = Field(description="How far it is.")
    owner_id: UUID = Field(description="Who owns it.")


def _steps(_me: Me, item: Any) -> ColumnElement[Any]:
    """The steps agreed in the conversation, but for private ones: as they are now."""
    step: Any = aliased(AgreedStep)
    milestone: Any = aliased(MilestoneView.table)
    parts: list[Any] = []
    for name in HandedStep.model_fields:
        parts += [literal_column(f"'{to_camel(name)}'"), getattr(milestone, name)]
    shown = func.json_build_object(*parts)
    found = (
        select(func.json_agg(shown))
        .where(
            step.tenant_id == item.tenant_id,
            step.conversation_id == item.conversation_id,
            milestone.tenant_id == step.tenant_id,
            milestone.id == step.milestone_id,
            not_(milestone.is_private),
        )
        .correlate_except(step, milestone)
        .scalar_subquery()
    )
    return func.coalesce(found, literal_column("'[]'::json"))


class HandoffItemView(
    View,
    of=HandoffItem,
    guard=policy.may_read_handoff_item,
    scope=Scope.CONVERSATIONS_READ,
    computed={"agreed_steps": _steps},
):
    """One conversation or one note that goes along. A note is read as it is now, and for as long
    as it stays shared as widely as it is.
    """

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    handoff_id: UUID = Field(description="The handoff that it is part of.")
    conversation_id: UUID | None = Field(description="The conversation, if it is one.")
    note_id: UUID | None = Field(description="The note, if it is one.")
    agreed_steps: tuple[HandedStep, ...] = Field(
        description="Of a conversation: the steps agreed in it, as they are now."
    )
    created_at: datetime = Field(description="Since when it goes along.")
