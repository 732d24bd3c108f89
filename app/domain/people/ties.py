"""Who stands in which relation to whom on which day, as clauses: what policies are made of.

Rights over a record follow the relations of the record's day: today while it is open, the
day on which it was closed from then on. So nobody inherits what was closed before they
came, and who was there when it was closed keeps it.
"""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    and_,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from app.domain.people.models import Person, Relationship, Tenant
from app.domain.people.states import PersonStatus, RelationshipKind
from app.domain.policy import Me

LEADS: Final = (RelationshipKind.MANAGER,)
CARES: Final = (RelationshipKind.MANAGER, RelationshipKind.PEOPLE_PARTNER)

ADVISES: Final = (RelationshipKind.PEOPLE_PARTNER,)

MOST_LEVELS: Final = 100
"""As far as a line of managers is followed upwards, here and by `relationship_no_cycle`."""


def held(tie: Any, day: Any) -> ColumnElement[bool]:
    """The relation holds on this day. `Relationship.holds_on` says the same of one in memory."""
    return and_(tie.starts_on <= day, or_(tie.ends_on.is_(None), tie.ends_on > day))


def not_over(tie: Any, day: Any) -> ColumnElement[bool]:
    """The relation holds on this day or a later one; one that never was holds on none."""
    return or_(tie.ends_on.is_(None), and_(tie.ends_on > day, tie.ends_on > tie.starts_on))


def current(me: Me, tie: Any) -> ColumnElement[bool]:
    """The relation holds today."""
    return held(tie, me.today)


def holds_today(me: Me, relationship_id: Any) -> ColumnElement[bool]:
    """This relation holds today."""
    [tie] = _aliases(1)
    found = select(tie.id).where(
        tie.tenant_id == me.tenant_id, tie.id == relationship_id, current(me, tie)
    )
    return found.correlate_except(tie).exists()


def is_mine(me: Me, record: Any, *kinds: RelationshipKind) -> ColumnElement[bool]:
    """I am the manager (or another of these kinds) of the record's person on its day; or, while
    it is open, I cover for whom that is.
    """
    then = and_(record.closed_on.is_not(None), _was_mine(me, record, *kinds), works_here(me, me.id))
    return or_(and_(record.closed_on.is_(None), is_mine_today(me, record.person_id, *kinds)), then)


def is_mine_today(me: Me, person_id: Any, *kinds: RelationshipKind) -> ColumnElement[bool]:
    """I am the manager (or another of these kinds) of this person, or cover for whom that is.

    One list of people that does not depend on the row: it is made once for a statement.
    """
    clause: ColumnElement[bool] = person_id.in_(_mine_today(me, *kinds))
    return clause


def mine_today(me: Me, *kinds: RelationshipKind) -> ColumnElement[Any]:
    """Those same people as an array, which an index on a column can be asked for."""
    return func.array(_mine_today(me, *kinds).scalar_subquery())


def ever_mine(me: Me, *kinds: RelationshipKind) -> ColumnElement[Any]:
    """I, whoever was mine at any time, and those for whom I cover, as an array: nobody else's
    records are open to me by a relation.
    """
    [tie] = _aliases(1)
    ever = select(tie.person_id).where(
        tie.tenant_id == me.tenant_id, tie.related_id == me.id, _is_one_of(tie, kinds)
    )
    people = ever.union(_mine_today(me, *kinds))
    return func.array_append(func.array(people.scalar_subquery()), me.id)


def reports_today(me: Me) -> ColumnElement[Any]:
    """Whoever reports to me today, as an array: without those for whom I only cover."""
    return mine_myself(me, *LEADS)


def mine_myself(me: Me, *kinds: RelationshipKind) -> ColumnElement[Any]:
    """Whose manager (or another of these kinds) I am today, as an array: without those for whom
    I only cover.
    """
    return func.array(_of_mine(me, *kinds).scalar_subquery())


def _mine_today(me: Me, *kinds: RelationshipKind) -> CompoundSelect[tuple[UUID]]:
    """A cover is looked for behind managers and the like only: a cover of a cover has nothing."""
    covered, tie = _aliases(2)
    by_cover = select(tie.person_id).where(
        covered.tenant_id == me.tenant_id,
        covered.related_id == me.id,
        covered.kind == RelationshipKind.COVER,
        current(me, covered),
        tie.tenant_id == covered.tenant_id,
        tie.related_id == covered.person_id,
        _is_one_of(tie, kinds),
        current(me, tie),
    )
    return _of_mine(me, *kinds).union_all(by_cover)


def reports_to_me(me: Me, person_id: Any) -> ColumnElement[bool]:
    """I am this person's manager today, and do not only cover for them."""
    clause: ColumnElement[bool] = person_id == func.any(reports_today(me))
    return clause


def has_manager(me: Me, person_id: Any) -> ColumnElement[bool]:
    """This person reports to somebody today."""
    [tie] = _aliases(1)
    found = select(tie.id).where(
        tie.tenant_id == me.tenant_id,
        tie.person_id == person_id,
        _is_one_of(tie, LEADS),
        current(me, tie),
    )
    return found.correlate_except(tie).exists()


def has_reports(me: Me) -> ColumnElement[bool]:
    """Somebody reports to me today."""
    return _of_mine(me, *LEADS).correlate(None).exists()


def manager_id_of(me: Me, person_id: Any) -> ColumnElement[UUID]:
    """To whom this person reports today; null if to nobody."""
    [tie] = _aliases(1)
    found = select(tie.related_id).where(
        tie.tenant_id == me.tenant_id,
        tie.person_id == person_id,
        _is_one_of(tie, LEADS),
        current(me, tie),
    )
    return found.limit(1).correlate_except(tie).scalar_subquery()


def is_manager_of(me: Me, tie: Any, person_id: Any) -> ColumnElement[bool]:
    """This relation says to whom a person reports today."""
    return and_(
        tie.tenant_id == me.tenant_id,
        tie.person_id == person_id,
        _is_one_of(tie, LEADS),
        current(me, tie),
    )


def is_tied(me: Me, person_id: Any) -> ColumnElement[bool]:
    """This person and I stand in some relation today, in whichever direction, other than that one
    advises or covers for the other.
    """
    [tie] = _aliases(1)
    kinds = (RelationshipKind.MANAGER, RelationshipKind.MENTOR, RelationshipKind.SPONSOR)
    found = select(tie.id).where(
        tie.tenant_id == me.tenant_id,
        _is_one_of(tie, kinds),
        current(me, tie),
        or_(
            and_(tie.person_id == person_id, tie.related_id == me.id),
            and_(tie.person_id == me.id, tie.related_id == person_id),
        ),
    )
    return found.correlate_except(tie).exists()


def anonymity_threshold(me: Me) -> ColumnElement[int]:
    """For how many people a number stands at least."""
    tenant: Any = aliased(Tenant)
    found = select(tenant.anonymity_threshold).where(
        tenant.tenant_id == me.tenant_id, tenant.id == me.tenant_id
    )
    return found.correlate_except(tenant).scalar_subquery()


def is_away(me: Me, person_id: Any) -> ColumnElement[bool]:
    """This person is on leave, or works here no longer."""
    person: Any = aliased(Person)
    found = select(person.id).where(
        person.tenant_id == me.tenant_id,
        person.id == person_id,
        or_(*(person.status == one for one in (PersonStatus.ON_LEAVE, PersonStatus.LEFT))),
    )
    return found.correlate_except(person).exists()


def manager_of(me: Me, person: Any, other: Any) -> ColumnElement[bool]:
    """`other` is the manager of `person`."""
    return _tied(me, other.id, of=person.id)


def reports_of(me: Me, person: Any, other: Any) -> ColumnElement[bool]:
    """`other` reports to `person`."""
    tie: Any = aliased(Relationship)
    ids = select(tie.person_id).where(
        tie.tenant_id == me.tenant_id,
        tie.related_id == person.id,
        tie.kind == RelationshipKind.MANAGER,
        current(me, tie),
    )
    clause: ColumnElement[bool] = other.id.in_(ids.correlate_except(tie))
    return clause


def zone_of(tenant_id: Any, person_id: Any) -> ColumnElement[str]:
    """The time zone of a person."""
    person: Any = aliased(Person)
    found = select(person.time_zone).where(person.tenant_id == tenant_id, person.id == person_id)
    return found.correlate_except(person).scalar_subquery()


def calendar(me: Me) -> dict[str, ColumnElement[Any]]:
    """What says which days are working days here, and since when it may not have come about."""
    names = ("working_week", "days_off", "calendar_changed_at")
    tenant: Any = aliased(Tenant)
    return {
        name: select(getattr(tenant, name))
        .where(tenant.tenant_id == me.tenant_id)
        .correlate_except(tenant)
        .scalar_subquery()
        for name in names
    }


def covered_by(me: Me, person_id: Any, people: Any, day: Any) -> ColumnElement[UUID]:
    """For which manager or people partner of these people this person stood in on a day, if for
    any; the first of several.
    """
    tie, led = _aliases(2)
    leads = select(led.id).where(
        led.tenant_id == me.tenant_id,
        led.related_id == tie.person_id,
        led.person_id == func.any(people),
        _is_one_of(led, CARES),
        held(led, day),
    )
    found = (
        select(tie.person_id)
        .where(
            tie.tenant_id == me.tenant_id,
            tie.related_id == person_id,
            tie.kind == RelationshipKind.COVER,
            held(tie, day),
            leads.correlate_except(led).exists(),
        )
        .order_by(tie.id)
        .limit(1)
    )
    return found.correlate_except(tie).scalar_subquery()


def works_here(me: Me, person_id: Any) -> ColumnElement[bool]:
    """Who left keeps no rights, not even over what was closed in their time."""
    person: Any = aliased(Person)
    found = select(person.id).where(
        person.tenant_id == me.tenant_id, person.id == person_id, person.status != PersonStatus.LEFT
    )
    return found.correlate_except(person).exists()


def is_here_by(me: Me, person_id: Any, day: Any) -> ColumnElement[bool]:
    """This person works here, and is known to be back from leave by that day."""
    person: Any = aliased(Person)
    found = select(person.id).where(
        person.tenant_id == me.tenant_id, person.id == person_id, not_(_is_away(person, day))
    )
    return found.correlate_except(person).exists()


def away(me: Me) -> Select[tuple[UUID]]:
    """Who left or is on leave."""
    person: Any = aliased(Person)
    return select(person.id).where(
        person.tenant_id == me.tenant_id, person.status != PersonStatus.ACTIVE
    )


def standings(me: Me, people: Any) -> Select[tuple[UUID, bool]]:
    """Which of these people there are, and whether they left."""
    person: Any = aliased(Person)
    left = (person.status == PersonStatus.LEFT).label("left")
    return select(person.id, left).where(
        person.tenant_id == me.tenant_id, person.id == func.any(people)
    )


def below(me: Me, person_id: Any, day: Any, levels: Any) -> CTE:
    """Who reports to a person on a day: directly is level 1, through one other is level 2."""
    return _tree(me, person_id, day, levels, upwards=False)


def above(me: Me, person_id: Any, day: Any) -> CTE:
    """To whom a person reports on a day: their manager is level 1, whose manager level 2."""
    return _tree(me, person_id, day, MOST_LEVELS, upwards=True)


def _tree(me: Me, person_id: Any, day: Any, levels: Any, *, upwards: bool) -> CTE:
    """Rows of `(id, level)`. A person has one manager on a day, so nobody stands here twice."""
    first, further = _aliases(2)

    def step(tie: Any) -> tuple[Any, Any]:
        return (tie.person_id, tie.related_id) if upwards else (tie.related_id, tie.person_id)

    def edges(tie: Any, since: Any) -> list[ColumnElement[bool]]:
        manages = tie.kind == RelationshipKind.MANAGER
        return [tie.tenant_id == me.tenant_id, step(tie)[0] == since, manages, held(tie, day)]

    tree = (
        select(step(first)[1].label("id"), cast(literal(1), Integer).label("level"))
        .where(*edges(first, person_id))
        .cte("tree", recursive=True)
    )
    return tree.union_all(
        select(step(further)[1], tree.c.level + 1).where(
            *edges(further, tree.c.id), tree.c.level < levels
        )
    )


def _of_mine(me: Me, *kinds: RelationshipKind) -> Select[tuple[UUID]]:
    [tie] = _aliases(1)
    return select(tie.person_id).where(
        tie.tenant_id == me.tenant_id,
        tie.related_id == me.id,
        _is_one_of(tie, kinds),
        current(me, tie),
    )


def _was_mine(me: Me, record: Any, *kinds: RelationshipKind) -> ColumnElement[bool]:
    [tie] = _aliases(1)
    found = select(tie.id).where(
        tie.tenant_id == me.tenant_id,
        tie.person_id == record.person_id,
        tie.related_id == me.id,
        _is_one_of(tie, kinds),
        held(tie, record.closed_on),
    )
    return found.correlate_except(tie).exists()


def _is_away(person: Any, day: Any) -> ColumnElement[bool]:
    return or_(
        person.status == PersonStatus.LEFT,
        and_(
            person.status == PersonStatus.ON_LEAVE,
            or_(person.leave_ends_on.is_(None), person.leave_ends_on > day),
        ),
    )


def _tied(me: Me, related_id: Any, *, of: Any) -> ColumnElement[bool]:
    tie: Any = aliased(Relationship)
    ids = select(tie.related_id).where(
        tie.tenant_id == me.tenant_id,
        tie.person_id == of,
        tie.kind == RelationshipKind.MANAGER,
        current(me, tie),
    )
    clause: ColumnElement[bool] = related_id.in_(ids.correlate_except(tie))
    return clause


def _is_one_of(tie: Any, kinds: tuple[RelationshipKind, ...]) -> ColumnElement[bool]:
    return or_(*(tie.kind == kind for kind in kinds))


def _aliases(count: int) -> list[Any]:
    return [aliased(Relationship) for _ in range(count)]
