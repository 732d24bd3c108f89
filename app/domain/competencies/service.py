"""What you can do with competency models."""

from typing import Any
from uuid import UUID

from app.domain.actor import Scope
from app.domain.competencies import repository, syncing
from app.domain.competencies.commands import CompetencyFilters, SyncFramework, SyncReport
from app.domain.competencies.declared import ModelRefused, read_document
from app.domain.competencies.errors import ModelUnreadable
from app.domain.competencies.models import Competency, CompetencyFramework, CompetencyStatus
from app.domain.competencies.repository import Competencies, Frameworks
from app.domain.competencies.views import CompetencyFrameworkView, CompetencyView
from app.domain.errors import Fault
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.COMPETENCIES_READ, CompetencyFrameworkView)
def get_competency_framework(_me: Me, framework_id: UUID) -> One:
    """Read one competency framework."""
    return repository.framework(framework_id)


@query(Scope.COMPETENCIES_READ, CompetencyFrameworkView)
def list_competency_frameworks(_me: Me) -> Many:
    """List the competency frameworks, the oldest first."""
    return repository.frameworks()


@query(Scope.COMPETENCIES_READ, CompetencyView)
def list_competencies(_me: Me, filters: CompetencyFilters) -> Many:
    """List competencies, the oldest first. Retired ones are among them, and say so."""
    return repository.competencies(filters)


@action(Scope.COMPETENCIES_SYNC, SyncReport, raises=(ModelUnreadable,))
async def sync_competency_framework(tx: Transaction, command: SyncFramework) -> SyncReport:
    """Make a stored framework say what a declared source says.

    What is new is added, what is different is changed, what is no longer named is retired
    and never deleted. The same source twice changes nothing. It happens as a whole or not
    at all; `dryRun` only says what would happen.
    """
    try:
        with read_document(command.document) as spool:
            model = syncing.DeclaredModel.of(spool)
    except ModelRefused as error:
        faults = (Fault(f"/document{one.where}", one.what) for one in error.problems)
        raise ModelUnreadable(*faults) from error
    framework = await Frameworks(tx).named(model.framework.code)
    stored = await Competencies(tx).of(framework.id) if framework else []
    difference = syncing.compare(model, stored)
    fields = syncing.framework_fields(model)
    changed = framework is None or any(getattr(framework, n) != v for n, v in fields.items())
    changed = changed or bool(difference.changes)
    if changed and not command.dry_run:
        framework = await _apply(tx, model.framework.code, framework, fields, difference)
    return syncing.report(model, difference, framework, changed=changed, dry_run=command.dry_run)


async def _apply(
    tx: Transaction,
    code: str,
    framework: CompetencyFramework | None,
    fields: dict[str, Any],
    difference: syncing.Difference,
) -> CompetencyFramework:
    if framework is None:
        framework = Frameworks(tx).add(CompetencyFramework(code=code, **fields))
    else:
        for name, value in fields.items():
            setattr(framework, name, value)
        framework.advance()
    for one in difference.displaced:
        one.make_room()
    await tx.session.flush()  # a code is free before it is taken, though two exchange theirs
    for known, new in difference.changed:
        known.revise(new)
    for one in difference.retired:
        one.status = CompetencyStatus.RETIRED
    for new in difference.new:
        Competencies(tx).add(Competency(framework_id=framework.id, **new))
    tx.record(
        *framework.published(len(difference.new), len(difference.changed), len(difference.retired))
    )
    return framework
