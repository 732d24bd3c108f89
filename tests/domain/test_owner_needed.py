"""That a milestone needs an owner is told twice, in memory and in SQL: both say the same."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Date, Integer, Uuid, column, select, values

from app.domain.actor import Actor
from app.domain.entity import choice
from app.domain.people.models import Person
from app.domain.people.states import PersonStatus
from app.domain.plans.models import MilestoneStatus, OwnerStatus, Standing
from app.domain.plans.views import owner_needed
from app.domain.transaction import Database
from tests.factories import TODAY, a_milestone

DAYS = st.dates(date(2026, 5, 30), date(2026, 6, 4))
STANDINGS = st.one_of(
    st.just(Standing()),
    st.just(Standing(left=True)),
    (st.none() | DAYS).map(lambda day: Standing(on_leave=True, leave_ends_on=day)),
)
NAMES = ("status", "owner_status", "due_on", "closed_on")
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(MilestoneStatus),
            "owner_status": st.sampled_from(OwnerStatus),
            "due_on": DAYS,
            "closed_on": st.none() | st.just(TODAY),
        }
    ),
    min_size=1,
    max_size=60,
)


def a_person(standing: Standing) -> Person:
    name = str(uuid4())
    status = PersonStatus.ACTIVE
    if standing.left:
        status = PersonStatus.LEFT
    elif standing.on_leave:
        status = PersonStatus.ON_LEAVE
    return Person(
        external_id=name,
        user_name=name,
        display_name=name,
        status=status,
        leave_ends_on=standing.leave_ends_on,
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS, standings=st.lists(STANDINGS, min_size=1, max_size=4), data=st.data())
async def test_python_and_sql_agree_on_what_needs_an_owner(
    database: Database, rows: list[dict[str, Any]], standings: list[Standing], data: st.DataObject
) -> None:
    now, actor = datetime.combine(TODAY, time(12), UTC), Actor.system(uuid4())
    owners = [data.draw(st.sampled_from(range(len(standings)))) for _ in rows]
    async with database.transaction(actor, now) as tx:
        people = [a_person(standing) for standing in standings]
        for person in people:
            person.tenant_id = actor.tenant_id
        tx.session.add_all(people)
        await tx.session.flush()
        table = values(
            column("place", Integer),
            column("owner_id", Uuid),
            column("status", choice(MilestoneStatus)),
            column("owner_status", choice(OwnerStatus)),
            column("due_on", Date),
            column("closed_on", Date),
            name="milestone",
        ).data(
            [
                (place, people[owner].id, *(row[name] for name in NAMES))
                for place, (row, owner) in enumerate(zip(rows, owners, strict=True))
            ]
        )
        query = select(table.c.place).where(owner_needed(tx.me, table.c))
        found = set((await tx.session.scalars(query, tx.parameters)).all())

    assert found == {
        place
        for place, (row, owner) in enumerate(zip(rows, owners, strict=True))
        if a_milestone(**row).needs_owner(standings[owner])
    }
