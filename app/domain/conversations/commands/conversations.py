"""What can be asked of a conversation as a whole."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from app.domain.conversation_templates.content import QuestionKey
from app.domain.conversations.grace import MOST_GRACE_DAYS
from app.domain.conversations.models import ConversationStatus
from app.domain.shape import Command, Filters, Several
from app.domain.values import Instant, Line, Text

USUAL_TEMPLATE: Final = "career"

Minutes = Annotated[int, Field(ge=5, le=480)]


class ScheduleConversation(Command):
    person_id: UUID = Field(description="Whose career it is about.")
    partner_id: UUID = Field(description="With whom: a manager, a mentor, a peer.")
    scheduled_at: Instant = Field(description="When, with an offset.")
    duration_minutes: Minutes = Field(default=60, description="How long it takes, in minutes.")
    topic: Line = Field(default="Career conversation", description="What it is to be about.")
    grace_days: Annotated[int, Field(ge=0, le=MOST_GRACE_DAYS)] | None = Field(
        default=None,
        description="How many working days after the date you can still meet. Null: as many as "
        "the settings say.",
    )
    template_key: QuestionKey | None = Field(
        default=USUAL_TEMPLATE,
        description="Which template's questions it goes by, as they are now. Null: none. Left out: "
        f"those of `{USUAL_TEMPLATE}`, if the organisation has that template.",
    )


class RescheduleConversation(Command):
    scheduled_at: Instant = Field(description="When instead, with an offset.")
    duration_minutes: Minutes | None = Field(
        default=None, description="How long it takes, in minutes. Null: as long as before."
    )
    reason: Text = Field(description="Why it is moved. The two who take part read it.")


class EndConversation(Command):
    reason: Text = Field(description="Why it does not take place. The two who take part read it.")


class HoldConversation(Command):
    held_at: Instant | None = Field(
        default=None, description="When you met, if not just now. It cannot be ahead."
    )


class ObjectToConversation(Command):
    reason: Text = Field(description="What happened instead. The two who take part read it.")


class ConversationFilters(Filters):
    person_id: UUID | None = Field(default=None, description="About this person's career.")
    partner_id: UUID | None = Field(
        default=None, description="Only with this person as the partner."
    )
    series_id: UUID | None = Field(default=None, description="An occurrence of this series.")
    status: Several[ConversationStatus] | None = Field(
        default=None, description="In one of these states."
    )
    scheduled_from: Instant | None = Field(default=None, description="Not before this moment.")
    scheduled_before: Instant | None = Field(default=None, description="Before this moment.")
    missed: bool | None = Field(
        default=None,
        description="Whether they are still ahead after the last day on which the two can meet.",
    )
