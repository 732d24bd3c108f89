"""Writing and finding people, as a directory does."""

from typing import Any
from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound, Stale
from app.domain.people import policy
from app.domain.people.comings import Departures, revise_people
from app.domain.people.document import ENTERPRISE
from app.domain.people.errors import (
    ExternalIdTaken,
    ManagerUnknown,
    NotSearchable,
    ReportsToThemselves,
    UserNameTaken,
)
from app.domain.people.models import Person, Relationship
from app.domain.people.provisioning.commands import Found, ProvisionedPerson, ProvisionPerson
from app.domain.people.provisioning.criteria import Sought
from app.domain.people.provisioning.repository import (
    Directory,
    Groups,
    Members,
    criteria,
)
from app.domain.people.provisioning.views import people_source
from app.domain.people.repository import Relationships
from app.domain.people.states import PersonStatus, RelationshipKind
from app.domain.transaction import Transaction
from app.domain.use_case import action


@action(Scope.SCIM_PROVISION, ProvisionedPerson, raises=(Forbidden, NotFound))
async def read_person(tx: Transaction, person_id: UUID) -> ProvisionedPerson:
    """Read one person as the directory wrote them."""
    _refuse_people(tx)
    return await _shown(tx, person_id)


@action(Scope.SCIM_PROVISION, Found, raises=(Forbidden, NotSearchable))
async def find_people(tx: Transaction, sought: Sought) -> Found:
    """Find people by any attribute, page by page."""
    _refuse_people(tx)
    directory = Directory(tx)
    where = criteria(people_source(tx.me), sought)
    total = await directory.count(*where)
    rows = await directory.shown(*where, sought=sought) if sought.count else []
    people = tuple(_person(row) for row in rows)
    tx.concern(*(person.id for person in people))
    return Found(total=total, people=people)


@action(
    Scope.SCIM_PROVISION,
    ProvisionedPerson,
    raises=(Forbidden, UserNameTaken, ExternalIdTaken, ManagerUnknown, ReportsToThemselves),
    creates=True,
)
async def provision_person(tx: Transaction, command: ProvisionPerson) -> ProvisionedPerson:
    """Add a person, or one who was deleted before, again: the same person, with the same id."""
    _refuse_people(tx)
    command = command.model_copy(update={"active": command.active is not False})
    directory = Directory(tx)
    await Relationships(tx).lock_tree()
    known = await directory.called(command.user_name, command.external_id)
    person = next((one for one in known if one.scim_deleted_at is not None), None)
    _refuse_taken(command, [one for one in known if one is not person])
    if person is None:
        person = directory.add(_new(tx, command))
        await tx.flush()
        tx.record(*person.created())
    else:
        person.scim_deleted_at = None
        _write(tx, person, command, status=_status(person, active=command.active))
    await _follow_manager(tx, person, command.manager)
    return await _shown(tx, person.id)


@action(
    Scope.SCIM_PROVISION,
    ProvisionedPerson,
    raises=(
        Forbidden,
        NotFound,
        Stale,
        UserNameTaken,
        ExternalIdTaken,
        ManagerUnknown,
        ReportsToThemselves,
    ),
)
async def replace_person(
    tx: Transaction, person_id: UUID, command: ProvisionPerson, etag: str | None = None
) -> ProvisionedPerson:
    """Write a person anew. Not `active` means that they left: their relationships end."""
    _refuse_people(tx)
    await Relationships(tx).lock_tree()
    person = await _expected(tx, person_id, etag)
    known = await Directory(tx).called(command.user_name, command.external_id)
    _refuse_taken(command, [one for one in known if one is not person])
    status = _status(person, active=command.active)
    was, departures = person.status, Departures()
    _write(tx, person, command, status=status)
    departures.see(person, was, tx.now.date())
    await departures.end_relations(tx)
    await _follow_manager(tx, person, command.manager)
    return await _shown(tx, person.id)


@action(Scope.SCIM_PROVISION, None, raises=(Forbidden, NotFound, Stale))
async def remove_person(tx: Transaction, person_id: UUID, etag: str | None = None) -> None:
    """Delete a person for the directory: they left, and what they did here stays."""
    _refuse_people(tx)
    await Relationships(tx).lock_tree()
    person = await _expected(tx, person_id, etag)
    await revise_people(tx, [(person, {"status": PersonStatus.LEFT})])
    tx.record(*person.deprovision(tx.now))
    for group in await Groups(tx).of_person(person.id):
        group.advance()
        tx.record(*group.left_by([person.id]))
    for member in await Members(tx).with_person(person.id):
        await tx.session.delete(member)
    tx.concern(person.id)


def _refuse_people(tx: Transaction) -> None:
    if not policy.may_provision(tx.me):
        raise Forbidden


async def _expected(tx: Transaction, person_id: UUID, etag: str | None) -> Person:
    """The person, locked, as the caller knows them."""
    directory = Directory(tx)
    person = await directory.locked(person_id)
    if person is None or person.scim_deleted_at is not None:
        raise NotFound
    if etag is not None and etag != (await _shown(tx, person_id)).etag:
        raise Stale
    return person


async def _shown(tx: Transaction, person_id: UUID) -> ProvisionedPerson:
    await tx.flush()
    rows = await Directory(tx).shown(Person.id == person_id)
    if not rows:
        raise NotFound
    tx.concern(person_id)
    return _person(rows[0])


def _person(row: dict[str, Any]) -> ProvisionedPerson:
    manager = row["manager"]
    # A new manager is a change of what is shown, and none of the row.
    etag = f"{row['version']}" + (f"-{manager['id'][-12:]}" if manager else "")
    return ProvisionedPerson(**row | {"groups": row["groups"] or (), "etag": etag})


def _refuse_taken(command: ProvisionPerson, others: list[Person]) -> None:
    """Directories tell user names apart without their case; everybody else goes by the column."""
    for other in others:
        if other.user_name.lower() == command.user_name.lower():
            raise UserNameTaken
        if other.external_id == command.external_id:
            raise ExternalIdTaken


def _new(tx: Transaction, command: ProvisionPerson) -> Person:
    person = Person(
        external_id=command.external_id or "",  # or its own id, below
        user_name=command.user_name,
        display_name=command.display_name,
        status=PersonStatus.ACTIVE if command.active else PersonStatus.LEFT,
        created_at=tx.now,
        location=command.location,
        scim=_document(command),
    )
    for name, value in _fields(command).items():
        setattr(person, name, value)
    if command.external_id is None:
        person.external_id = str(person.id)
    return person


def _status(person: Person, *, active: bool | None) -> PersonStatus:
    """Who is on leave is active for a directory, and stays on leave."""
    if active is False:
        return PersonStatus.LEFT
    if active and person.status is PersonStatus.LEFT:
        return PersonStatus.ACTIVE
    return person.status


def _write(
    tx: Transaction, person: Person, command: ProvisionPerson, *, status: PersonStatus
) -> None:
    before = person.scim or {}
    fields = _fields(command) | {"status": status}
    if command.external_id is not None:
        fields["external_id"] = command.external_id
    if command.document.get("addresses") != before.get("addresses"):
        fields["location"] = command.location
    tx.record(*person.revise(fields, tx.now.date()))
    written = _document(command)
    if (named := _named_manager(before)) is not None:
        written = _naming_manager(written, named.get("value"))
    if written != person.scim:
        person.scim = written


def _fields(command: ProvisionPerson) -> dict[str, Any]:
    """What is always written. A zone or a language that nobody said, or knows, stays."""
    fields: dict[str, Any] = {
        "user_name": command.user_name,
        "display_name": command.display_name,
        "given_name": command.given_name,
        "family_name": command.family_name,
        "work_email": command.work_email,
        "title": command.title,
        "department": command.department,
    }
    if command.time_zone is not None:
        fields["time_zone"] = command.time_zone
    if command.locale is not None:
        fields["locale"] = command.locale
    return fields


def _document(command: ProvisionPerson) -> dict[str, Any]:
    given: dict[str, Any] = {"userName": command.user_name}
    if command.active is not None:
        given["active"] = command.active
    return command.document | given


async def _follow_manager(tx: Transaction, person: Person, name: str | None) -> None:
    """Whom the directory names is the manager from today on. Naming none ends the relation only
    if the directory named one before: otherwise it does not know of managers.

    Where one of the two has left there is no relation; the name is kept until they are back.
    """
    named = _named_manager(person.scim)
    if name is None and named is None:
        return
    manager = await _manager(tx, person, name, (named or {}).get("value"))
    is_followed = manager is None or PersonStatus.LEFT not in (person.status, manager.status)
    kept = None if is_followed or manager is None else str(manager.id)
    tie = await Directory(tx).manager_tie(person.id)
    wanted = manager if is_followed else None
    if (tie.related_id if tie else None) != (wanted.id if wanted else None):
        await _change_manager(tx, person, tie, wanted)
    elif named is None and kept is None:
        return  # a directory that repeats what it read names nobody
    document = _naming_manager(person.scim or {}, kept)
    if document != person.scim:
        person.scim = document


async def _manager(
    tx: Transaction, person: Person, name: str | None, kept: str | None
) -> Person | None:
    if name is None:
        return None
    directory = Directory(tx)
    manager = await directory.by_name(name, _uuid(name))
    if manager is None:
        if name == kept:  # deleted since then
            return None
        raise ManagerUnknown
    if manager.id == person.id or await directory.is_above(person.id, manager.id):
        raise ReportsToThemselves
    return manager


async def _change_manager(
    tx: Transaction, person: Person, tie: Relationship | None, manager: Person | None
) -> None:
    person.advance()
    if tie is not None:
        tx.record(*tie.end(tx.now.date()))
        await tx.flush()
        tx.concern(tie.related_id)
    if manager is not None:
        started = Relationships(tx).add(
            Relationship(
                person_id=person.id,
                related_id=manager.id,
                kind=RelationshipKind.MANAGER,
                starts_on=tx.now.date(),
                ends_on=await Directory(tx).next_manager_on(person.id),
            )
        )
        tx.record(*started.started())
        tx.concern(manager.id)


def _named_manager(document: dict[str, Any] | None) -> dict[str, Any] | None:
    """What remembers that this directory writes managers; who it is stands in the relation."""
    named: dict[str, Any] | None = (document or {}).get(ENTERPRISE, {}).get("manager")
    return named


def _naming_manager(document: dict[str, Any], kept: str | None) -> dict[str, Any]:
    manager = {} if kept is None else {"value": kept}
    return document | {ENTERPRISE: document.get(ENTERPRISE, {}) | {"manager": manager}}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
