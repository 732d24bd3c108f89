"""What can be asked of reminders."""

from typing import Any

from pydantic import Field

from app.domain.people.commands import Reminders, stored
from app.domain.shape import Command


class SetConversationReminders(Command):
    reminders: Reminders = Field(
        description="Up to five steps, in the order of their days; none: nobody is reminded."
    )

    def steps(self) -> list[dict[str, Any]]:
        return stored(self.reminders)
