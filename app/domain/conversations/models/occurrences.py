"""Which occurrences a series should have ahead, and what becomes of those it has.

Pure reckoning: the clock brings what is so now, and writes what comes of it. What somebody
prepared or moved is theirs: it stays where it is, and the series goes on around it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from app.domain.cadence import Cadence, Slot, following, interval_days, slots
from app.domain.conversations.models.conversation import Conversation
from app.domain.conversations.states import EndedBecause
from app.domain.workdays import Workdays

FARTHEST: Final = timedelta(days=2 * 366)
"""Who is away for longer than this is away without an end: no date is made behind it."""

_DAY: Final = timedelta(days=1)
_MOMENT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Break:
    """The two do not meet from a day until another one, which is not part of it any more."""

    begins: date
    ends: date | None
    because: EndedBecause

    def holds_on(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class Taken:
    """A slot that has its occurrence already, whatever became of that."""

    slot_at: datetime
    scheduled_at: datetime
    is_ahead: bool
    is_moved: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the next occurrences of a series depend on."""

    now: datetime
    cadence: Cadence
    lookahead: int
    workdays: tuple[Workdays, ...] = ()
    breaks: tuple[Break, ...] = ()
    met_at: datetime | None = None
    """When the two met last, if that was not on its date."""

    def day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.cadence.zone)).date()

    @property
    def is_without_end(self) -> bool:
        """Nobody knows when they meet again."""
        today = self.day(self.now)
        return any(
            one.holds_on(today) and (one.ends is None or one.ends - today > FARTHEST)
            for one in self.breaks
        )

    def why_broken(self, conversation: Conversation) -> EndedBecause | None:
        days = {self.day(conversation.scheduled_at), self.day(_slot_of(conversation))}
        return next(
            (one.because for one in self.breaks if any(map(one.holds_on, days))),
            None,
        )


@dataclass(slots=True)
class Changes:
    """What is to be done so that a series has the occurrences that it should have."""

    make: list[Slot] = field(default_factory=list)
    settle: list[tuple[Conversation, Slot]] = field(default_factory=list)
    """Of those that stand as the series made them: the slot of each, its own or another one."""
    leave_out: list[tuple[Conversation, EndedBecause]] = field(default_factory=list)


def reckon(outlook: Outlook, taken: Sequence[Taken], loose: Sequence[Conversation]) -> Changes:
    """`taken` are all slots to come and all that is ahead, but for the `loose` ones: untouched
    occurrences whose slot is to come.
    """
    changes = Changes()
    fixed = sum(one.is_ahead and one.scheduled_at > outlook.now for one in taken)
    wanted = max(outlook.lookahead - fixed, 0)
    free = _free(outlook, taken, max(wanted, len(loose)))
    by_nominal = {slot.nominal: slot for slot in free}
    strays = []
    for one in sorted(loose, key=_slot_of):
        slot = by_nominal.pop(_slot_of(one), None)
        if slot is not None:
            changes.settle.append((one, slot))
        elif (because := _why_left_out(outlook, one)) is not None:
            changes.leave_out.append((one, because))
        else:
            strays.append(one)
    left = [slot for slot in free if slot.nominal in by_nominal]
    for one, slot in zip(strays, left, strict=False):
        changes.settle.append((one, slot))
    changes.leave_out += [(one, EndedBecause.CADENCE) for one in strays[len(left) :]]
    there = len(changes.settle)
    changes.make = left[len(strays) :][: max(wanted - there, 0)]
    return changes


def _free(outlook: Outlook, taken: Sequence[Taken], count: int) -> list[Slot]:
    """The next slots on which the two could meet, and that have no occurrence yet."""
    if outlook.is_without_end:
        return []
    pauses = [(one.begins, one.ends) for one in outlook.breaks]
    pauses += _around(outlook, taken)
    used = {one.slot_at for one in taken}
    make = (
        slots if outlook.met_at is None else partial(following, met_on=outlook.day(outlook.met_at))
    )
    found = make(
        outlook.cadence,
        after=outlook.now,
        count=count + len(used),
        workdays=outlook.workdays,
        pauses=pauses,
    )
    return [slot for slot in found if slot.nominal not in used][:count]


def _around(outlook: Outlook, taken: Collection[Taken]) -> list[tuple[date, date | None]]:
    """A conversation that is not where the rule puts it stands for the slots that it was moved
    across, and for those that are less than half an interval away from it.
    """
    half = timedelta(days=-(-interval_days(outlook.cadence.rule) // 2))
    found: list[tuple[date, date | None]] = []
    for one in taken:
        if one.is_ahead and (one.is_moved or not _is_of_rule(outlook, one.slot_at)):
            day = outlook.day(one.scheduled_at)
            found.append((min(outlook.day(one.slot_at), day - half + _DAY), day + half))
    return found


def _is_of_rule(outlook: Outlook, slot_at: datetime) -> bool:
    found = slots(outlook.cadence, after=slot_at - _MOMENT, count=1)
    return bool(found) and found[0].nominal == slot_at


def _why_left_out(outlook: Outlook, conversation: Conversation) -> EndedBecause | None:
    """None if it is the cadence that changed."""
    broken = outlook.why_broken(conversation)
    if broken is not None:
        return broken
    if outlook.is_without_end:
        return outlook.breaks[0].because
    is_of_rule = _is_of_rule(outlook, _slot_of(conversation))
    return EndedBecause.ABSORBED if is_of_rule else None


def _slot_of(conversation: Conversation) -> datetime:
    if conversation.slot_at is None:
        message = "this is no occurrence of a series"
        raise ValueError(message)
    return conversation.slot_at
