"""What time brings about by itself: the next conversations of each series are there.

The worker asks where there is something to do (`tenants_with_series`), and then does it for one
tenant at a time (`keep_series`). Nothing is made twice, however many look: a series is locked
while its occurrences are, and a slot has one occurrence at the most.

What somebody is at just now is not waited for: a conversation that is locked counts as theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.actor import Scope
from app.domain.cadence import Cadence, Rule
from app.domain.conversation_templates import service as templates
from app.domain.conversations.commands.conversations import USUAL_TEMPLATE
from app.domain.conversations.grace import Together
from app.domain.conversations.models import Conversation
from app.domain.conversations.models.occurrences import Break, Outlook, Taken, reckon
from app.domain.conversations.repository import series as rows
from app.domain.conversations.repository.series import AllSeries, Due, Occurrences
from app.domain.conversations.repository.talking_points import carry_over
from app.domain.conversations.service.meeting import together
from app.domain.conversations.states import (
    EndedBecause,
    PauseReason,
    SeriesEnding,
    SeriesKind,
    SeriesStatus,
)
from app.domain.people import service as people
from app.domain.plans.service.clock import Told
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action
from app.domain.workdays import Workdays

AGAIN: Final = timedelta(hours=4)
"""So long may a change elsewhere wait: of a leave, a manager, a time zone, a setting."""
USUAL_TOPIC: Final = "Career conversation"

_DAY: Final = timedelta(days=1)


async def tenants_with_series(database: Database, now: datetime) -> list[UUID]:
    """Where something may have to be made. For the worker's role only."""
    found = await database.fetch(rows.TENANTS_WITH_SERIES, now)
    return [row["tenant_id"] for row in found]


@action(Scope.SYSTEM, Told, audited=False)
async def keep_series(tx: Transaction, limit: int) -> Told:
    """Look at the series whose time has come, at the most `limit` of them."""
    return Told(count=await keep(tx, limit))


@dataclass(slots=True)
class _Written:
    """What came of looking, to be written together."""

    made: list[Conversation] = field(default_factory=list)
    again: dict[UUID, datetime | None] = field(default_factory=dict)
    replaced: list[Due] = field(default_factory=list)
    """Their manager is another one now, and has a series from the first day on."""


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What conversations that are made now begin with."""

    together: Together
    version_id: UUID | None


async def keep(tx: Transaction, limit: int, series_id: UUID | None = None) -> int:
    """Have the next conversations of these series made, moved, skipped or called off."""
    due = await AllSeries(tx).due(limit, series_id)
    if not due:
        return 0
    ids = [one.series.id for one in due]
    occurrences = Occurrences(tx)
    ahead = await occurrences.ahead(ids)
    taken = await occurrences.taken(ids)
    known = await people.whereabouts_of(tx, {who.id for one in due for who in one.people})
    keys = {one.series.template_key for one in due if one.series.template_key is not None}
    versions = await templates.current_version_ids(tx, keys)
    written = _Written()
    for one in due:
        _change_state(tx, one, written)
        of_it = [found for found in ahead if found.series_id == one.series.id]
        if one.series.status is SeriesStatus.ENDED:
            _call_off(tx, one, of_it)
            written.again[one.series.id] = None
        else:
            days = tuple(dict.fromkeys(known[who.id].workdays for who in one.people))
            meeting = together(known, *(who.id for who in one.people))
            begins = _Beginning(meeting, versions.get(one.series.template_key or ""))
            _reckon(tx, one, days, begins, of_it, taken[one.series.id], written)
    await occurrences.add_all(written.made)
    await occurrences.save_all(ahead)
    over = [one.id for one in ahead if not one.is_ahead]
    await carry_over(tx, [one.id for one in written.made] + over)
    await AllSeries(tx).save_all([one.series for one in due])
    await AllSeries(tx).looked(written.again)
    await _start_with_new_managers(tx, written.replaced)
    return len(due)


def _change_state(tx: Transaction, due: Due, written: _Written) -> None:
    """A series ends with the relation that it stands for, and with who leaves; a pause is over
    when its day has come.
    """
    series, now = due.series, tx.now
    if series.status is SeriesStatus.ENDED:
        return
    if any(who.has_left for who in due.people):
        tx.record(*series.end(SeriesEnding.LEFT, now))
    elif series.kind is SeriesKind.MANAGER and due.manager_id != series.partner_id:
        tx.record(*series.end(SeriesEnding.RELATIONSHIP_ENDED, now))
        if due.starts_by_itself and due.manager_id is not None:
            written.replaced.append(due)
    elif series.paused_until is not None and series.paused_until <= _today(due, now):
        tx.record(*series.resume(now))


def _call_off(tx: Transaction, due: Due, ahead: Sequence[Conversation]) -> None:
    """Where both are still here, what they prepared or moved is theirs to hold."""
    everything = due.series.ended_reason is SeriesEnding.LEFT
    for one in ahead:
        if everything or one.is_untouched:
            tx.record(*one.call_off(EndedBecause.SERIES))


def _reckon(
    tx: Transaction,
    due: Due,
    workdays: tuple[Workdays, ...],
    begins: _Beginning,
    ahead: Sequence[Conversation],
    taken: Sequence[tuple[UUID, Taken]],
    written: _Written,
) -> None:
    loose = [one for one in ahead if one.is_untouched and one.slot_at and one.slot_at > tx.now]
    theirs = {one.id for one in loose}
    outlook = Outlook(
        tx.now,
        Cadence(Rule(due.rule), due.zone, due.series.starts_on, time.fromisoformat(due.at)),
        due.lookahead,
        workdays,
        _breaks(due, tx.now),
        due.met_at,
    )
    changes = reckon(outlook, [one for id, one in taken if id not in theirs], loose)
    minutes, topic = due.duration_minutes, due.series.topic
    for conversation, because in changes.leave_out:
        tx.record(*conversation.leave_out(because))
    for conversation, slot in changes.settle:
        tx.record(*conversation.put_at(slot, minutes, topic))
        conversation.reckon(begins.together)
    for slot in changes.make:
        made = Occurrences(tx).new(
            {
                "person_id": due.series.person_id,
                "partner_id": due.series.partner_id,
                "topic": topic,
                "scheduled_at": slot.at,
                "duration_minutes": minutes,
                "series_id": due.series.id,
                "slot_at": slot.nominal,
                "template_version_id": begins.version_id,
                "grace_days": due.grace_days,
                "reminders": due.reminders,
            }
        )
        made.reckon(begins.together)
        tx.record(*made.scheduled())
        written.made.append(made)
    dates = [one.scheduled_at for _, one in taken if one.is_ahead and one.scheduled_at > tx.now]
    dates += [slot.at for slot in changes.make] + [slot.at for _, slot in changes.settle]
    written.again[due.series.id] = min([tx.now + AGAIN, *dates])


def _breaks(due: Due, now: datetime) -> tuple[Break, ...]:
    """When the two do not meet: a leave of one of them, or a pause of theirs."""
    today = _today(due, now)
    found = [
        Break(today, who.leave_ends_on and max(who.leave_ends_on, today + _DAY), EndedBecause.LEAVE)
        for who in due.people
        if who.is_away
    ]
    series = due.series
    if series.status is SeriesStatus.PAUSED:
        is_leave = series.pause_reason is PauseReason.LEAVE
        because = EndedBecause.LEAVE if is_leave else EndedBecause.PAUSE
        found.append(Break(min(series.paused_on or today, today), series.paused_until, because))
    return tuple(found)


def _today(due: Due, now: datetime) -> date:
    return now.astimezone(ZoneInfo(due.zone)).date()


async def _start_with_new_managers(tx: Transaction, replaced: Sequence[Due]) -> None:
    """What the former two said of theirs stays with them: a new series begins with nothing."""
    pairs = {
        (one.series.person_id, one.manager_id)
        for one in replaced
        if one.manager_id is not None and one.manager_id != one.series.person_id
    }
    if not pairs:
        return
    every = AllSeries(tx)
    pairs -= await every.with_manager(pairs)
    begun = [
        every.new(
            {
                "person_id": person_id,
                "partner_id": manager_id,
                "kind": SeriesKind.MANAGER,
                "topic": USUAL_TOPIC,
                "template_key": USUAL_TEMPLATE,
                "starts_on": tx.now.date(),
            }
        )
        for person_id, manager_id in sorted(pairs)
    ]
    for one in begun:
        tx.record(*one.started(tx.now))
    await every.add_all(begun)
