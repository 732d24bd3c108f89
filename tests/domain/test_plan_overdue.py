"""Overdue is told twice, of a row in memory and in SQL: both say the same, of any row."""

from datetime import UTC, date, datetime, time
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Date, Integer, column, select, values

from app.domain.actor import Actor
from app.domain.entity import choice
from app.domain.plans.models import MilestoneStatus
from app.domain.plans.views import overdue
from app.domain.transaction import Database
from tests.factories import a_milestone

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
NEAR = st.dates(date(2026, 5, 30), date(2026, 6, 3))
ROWS = st.lists(st.tuples(st.sampled_from(MilestoneStatus), NEAR | DAYS), min_size=1, max_size=300)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(today=NEAR, rows=ROWS)
async def test_python_and_sql_agree_on_what_is_overdue(
    database: Database, today: date, rows: list[tuple[MilestoneStatus, date]]
) -> None:
    now = datetime.combine(today, time(12), UTC)
    async with database.transaction(Actor.system(uuid4()), now) as tx:
        table = values(
            column("place", Integer),
            column("status", choice(MilestoneStatus)),
            column("due_on", Date),
            name="milestone",
        ).data([(place, *row) for place, row in enumerate(rows)])
        query = select(table.c.place).where(overdue(tx.me, table.c))
        found = set((await tx.session.scalars(query, tx.parameters)).all())

    assert found == {
        place
        for place, (status, due_on) in enumerate(rows)
        if a_milestone(status=status, due_on=due_on).is_overdue(today)
    }
