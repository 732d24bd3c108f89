"""What can be asked of series, and of the settings that they go by."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from app.domain.conversation_templates.content import QuestionKey
from app.domain.conversations.commands.conversations import USUAL_TEMPLATE, Minutes
from app.domain.conversations.commands.reminders import Reminders, stored
from app.domain.conversations.grace import MOST_GRACE_DAYS
from app.domain.conversations.models.cadence_setting import MOST_AHEAD, TIME
from app.domain.conversations.states import (
    CadenceLevel,
    PauseReason,
    SeriesKind,
    SeriesStatus,
)
from app.domain.shape import Change, Command, Filters, Several, absent
from app.domain.values import Day, Line, Text, Zone

RuleText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern="^[ -~]*$")
]
WallTime = Annotated[str, StringConstraints(max_length=5, pattern=TIME)]

_RULE = "A rule of RFC 5545, such as `FREQ=WEEKLY;INTERVAL=2;BYDAY=TH`."
_AT = "The time on the wall, such as `10:00`."
_LENGTH = "How long a conversation takes, in minutes."
_ZONE = "An IANA time zone."
_ELSE = " Null: what the settings say."


class StartSeries(Command):
    person_id: UUID = Field(description="Whose career it is about.")
    partner_id: UUID = Field(description="With whom.")
    kind: SeriesKind = Field(description="What the partner is to the person.")
    topic: Line = Field(
        default="Career conversation",
        description="What the conversations are to be about.",
    )
    rule: RuleText | None = Field(default=None, description=_RULE + _ELSE)
    zone: Zone | None = Field(default=None, description=_ZONE + " Null: where the person is.")
    starts_on: Day | None = Field(
        default=None, description="No conversation comes before this day. Today if absent."
    )
    at: WallTime | None = Field(default=None, description=_AT + _ELSE)
    duration_minutes: Minutes | None = Field(default=None, description=_LENGTH + _ELSE)
    template_key: QuestionKey | None = Field(
        default=USUAL_TEMPLATE,
        description="Which template's questions its conversations go by, each by those of the day "
        "it is made. Null: none. Left out: those of `" + USUAL_TEMPLATE + "`, if there is such a "
        "template.",
    )


class ChangeSeries(Change):
    """A merge patch: absent fields stay as they are, `null` leaves it to the settings again."""

    topic: Line = absent("What the conversations to come are about.")
    rule: RuleText | None = absent(_RULE)
    zone: Zone | None = absent(_ZONE)
    at: WallTime | None = absent(_AT)
    duration_minutes: Minutes | None = absent(_LENGTH)
    template_key: QuestionKey | None = absent(
        "Which template's questions the conversations to be made go by."
    )


class PauseSeries(Command):
    reason: PauseReason = Field(description="Why there is a pause.")
    until: Day | None = Field(
        default=None,
        description="From this day on the two meet again. Null: until one of them resumes it.",
    )


class EndSeries(Command):
    reason: Text = Field(description="Why you go on no longer. The two of you read it.")


class SeriesFilters(Filters):
    person_id: UUID | None = Field(default=None, description="About this person's career.")
    partner_id: UUID | None = Field(
        default=None, description="Only with this person as the partner."
    )
    kind: Several[SeriesKind] | None = Field(default=None, description="Of one of these kinds.")
    status: Several[SeriesStatus] | None = Field(
        default=None, description="In one of these states."
    )


class SetCadence(Command):
    """What holds for the organisation, or for the team of a manager, or for one person. All that
    is null is left to the less specific levels.
    """

    manager_id: UUID | None = Field(
        default=None, description="For whoever reports to this person today."
    )
    person_id: UUID | None = Field(default=None, description="For this person.")
    rule: RuleText | None = Field(default=None, description=_RULE)
    at: WallTime | None = Field(default=None, description=_AT)
    duration_minutes: Minutes | None = Field(default=None, description=_LENGTH)
    grace_days: Annotated[int, Field(ge=0, le=MOST_GRACE_DAYS)] | None = Field(
        default=None, description="How many working days after its date the two can still meet."
    )
    reminders: Reminders | None = Field(
        default=None,
        description="Whom to remind of a date that passed without them, in up to five steps in "
        "the order of their days; none: nobody is reminded.",
    )
    lookahead: Annotated[int, Field(ge=1, le=MOST_AHEAD)] | None = Field(
        default=None, description="How many conversations are kept made ahead."
    )
    starts_by_itself: bool | None = Field(
        default=None, description="Whether a new manager has a series from the first day on."
    )

    @model_validator(mode="after")
    def _is_of_one_level(self) -> Self:
        if self.manager_id is not None and self.person_id is not None:
            message = "name a manager or a person, not both"
            raise ValueError(message)
        return self

    @property
    def level(self) -> CadenceLevel:
        if self.person_id is not None:
            return CadenceLevel.PERSON
        return CadenceLevel.TEAM if self.manager_id is not None else CadenceLevel.ORGANISATION

    def fields(self) -> dict[str, Any]:
        """What is set, as it is stored."""
        values = self.model_dump(exclude={"manager_id", "person_id", "reminders"})
        return values | {"reminders": None if self.reminders is None else stored(self.reminders)}


class CadenceFilters(Filters):
    level: Several[CadenceLevel] | None = Field(default=None, description="Of one of these levels.")
