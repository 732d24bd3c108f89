"""What you can do with people."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.people import policy, repository
from app.domain.people.commands import (
    BatchReport,
    PeopleFilters,
    UpsertPeople,
)
from app.domain.people.errors import ExternalIdTaken, UserNameTaken
from app.domain.people.intake import take_in
from app.domain.people.models import Relationship, RelationshipKind, Tenant
from app.domain.people.views import PersonView
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action, query


@query(Scope.PEOPLE_READ, PersonView)
def get_person(_me: Me, person_id: UUID) -> One:
    """Read one person."""
    return repository.person(person_id)


@query(Scope.PEOPLE_READ, PersonView)
def get_me(me: Me) -> One:
    """Read the person whose token this is. A machine client is nobody: not_found."""
    return repository.me_as_person(me)


@query(Scope.PEOPLE_READ, PersonView)
def list_people(_me: Me, filters: PeopleFilters) -> Many:
    """List people, oldest record first."""
    return repository.people(filters)


@action(Scope.PEOPLE_WRITE, BatchReport, raises=(Forbidden, UserNameTaken, ExternalIdTaken))
async def upsert_people(tx: Transaction, command: UpsertPeople) -> BatchReport:
    """Add people or bring them up to date, by `externalId`: 1 to 1000 at once.

    Each item is answered for itself: created, updated, unchanged, or refused with the
    reasons; with `allOrNothing` one refused item refuses the whole request. Managers are
    named by `managerExternalId`, of this request or of before; a new manager starts today.
    Only machine clients may do this: people come from the HRIS, never from each other.
    """
    if not policy.may_provision(tx.me):
        raise Forbidden
    return await take_in(tx, command)


@action(Scope.SYSTEM, None)
async def found_tenant(tx: Transaction, name: str, time_zone: str, locale: str) -> None:
    """Begin an organisation. Operators only."""
    repository.Tenants(tx).add(
        Tenant(id=tx.actor.tenant_id, name=name, time_zone=time_zone, locale=locale)
    )


@action(Scope.SYSTEM, None, raises=(NotFound,))
async def start_relationship(
    tx: Transaction, person_id: UUID, related_id: UUID, kind: RelationshipKind
) -> None:
    """From today on, `related_id` is the `kind` of `person_id`. Operators only."""
    tie = Relationship(
        person_id=person_id, related_id=related_id, kind=kind, starts_on=tx.now.date()
    )
    repository.Relationships(tx).add(tie)
    tx.record(*tie.started())


async def works_here(database: Database, tenant_id: UUID, person_id: UUID) -> bool:
    """Whether there is such a person, and they have not left."""
    return bool(await database.fetch(repository.STANDING, str(tenant_id), tenant_id, person_id))
