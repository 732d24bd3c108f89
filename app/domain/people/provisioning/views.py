"""How people and groups look to a directory, and where their attributes are found."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, Text, case, cast, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.people import ties
from app.domain.people.document import ENTERPRISE
from app.domain.people.models import Person, PersonGroup, PersonGroupMember, Relationship
from app.domain.people.provisioning.criteria import Compare, Operator
from app.domain.people.provisioning.statement import (
    Clause,
    Place,
    Source,
    constant,
    equality,
    identity,
    related,
)
from app.domain.people.states import PersonStatus, RelationshipKind
from app.domain.policy import Me

ONE: Final[Any] = literal_column("1")
MANAGER: Final = (ENTERPRISE, "manager")


def document_of(person: Any) -> Any:
    """What a directory wrote; where none did, what it would have written of the columns."""
    email = func.jsonb_build_array(
        func.jsonb_build_object("value", person.work_email, "type", "work", "primary", true())
    )
    name = func.nullif(
        func.jsonb_strip_nulls(
            func.jsonb_build_object(
                "givenName", person.given_name, "familyName", person.family_name
            )
        ),
        literal_column("'{}'::jsonb"),
    )
    department = func.jsonb_build_object("department", person.department)
    made = func.jsonb_build_object(
        *("userName", person.user_name, "externalId", person.external_id),
        *("displayName", person.display_name, "name", name, "title", person.title),
        *("timezone", person.time_zone, "locale", person.locale),
        *("active", person.status != PersonStatus.LEFT),
        *("emails", _if(person.work_email, email)),
        *(ENTERPRISE, _if(person.department, department)),
    )
    return func.coalesce(person.scim, func.jsonb_strip_nulls(made), type_=JSONB)


def _if(given: Any, value: Any) -> Any:
    return case((given.is_not(None), value))


def changed_at(row: Any) -> Any:
    return func.coalesce(row.changed_at, row.created_at)


def _meta(row: Any, kind: str) -> dict[tuple[str, ...], Place]:
    return {
        ("id",): Place(value=cast(row.id, Text), clause=identity(row.id)),
        ("meta", "created"): Place(value=row.created_at),
        ("meta", "lastModified"): Place(value=changed_at(row)),
        ("meta", "resourceType"): constant(kind),
    }


def people_source(me: Me) -> Source:
    document = document_of(Person)

    def managers(wanted: UUID | None) -> Select[Any]:
        return manager_of(me, Person, wanted, ONE)

    def memberships(wanted: UUID | None) -> Select[Any]:
        member: Any = aliased(PersonGroupMember)
        rows: Select[Any] = select(ONE).where(
            member.tenant_id == me.tenant_id, member.person_id == col(Person.id)
        )
        return rows if wanted is None else rows.where(member.group_id == wanted)

    places = _meta(Person, "User") | {
        ("userName",): Place(value=col(Person.user_name), also=equality(col(Person.user_name_key))),
        # The document may not say it: a directory may write a person without it.
        ("active",): Place(value=_as_text(col(Person.status) != PersonStatus.LEFT)),
        ("displayName",): Place(also=equality(col(Person.display_name_key))),
        ("externalId",): Place(also=_same(col(Person.external_id))),
        ("emails", "value"): Place(also=_an_email),
        MANAGER: Place(clause=related(managers)),
        (*MANAGER, "value"): Place(clause=related(managers)),
        ("groups",): Place(clause=related(memberships)),
        ("groups", "value"): Place(clause=related(memberships)),
    }
    return Source(document, places)


def groups_source(me: Me) -> Source:
    def members(wanted: UUID | None) -> Select[Any]:
        member: Any = aliased(PersonGroupMember)
        rows: Select[Any] = select(ONE).where(
            member.tenant_id == me.tenant_id, member.group_id == col(PersonGroup.id)
        )
        return rows if wanted is None else rows.where(member.person_id == wanted)

    places = _meta(PersonGroup, "Group") | {
        ("displayName",): Place(
            value=col(PersonGroup.display_name), also=equality(col(PersonGroup.display_name_key))
        ),
        ("externalId",): Place(
            value=col(PersonGroup.external_id), also=_same(col(PersonGroup.external_id))
        ),
        ("members",): Place(clause=related(members)),
        ("members", "value"): Place(clause=related(members)),
    }
    return Source(col(PersonGroup.scim), places)


def _as_text(truth: Any) -> Any:
    return case((truth, literal_column("'true'")), else_=literal_column("'false'"))


def _same(column: Any) -> Any:
    def also(asked: Compare) -> Clause | None:
        if asked.operator is not Operator.EQ or asked.value is None:
            return None
        same: Clause = column == asked.value
        return same

    return also


def _an_email(asked: Compare) -> Clause | None:
    """The one at work has an index of its own, and those who have others stand in another."""
    indexed = equality(col(Person.work_email_key))(asked)
    if indexed is None:
        return None
    has_more: Any = Person.has_more_emails
    return or_(indexed, has_more)


def manager_of(me: Me, person: Any, wanted: UUID | None, *columns: Any) -> Select[Any]:
    tie: Any = aliased(Relationship)
    manager: Any = aliased(Person)
    found = select(*(columns or (named(manager),))).where(
        tie.tenant_id == me.tenant_id,
        tie.person_id == person.id,
        tie.kind == RelationshipKind.MANAGER,
        ties.current(me, tie),
        manager.tenant_id == me.tenant_id,
        manager.id == tie.related_id,
        manager.scim_deleted_at.is_(None),
    )
    found = found.correlate_except(tie, manager)
    return found if wanted is None else found.where(tie.related_id == wanted)


def named(row: Any, display: Any = None) -> Any:
    shown = row.display_name if display is None else display
    return func.json_build_object("id", row.id, "displayName", shown)


def members_of(me: Me, group: Any) -> Any:
    member: Any = aliased(PersonGroupMember)
    person: Any = aliased(Person)
    display = func.coalesce(member.display, person.display_name)
    return (
        select(func.json_agg(aggregate_order_by(named(person, display), member.id)))
        .where(
            member.tenant_id == me.tenant_id,
            member.group_id == group.id,
            person.tenant_id == me.tenant_id,
            person.id == member.person_id,
        )
        .correlate_except(member, person)
        .scalar_subquery()
    )


def groups_of(me: Me, person: Any) -> Any:
    group: Any = aliased(PersonGroup)
    member: Any = aliased(PersonGroupMember)
    return (
        select(func.json_agg(named(group)))
        .where(
            member.tenant_id == me.tenant_id,
            member.person_id == person.id,
            group.tenant_id == me.tenant_id,
            group.id == member.group_id,
        )
        .correlate_except(group, member)
        .scalar_subquery()
    )
