"""What you can do with series."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.commands import (
    ChangeSeries,
    EndSeries,
    PauseSeries,
    SeriesFilters,
    StartSeries,
)
from app.domain.conversations.errors import (
    BadCadenceRule,
    ConversationTemplateUnknown,
    ParticipantGone,
    ParticipantUnknown,
    PartnerNotManager,
    PartnerUnknown,
    PauseWithoutDays,
    SeriesGoesOn,
    SeriesNotActive,
    SeriesNotPaused,
    SeriesOver,
    TalksToThemselves,
)
from app.domain.conversations.lifecycle import SERIES
from app.domain.conversations.models import Series
from app.domain.conversations.repository import series as rows
from app.domain.conversations.repository.series import AllSeries
from app.domain.conversations.service.occurrences import keep
from app.domain.conversations.service.questions import chosen
from app.domain.conversations.states import SeriesEnding, SeriesKind
from app.domain.conversations.views import SeriesView
from app.domain.errors import Fault, Forbidden, NotFound
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, SeriesView)
def get_series(_me: Me, series_id: UUID) -> One:
    """Read one series: who meets, how often, and whether they go on."""
    return rows.one_series(series_id)


@query(Scope.CONVERSATIONS_READ, SeriesView)
def list_series(_me: Me, filters: SeriesFilters) -> Many:
    """List the series that you are part of, the oldest first."""
    return rows.series(filters)


@action(
    Scope.CONVERSATIONS_WRITE,
    SeriesView,
    raises=(
        Forbidden,
        TalksToThemselves,
        PartnerUnknown,
        ParticipantUnknown,
        ParticipantGone,
        PartnerNotManager,
        SeriesGoesOn,
        BadCadenceRule,
        ConversationTemplateUnknown,
    ),
    creates=True,
)
async def start_series(tx: Transaction, command: StartSeries) -> Series:
    """Have a conversation again and again with somebody. The next ones are made at once.

    What you leave out of the cadence is said by the settings, and follows them:
    `get_effective_cadence`. On a day on which one of you does not work it moves to the next on
    which both do.
    """
    await _check_pair(tx, command)
    is_named = "template_key" in command.model_fields_set
    await chosen(tx, command.template_key, is_named=is_named)
    known = command.model_dump() | {"starts_on": command.starts_on or tx.now.date()}
    series = AllSeries(tx).add(Series(**known))
    tx.record(*series.started(tx.now))
    await AllSeries(tx).check_new(series, policy.takes_part)
    await keep(tx, 1, series.id)
    return series


@action(
    Scope.CONVERSATIONS_WRITE,
    SeriesView,
    raises=(NotFound, Forbidden, SeriesOver, BadCadenceRule, ConversationTemplateUnknown),
    versioned=True,
)
async def change_series(tx: Transaction, series_id: UUID, command: ChangeSeries) -> Series:
    """Meet at other times, or for longer or shorter.

    Conversations to come that neither of you prepared or moved go to the new dates.
    """
    series = await AllSeries(tx).get(series_id, may=policy.takes_part, lock=True)
    given = command.given()
    if "template_key" in given:
        await chosen(tx, command.template_key, is_named=True)
    tx.record(*series.revise(given, tx.now))
    return await _kept(tx, series)


@action(
    Scope.CONVERSATIONS_WRITE,
    SeriesView,
    raises=(NotFound, Forbidden, SeriesNotActive, PauseWithoutDays),
    versioned=True,
)
async def pause_series(tx: Transaction, series_id: UUID, command: PauseSeries) -> Series:
    """Do not meet for a while: until a day, or until one of you resumes it.

    Conversations within the pause that neither of you prepared or moved are skipped, which
    counts for nothing. After it there is one next conversation, however long it was.
    """
    series = await AllSeries(tx).to_take(SERIES["pause_series"], series_id)
    tx.record(*series.pause(command.reason, command.until, tx.now))
    return await _kept(tx, series)


@action(
    Scope.CONVERSATIONS_WRITE,
    SeriesView,
    raises=(NotFound, Forbidden, SeriesNotPaused),
    versioned=True,
)
async def resume_series(tx: Transaction, series_id: UUID) -> Series:
    """Meet again, from the next date on."""
    series = await AllSeries(tx).to_take(SERIES["resume_series"], series_id)
    tx.record(*series.resume(tx.now))
    return await _kept(tx, series)


@action(
    Scope.CONVERSATIONS_WRITE,
    SeriesView,
    raises=(NotFound, Forbidden, SeriesOver),
    versioned=True,
)
async def end_series(tx: Transaction, series_id: UUID, command: EndSeries) -> Series:
    """Go on no longer. Conversations to come that neither of you prepared or moved are called off;
    what was said stays with the two of you.
    """
    series = await AllSeries(tx).to_take(SERIES["end_series"], series_id)
    tx.record(*series.end(SeriesEnding.AGREED, tx.now, command.reason))
    return await _kept(tx, series)


async def _kept(tx: Transaction, series: Series) -> Series:
    await tx.flush()
    await keep(tx, 1, series.id)
    return series


async def _check_pair(tx: Transaction, command: StartSeries) -> None:
    """Two people who both work here; a manager is one."""
    pair = (command.person_id, command.partner_id)
    if tx.me.is_client or (tx.me.is_person and tx.actor.id not in pair):
        raise Forbidden
    if command.person_id == command.partner_id:
        raise TalksToThemselves(Fault("/partnerId", TalksToThemselves.explanation()))
    has_left = await AllSeries(tx).standings(pair)
    if command.person_id not in has_left:
        raise ParticipantUnknown(Fault("/personId", ParticipantUnknown.explanation()))
    if command.partner_id not in has_left:
        raise PartnerUnknown(Fault("/partnerId", PartnerUnknown.explanation()))
    if any(has_left.values()):
        raise ParticipantGone
    if command.kind is SeriesKind.MANAGER:
        manager_id = await AllSeries(tx).manager_of(command.person_id)
        if manager_id != command.partner_id:
            raise PartnerNotManager(Fault("/partnerId", PartnerNotManager.explanation()))
