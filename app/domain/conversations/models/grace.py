"""Until when the two can still meet, and of what they are reminded. A part of `Conversation`."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.domain.conversations.events.reminders import ConversationMissed, ConversationReminderDue
from app.domain.conversations.grace import Together
from app.domain.conversations.states import AHEAD, ConversationStatus
from app.domain.event import Event

Reminders = list[dict[str, Any]]
"""Steps as they look from outside: `afterDays` and `to`."""


class Grace:
    """A conversation that is past its date can still take place, and then be given another one."""

    if TYPE_CHECKING:
        scheduled_at: datetime
        status: ConversationStatus
        grace_days: int
        missed_at: datetime | None
        reckoned_for: datetime | None
        missed_told_at: datetime | None
        reminders: Reminders | None
        reminders_told: int
        look_at: datetime | None

        def check_ahead(self) -> None: ...
        def _tells(self, kind: type[Any], **more: Any) -> Event: ...

    def is_missed(self, now: datetime) -> bool:
        """Still ahead after the last day on which they could meet: `views.missed` in SQL."""
        return (
            self.status in AHEAD
            and self.missed_at is not None
            and self.reckoned_for == self.scheduled_at
            and self.missed_at <= now
        )

    def reckon(self, together: Together) -> None:
        """Say until when they can still meet, unless this was said of the same date before."""
        if self.reckoned_for == self.scheduled_at:
            return
        self.missed_at = together.missed_at(self.scheduled_at, self.grace_days)
        self.reckoned_for = self.scheduled_at
        self.missed_told_at, self.reminders_told = None, 0
        self.look_at = together.told_at(self.missed_at)

    def look_at_clock(
        self, now: datetime, together: Together, declared: Reminders
    ) -> Sequence[Event]:
        """Whatever there is to tell now, each once; and when to look again. Being told is no
        change of the conversation.
        """
        self.reckon(together)
        if self.reminders is None:
            self.reminders = declared
        events: list[Event] = []
        if self.missed_told_at is None and now >= together.told_at(self._missed_at):
            self.missed_told_at = now
            events.append(self._tells(ConversationMissed, missed_at=self._missed_at))
        while self.missed_told_at is not None and self._next_step(together, now):
            step = self.reminders[self.reminders_told]
            self.reminders_told += 1
            told = {"to": step["to"], "step": self.reminders_told}
            events.append(self._tells(ConversationReminderDue, **told))
        self.look_at = self._next_look(together)
        return events

    def remind(self, reminders: Reminders, now: datetime, together: Together) -> None:
        """Other steps from now on, or none. Of those whose day has come already nobody is told."""
        self.check_ahead()
        self.reckon(together)
        self.reminders, self.reminders_told = reminders, 0
        while self.is_missed(now) and self._next_step(together, now):
            self.reminders_told += 1
        self.look_at = self._next_look(together)

    def _next_step(self, together: Together, now: datetime) -> bool:
        """Whether the day of the next step has come."""
        at = self._reminded_at(together)
        return at is not None and at <= now

    def _next_look(self, together: Together) -> datetime | None:
        if self.missed_told_at is None:
            return together.told_at(self._missed_at)
        return self._reminded_at(together)

    def _reminded_at(self, together: Together) -> datetime | None:
        left = (self.reminders or [])[self.reminders_told :]
        return together.reminded_at(self._missed_at, left[0]["afterDays"]) if left else None

    @property
    def _missed_at(self) -> datetime:
        """After it was reckoned."""
        if self.missed_at is None:
            message = "until when they can meet was not reckoned"
            raise ValueError(message)
        return self.missed_at
