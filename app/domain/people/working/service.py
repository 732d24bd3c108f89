"""What you can do with working calendars."""

from collections.abc import Collection
from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.people import policy
from app.domain.people.models import Person
from app.domain.people.repository import People
from app.domain.people.working import repository
from app.domain.people.working.commands import SetWorkingCalendar, Whereabouts
from app.domain.people.working.models import WorkingCalendar
from app.domain.people.working.views import WorkingCalendarView
from app.domain.policy import Me
from app.domain.statement import One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.PEOPLE_READ, WorkingCalendarView)
def get_working_calendar(_me: Me, person_id: UUID) -> One:
    """Read when a person works, where that is not as the organisation does."""
    return repository.working_calendar(person_id)


@action(Scope.PEOPLE_WRITE, WorkingCalendarView, raises=(NotFound, Forbidden))
async def set_working_calendar(
    tx: Transaction, person_id: UUID, command: SetWorkingCalendar
) -> Person:
    """Say when a person works: a week of their own, and days off beside the organisation's.

    The person does this for themself, and so do machine clients. Dates of conversations that are
    made from then on go by it; deadlines go by the organisation's days.
    """
    person = await People(tx).get(person_id, may=policy.may_settle_work, lock=True)
    calendars = repository.WorkingCalendars(tx)
    own = await calendars.of(person_id) or calendars.add(WorkingCalendar(person_id=person_id))
    own.settle(command.working_week, command.days_off or ())
    return person


async def whereabouts_of(tx: Transaction, person_ids: Collection[UUID]) -> dict[UUID, Whereabouts]:
    """When each of these people works, and where they are: theirs, or else the organisation's."""
    return await repository.whereabouts(tx, person_ids)
