"""What can be asked of reminders."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from app.domain.conversations.grace import MOST_GRACE_DAYS
from app.domain.conversations.states import RemindedRole
from app.domain.shape import Command


class RemindAfter(Command):
    """One step: who is reminded of a conversation that did not take place, and when."""

    after_days: int = Field(
        ge=1,
        le=MOST_GRACE_DAYS,
        description="Working days after the last day on which the two can meet.",
    )
    to: RemindedRole = Field(description="The two, or the people partner of the person.")


def _ascending(steps: tuple[RemindAfter, ...]) -> tuple[RemindAfter, ...]:
    days = [one.after_days for one in steps]
    if days != sorted(days) or len({(one.after_days, one.to) for one in steps}) < len(steps):
        message = "the steps should be in the order of their days, each of them once"
        raise ValueError(message)
    return steps


Reminders = Annotated[tuple[RemindAfter, ...], Field(max_length=5), AfterValidator(_ascending)]


def stored(steps: Reminders) -> list[dict[str, Any]]:
    """As they are kept, and shown."""
    return [one.model_dump(mode="json", by_alias=True) for one in steps]


class SetConversationReminders(Command):
    reminders: Reminders = Field(
        description="Up to five steps, in the order of their days; none: nobody is reminded."
    )

    def steps(self) -> list[dict[str, Any]]:
        return stored(self.reminders)
