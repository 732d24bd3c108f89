"""What you can do with people."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Fault, Forbidden, NotFound
from app.domain.people import policy, relating, repository
from app.domain.people.comings import revise_people
from app.domain.people.commands import (
    BatchReport,
    ChangeOrganisation,
    ChangePersonStatus,
    EndRelationship,
    ManagerFilters,
    PeopleFilters,
    Recognised,
    RelationshipFilters,
    Reorganisation,
    Reorganise,
    ReportFilters,
    StartRelationship,
    UpsertPeople,
    UpsertPerson,
)
from app.domain.people.errors import (
    CoverIncomplete,
    EndsBeforeItStarts,
    ExternalIdTaken,
    LeavesLater,
    ManagersOverlap,
    ManagerUnknown,
    MovedTwice,
    PeopleUnknown,
    PersonGone,
    RelatedToThemselves,
    RelationshipOver,
    RelationshipsOverlap,
    ReportsToThemselves,
    TooManyLevels,
    UserNameTaken,
)
from app.domain.people.intake import take_in, take_one_in
from app.domain.people.models import MONDAY_TO_FRIDAY, Person, Relationship, Tenant
from app.domain.people.views import (
    ColleagueView,
    OrganisationView,
    PersonView,
    RelationshipView,
)
from app.domain.people.working.service import (
    get_working_calendar,
    set_working_calendar,
    whereabouts_of,
)
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


@query(Scope.SYSTEM, PersonView)
def recognise_person(_me: Me, filters: Recognised) -> Many:
    """Whom another system means. Work addresses may be those of several people."""
    return repository.recognised(filters)


@action(Scope.PEOPLE_WRITE, BatchReport, raises=(Forbidden, UserNameTaken, ExternalIdTaken))
async def upsert_people(tx: Transaction, command: UpsertPeople) -> BatchReport:
    """Add people or bring them up to date, by `externalId`: 1 to 10,000 at once.

    Each item is answered for itself: created, updated, unchanged, or refused with the
    reasons; with `allOrNothing` one refused item refuses the whole request. Managers are
    named by `managerExternalId`, of this request or of before; a new manager starts today.
    Only machine clients may do this: people come from the HRIS, never from each other.
    """
    if not policy.may_provision(tx.me):
        raise Forbidden
    return await take_in(tx, command)


@action(
    Scope.PEOPLE_WRITE,
    PersonView,
    raises=(Forbidden, UserNameTaken, ExternalIdTaken, ManagerUnknown, ReportsToThemselves),
)
async def upsert_person(tx: Transaction, external_id: str, command: UpsertPerson) -> Person:
    """Add one person or bring them up to date, by the HRIS's own id.

    The same as an item of a batch, but refused as a whole: with the code of what is wrong.
    Answers with 200 whether the person is new or not; version 1 is new. An `externalId` with a
    slash in it cannot stand in a path: send it in a batch.
    """
    if not policy.may_provision(tx.me):
        raise Forbidden
    return await take_one_in(tx, external_id, command)


@action(Scope.PEOPLE_WRITE, PersonView, raises=(NotFound, Forbidden, LeavesLater), versioned=True)
async def change_person_status(
    tx: Transaction, person_id: UUID, command: ChangePersonStatus
) -> Person:
    """Say that somebody is on leave, has left, or is back.

    Who leaves has no relations any more, in either direction, from that day on; who comes
    back has to be given new ones. A leave changes no relation: `cover` is for that. Only
    machine clients may do this.
    """
    people = repository.People(tx)
    await people.get(person_id, may=policy.may_employ)
    await repository.Relationships(tx).lock_tree()  # before the row, as everybody takes them
    person = await people.get(person_id, may=policy.may_employ, lock=True)
    if command.left_on is not None and command.left_on > tx.now.date():
        raise LeavesLater(Fault("/leftOn", LeavesLater.explanation()))
    await revise_people(tx, [(person, command.model_dump(exclude_unset=True))])
    return person


@query(Scope.PEOPLE_READ, ColleagueView)
def list_reports(me: Me, person_id: UUID, filters: ReportFilters) -> Many:
    """List who reports to a person on a day, directly or through others, the nearest first."""
    return repository.reports(me, person_id, filters)


@query(Scope.PEOPLE_READ, ColleagueView)
def list_managers(me: Me, person_id: UUID, filters: ManagerFilters) -> Many:
    """List to whom a person reports on a day: the manager, whose manager, and so on upwards."""
    return repository.managers(me, person_id, filters)


@query(Scope.PEOPLE_READ, RelationshipView)
def get_relationship(_me: Me, relationship_id: UUID) -> One:
    """Read one relation between two people."""
    return repository.relationship(relationship_id)


@query(Scope.PEOPLE_READ, RelationshipView)
def list_relationships(me: Me, filters: RelationshipFilters) -> Many:
    """List the relations you may see, those gone by and to come included, the oldest first."""
    return repository.relationships(me, filters)


@action(
    Scope.PEOPLE_WRITE,
    RelationshipView,
    raises=(
        Forbidden,
        PeopleUnknown,
        PersonGone,
        RelatedToThemselves,
        EndsBeforeItStarts,
        CoverIncomplete,
        ReportsToThemselves,
        TooManyLevels,
        ManagersOverlap,
        RelationshipsOverlap,
    ),
    creates=True,
)
async def start_relationship(tx: Transaction, command: StartRelationship) -> Relationship:
    """From one day on, one person is another's manager, mentor, sponsor, people partner or cover.

    The manager there is on that day ends on it; every other overlap is refused, and named. A
    `cover` stands in for a manager or people partner who is away: they have the same rights
    over open plans as long as it lasts, and never those to conversations and notes. Machine
    clients may do this; a person only says who covers for them.
    """
    return await relating.start(tx, command)


@action(
    Scope.PEOPLE_WRITE,
    RelationshipView,
    raises=(
        NotFound,
        Forbidden,
        RelationshipOver,
        CoverIncomplete,
        ManagersOverlap,
        RelationshipsOverlap,
        ReportsToThemselves,
    ),
    versioned=True,
)
async def end_relationship(
    tx: Transaction, relationship_id: UUID, command: EndRelationship
) -> Relationship:
    """Say from which day on a relation no longer holds, or move that day while it is to come.

    Machine clients may do this; a person ends who covers for them.
    """
    ties = repository.Relationships(tx)
    await ties.get(relationship_id, may=policy.may_tie)
    await ties.lock_tree()
    tie = await ties.get(relationship_id, may=policy.may_tie, lock=True)
    today = tx.now.date()
    tie.check_open(today)
    tx.record(*tie.end(command.ends_on or today))
    tx.concern(tie.person_id, tie.related_id)
    return tie


@action(
    Scope.PEOPLE_WRITE,
    Reorganisation,
    raises=(
        Forbidden,
        PeopleUnknown,
        PersonGone,
        MovedTwice,
        RelatedToThemselves,
        ReportsToThemselves,
        TooManyLevels,
        ManagersOverlap,
        RelationshipsOverlap,
    ),
)
async def reorganise(tx: Transaction, command: Reorganise) -> Reorganisation:
    """Give up to 1000 people another manager (or people partner, mentor, sponsor) from one day on.

    All of it or nothing; the tree may be turned upside down. Whoever had the same kind of
    relation on that day no longer does. `dryRun` says what would change, or why it would be
    refused, and changes nothing. Only machine clients may do this.
    """
    if not policy.may_provision(tx.me):
        raise Forbidden
    return await relating.reorganise(tx, command)


@query(Scope.PEOPLE_READ, OrganisationView)
def get_organisation(me: Me) -> One:
    """Read the organisation that the token belongs to."""
    return repository.organisation(me)


@action(Scope.ADMIN, OrganisationView, raises=(NotFound,), versioned=True)
async def change_organisation(tx: Transaction, command: ChangeOrganisation) -> Tenant:
    """Change what the organisation has settled: its name, time zone, language and working days.

    Which deadlines are due soon or missed follows the working days: within two minutes, after
    these have changed.
    """
    tenant = await repository.Tenants(tx).get(tx.actor.tenant_id, lock=True)
    tenant.settle(command.given(), at=tx.now)
    return tenant


@action(Scope.SYSTEM, None)
async def found_tenant(
    tx: Transaction,
    name: str,
    time_zone: str,
    locale: str,
    working_week: Sequence[int] = MONDAY_TO_FRIDAY,
    anonymity_threshold: int = 5,
) -> None:
    """Begin an organisation. Operators only."""
    repository.Tenants(tx).add(
        Tenant(
            id=tx.actor.tenant_id,
            name=name,
            time_zone=time_zone,
            locale=locale,
            working_week=list(working_week),
            anonymity_threshold=anonymity_threshold,
        )
    )


async def locked_person(tx: Transaction, person_id: UUID) -> Person:
    """A person whom nobody else changes meanwhile. Raises `NotFound` where there is none."""
    return await repository.People(tx).get(person_id, lock=True)


async def who_works_here(
    database: Database, tenant_id: UUID, people: Collection[UUID]
) -> frozenset[UUID]:
    """Those among these people who have not left."""
    rows = await database.fetch(repository.WHO_STAND, str(tenant_id), tenant_id, list(people))
    return frozenset(row["id"] for row in rows)


async def who_leads(
    database: Database, tenant_id: UUID, people: Collection[UUID], day: date
) -> dict[UUID, set[UUID]]:
    """By person, their managers on a day, and who covers for these."""
    rows = await database.fetch(repository.LEADERS, str(tenant_id), tenant_id, list(people), day)
    found: dict[UUID, set[UUID]] = {}
    for row in rows:
        found.setdefault(row["person_id"], set()).add(row["id"])
    return found


__all__ = [
    "change_organisation",
    "change_person_status",
    "end_relationship",
    "found_tenant",
    "get_me",
    "get_organisation",
    "get_person",
    "get_relationship",
    "get_working_calendar",
    "list_managers",
    "list_people",
    "list_relationships",
    "list_reports",
    "locked_person",
    "recognise_person",
    "reorganise",
    "set_working_calendar",
    "start_relationship",
    "upsert_people",
    "upsert_person",
    "whereabouts_of",
    "who_leads",
    "who_works_here",
]
