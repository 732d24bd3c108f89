"""How often somebody wants to be asked: the table, and how it changes."""

from datetime import date, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, SmallInteger, UniqueConstraint
from sqlmodel import Field

from app.domain.entity import Entity, belongs_to, choice, words
from app.domain.errors import Fault
from app.domain.reflections.errors import PromptNotWaiting, PromptPutOffElsewhere
from app.domain.reflections.prompts import following
from app.domain.reflections.slots import first_day, next_day
from app.domain.reflections.states import Every

FARTHEST: Final = 92
"""Days by which a question can be put off."""


class ReflectionRhythm(Entity, table=True):
    """One for each person who ever chose. Whether a question waits is read off `next_on`."""

    __tablename__ = "reflection_rhythm"
    __table_args__: ClassVar[Any] = (
        belongs_to("person", "person_id"),
        UniqueConstraint("tenant_id", "person_id"),
        CheckConstraint(words("every", Every), name="every"),
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("(every = 'off') = (next_on IS NULL)", name="next"),
    )

    person_id: UUID
    every: Every = Field(default=Every.OFF, sa_type=choice(Every))
    weekday: int = Field(default=5, sa_type=SmallInteger)
    time_zone: str | None = None
    """Where they want to be asked; empty where they live, as the HRIS says."""
    next_on: date | None = None
    """The day from which on the question waits, where they are."""
    prompt_id: str

    def settle(self, every: Every, weekday: int, time_zone: str | None, today: date) -> None:
        """Another rhythm. A question that waits goes on waiting, unless none is wanted."""
        was_off = self.every is Every.OFF
        is_other = (every, weekday) != (self.every, self.weekday)
        if every is Every.OFF:
            self.next_on = None
        elif was_off:
            self.next_on = first_day(weekday, today)
        elif is_other and not self.waits(today):
            self.next_on = next_day(every, weekday, today)
        self.every, self.weekday, self.time_zone = every, weekday, time_zone

    def waits(self, today: date) -> bool:
        return self.next_on is not None and self.next_on <= today

    def answered(self, prompt_id: str, today: date) -> None:
        """Some question was answered: if it was the one before them, the next has its turn."""
        if prompt_id == self.prompt_id:
            self._go_on(today)

    def skip(self, prompt_id: str, today: date) -> None:
        self._check_waiting(prompt_id, today)
        self._go_on(today)

    def snooze(self, prompt_id: str, until: date, today: date) -> None:
        self._check_waiting(prompt_id, today)
        if not today < until <= today + timedelta(days=FARTHEST):
            wrong = PromptPutOffElsewhere
            raise wrong(Fault("/until", wrong.explanation()))
        self.next_on = until

    def _go_on(self, today: date) -> None:
        """Who answers before the day is asked the next one on the day that it was going to be."""
        if self.waits(today):
            self.next_on = next_day(self.every, self.weekday, today)
        self.prompt_id = following(self.prompt_id).id

    def _check_waiting(self, prompt_id: str, today: date) -> None:
        if prompt_id != self.prompt_id or not self.waits(today):
            raise PromptNotWaiting
