"""What can be asked about who did what."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.audit import repository, verification
from app.domain.audit.commands import AccessFilters, AuditFilters, TrailReport, VerifyTrail
from app.domain.audit.views import AuditEntryView
from app.domain.policy import Me
from app.domain.statement import Many
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.PEOPLE_READ, AuditEntryView)
def list_accesses(me: Me, person_id: UUID, filters: AccessFilters) -> Many:
    """List who read or changed what is yours, the latest first.

    Each entry says who, what and when, never what was written. What you did yourself is left out.
    Only the person themselves sees it: for everybody else it is empty.
    """
    return repository.accesses(me, person_id, filters)


@query(Scope.AUDIT_READ, AuditEntryView)
def list_audit_entries(me: Me, filters: AuditFilters) -> Many:
    """List what was done and refused, the latest first.

    Machine clients see the whole organisation, a person what is about them or was done by them.
    """
    return repository.entries(me, filters)


@action(Scope.SYSTEM, TrailReport)
async def verify_trail(tx: Transaction, command: VerifyTrail) -> TrailReport:
    """Find entries of the trail that were changed, removed or reordered. Operators only."""
    return await verification.examine(tx, command)
