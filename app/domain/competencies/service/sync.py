"""What you can do with a competency model from a file: plan it, carry it out, publish the draft."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from io import BytesIO
from typing import Final
from uuid import UUID

from app.domain.actor import Scope
from app.domain.competencies.commands import (
    MOST_CHANGES,
    Obstacle,
    SyncFramework,
    SyncReport,
)
from app.domain.competencies.declared import READING, ModelRefused, Spool, read_document, read_model
from app.domain.competencies.errors import (
    CompetencyInUse,
    FrameworkNotInForce,
    LevelInUse,
    ModelUnreadable,
    NothingToPublish,
    PlanOutdated,
)
from app.domain.competencies.lifecycle import FRAMEWORK
from app.domain.competencies.models import CompetencyFramework
from app.domain.competencies.repository import Frameworks, Versions, history, impact
from app.domain.competencies.syncing import carrying_out as syncing
from app.domain.competencies.syncing import reporting, roles
from app.domain.competencies.syncing.carrying_out import Difference
from app.domain.competencies.views import CompetencyFrameworkView
from app.domain.errors import Busy, Fault, NotFound
from app.domain.transaction import Transaction
from app.domain.use_case import action

PLACE: Final = re.compile(r"line (\d+)(?:, column \d+)?(?: \((/.*)\))?")


@action(
    Scope.COMPETENCIES_SYNC,
    SyncReport,
    raises=(
        ModelUnreadable,
        PlanOutdated,
        CompetencyInUse,
        LevelInUse,
        FrameworkNotInForce,
    ),
)
async def sync_competency_framework(tx: Transaction, command: SyncFramework) -> SyncReport:
    """Make a stored framework say what a declared source says.

    What is new is added, what is different is changed, what is no longer named is retired
    and never deleted; a competency of another `edition`, or one that `replaces` others, is a new
    one that takes their place. All of it is one new version of the framework. The same source
    twice changes nothing. It happens as a whole or not at all.

    `dryRun` makes a plan: what would change, and whom it concerns. Sent again with the `plan` of
    its answer, the source does exactly that, or is refused because the world has moved.
    """
    if command.publish and not command.dry_run:
        tx.actor.require(Scope.COMPETENCIES_PUBLISH)
    digest = _digest(command)
    known = await _known(tx, command, digest)
    if known is not None:
        return known
    async with _read(command) as spool, tx.trial(undo=command.dry_run):
        return await _sync(tx, command, spool, digest)


async def _sync(tx: Transaction, command: SyncFramework, spool: Spool, digest: str) -> SyncReport:
    difference, said = await syncing.compare(tx, spool), roles.said(spool)
    if not command.publish and not difference.changes_anything:
        await _look_at_roles(tx, difference, said)
    base = reporting.base_of(difference, publish=command.publish)
    if command.plan is not None and not command.plan.startswith(base):
        raise PlanOutdated
    told = await reporting.changes(tx)
    concerned, in_use = await reporting.whom(tx)
    lost = await _lost(tx, difference)
    if not command.dry_run:
        _refuse(in_use, CompetencyInUse)
        _refuse(lost, LevelInUse)
    takes_roles = command.publish and (said.are_some or difference.framework is not None)
    framework, version = difference.framework, None
    if difference.changes_anything and (takes_roles or not command.dry_run):
        framework, version = await syncing.carry_out(
            tx, difference, publish=command.publish, source_digest=digest
        )
    changed = await roles.take(tx, framework, said) if framework and takes_roles else []
    if framework and changed and version is None:
        framework.advance()  # or what is remembered of its last version would pass for all there is
    plan = base + reporting.digest_of(changed)
    if command.plan not in (None, plan):
        raise PlanOutdated
    made = reporting.report(
        difference,
        spool,
        framework=None if command.dry_run and difference.framework is None else framework,
        plan=plan,
        dry_run=command.dry_run,
        publish=command.publish,
        told=told,
        roles=changed,
        impact=concerned,
        obstacles=(*in_use, *lost),
    )
    if version is not None and framework is not None:
        version.report = reporting.kept(made, framework.version, said)
    return made


async def _look_at_roles(tx: Transaction, difference: Difference, said: roles.Said) -> None:
    """Whether a draft is wanted for the sake of its roles. Nothing of what this does is done."""
    if difference.framework is None:
        return
    async with tx.trial(undo=True):
        changed = await roles.take(tx, difference.framework, said)
    difference.framework = await Frameworks(tx).named(difference.declared.code)
    difference.waits = bool(changed)


@action(
    Scope.COMPETENCIES_PUBLISH,
    CompetencyFrameworkView,
    raises=(
        NotFound,
        FrameworkNotInForce,
        NothingToPublish,
        CompetencyInUse,
        LevelInUse,
        ModelUnreadable,
    ),
    versioned=True,
)
async def publish_competency_framework(tx: Transaction, framework_id: UUID) -> CompetencyFramework:
    """Have everybody go by the draft of a framework, which never changes from then on."""
    step = FRAMEWORK["publish_competency_framework"]
    framework = await Frameworks(tx).to_take(step, framework_id)
    step.follow(framework.status)
    number = framework.draft_number
    version = None if number is None else await Versions(tx).numbered(framework_id, number)
    if version is None:
        raise NothingToPublish
    await history.retired_by(tx, framework_id, version.number)
    rows = await impact.concerned(tx, MOST_CHANGES, only_retired=True)
    _refuse(reporting.in_the_way(rows), CompetencyInUse)
    _refuse(await _in_use(tx, framework_id, syncing.lost_by(framework, version)), LevelInUse)
    await syncing.bring_into_force(tx, framework, version)
    await roles.take(tx, framework, roles.remembered(version.report))
    return framework


@action(
    Scope.COMPETENCIES_SYNC,
    CompetencyFrameworkView,
    raises=(NotFound, NothingToPublish),
    versioned=True,
)
async def discard_framework_draft(tx: Transaction, framework_id: UUID) -> CompetencyFramework:
    """Have it as if the draft of a framework had never been. What is published stays."""
    framework = await Frameworks(tx).get(framework_id, lock=True)
    if framework.draft_number is None or framework.published_number is None:
        raise NothingToPublish
    number = framework.draft_number
    await syncing.throw_draft_away(tx, framework)
    tx.record(*framework.draft_discarded(number))
    return framework


async def _lost(tx: Transaction, difference: Difference) -> list[Obstacle]:
    if difference.framework is None:
        return []
    return await _in_use(tx, difference.framework.id, difference.lost_levels)


async def _in_use(tx: Transaction, framework_id: UUID, levels: Sequence[str]) -> list[Obstacle]:
    return reporting.lost_levels(await impact.levels_in_use(tx, framework_id, levels))


def _refuse(obstacles: Sequence[Obstacle], kind: type[CompetencyInUse | LevelInUse]) -> None:
    if obstacles:
        raise kind(*(Fault("", f"{one.code}: {one.why}") for one in obstacles))


@asynccontextmanager
async def _read(command: SyncFramework) -> AsyncIterator[Spool]:
    """The model, wherever it comes from. Refuses with everything that is wrong in it."""
    if command.spool is not None:
        yield command.spool
        return
    if command.digest is not None:  # it was known a moment ago, and somebody changed that
        raise Busy
    try:
        spool = await _spooled(command)
    except ModelRefused as error:
        raise unreadable(error) from error
    with spool:
        yield spool


async def _spooled(command: SyncFramework) -> Spool:
    if command.text is None and command.document is None:
        raise ModelUnreadable(Fault("/document", "is missing, and so is a text"))
    return await asyncio.to_thread(_read_now, command)


def _read_now(command: SyncFramework) -> Spool:
    given = {"code": command.code, "title": command.title, "language": command.language}
    if command.text is None:
        return read_document(command.document or {}, command.format, name=command.name, **given)
    source = BytesIO(command.text.encode())
    return read_model(
        source,
        command.format,
        name=command.name,
        code=command.code,
        title=command.title,
        language=command.language,
    )


def unreadable(error: ModelRefused) -> ModelUnreadable:
    """The refusal of a model with the place of each fault, in the source and in what was sent."""
    return ModelUnreadable(*(_fault(one.where, one.what) for one in error.problems))


def _fault(where: str, what: str) -> Fault:
    """A fault at a JSON pointer, or at a line of a file, which may have a pointer as well."""
    if where.startswith("/"):
        return Fault(f"/document{where}", what)
    found = PLACE.match(where)
    line, pointer = (int(found[1]), found[2] or "") if found else (None, "")
    return Fault(pointer, f"{where}: {what}" if where else what, line=line)


def _digest(command: SyncFramework) -> str:
    """The same for the same source, read in the same way, for the same end."""
    if command.digest is not None:
        return command.digest
    said = command.model_dump(mode="json", exclude={"dry_run", "plan"}) | {"reading": READING}
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


async def _known(tx: Transaction, command: SyncFramework, digest: str) -> SyncReport | None:
    """What a sync of the same source would say now, if all is still as it left it: nothing."""
    if command.plan is not None or not command.publish:
        return None
    found = await Versions(tx).in_force_from(digest)
    if found is None:
        return None
    version, framework = found
    report = reporting.remembered(version.report, framework)
    return None if report is None else report.model_copy(update={"dry_run": command.dry_run})


async def known_already(tx: Transaction, command: SyncFramework) -> bool:
    """Whether the model was synced from the very same source, and all is as that left it."""
    return await _known(tx, command, _digest(command)) is not None
