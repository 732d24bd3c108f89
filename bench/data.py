"""The rows that everything is measured on: the same every time, whatever day it is.

Person `n` of an organisation reports to person `(n - 1) // 10`, so a team is ten people. Of
every fourth team, everybody has two plans, with two goals and five milestones each: three of
them missed, one ahead, one reached. The first organisation has half of all people.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

TENANTS: Final = 20
PEOPLE: Final = 20_000
TEAM: Final = 10
FEWEST: Final = 2 * TEAM  # in an organisation, however small the scale
EVERY: Final = 4
PLANS: Final = 2
GOALS: Final = 2
CONVERSATIONS: Final = 3
PEOPLE_OF_A_PARTNER: Final = 500

LONG_AGO: Final = datetime(2024, 1, 15, 9, tzinfo=UTC)
PAST: Final = date(2025, 1, 1)
AHEAD: Final = date(2090, 1, 1)

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Step:
    """The place of a milestone in its plan decides what it is like."""

    status: str
    due_from: date
    owner: str


MISSED_AND_BEGUN: Final = Step("in_progress", PAST, "person")
REACHED: Final = Step("reached", PAST, "person")
STEPS: Final = (
    MISSED_AND_BEGUN,
    Step("planned", PAST, "manager"),
    Step("planned", PAST, "person"),
    Step("planned", AHEAD, "colleague"),
    REACHED,
)
GOAL_OF_STEP: Final = (0, 0, 0, 1, 1)


def made_id(kind: int, tenant: int, number: int) -> UUID:
    """A UUIDv7 as of the millisecond `number`: sorted like those of the product."""
    milliseconds = int(LONG_AGO.timestamp() * 1000) + number
    return UUID(int=milliseconds << 80 | 7 << 76 | kind << 64 | 2 << 62 | tenant << 40 | number)


@dataclass(frozen=True)
class Organisation:
    """One tenant and everything in it. Ids can be asked for without asking the database."""

    number: int
    people: int

    @property
    def id(self) -> UUID:
        return made_id(0, self.number, 0)

    @property
    def client(self) -> UUID:
        return made_id(1, self.number, 0)

    def person(self, n: int) -> UUID:
        return made_id(2, self.number, n)

    def plan(self, person: int, which: int) -> UUID:
        return made_id(3, self.number, person * PLANS + which)

    def goal(self, person: int, plan: int, which: int) -> UUID:
        return made_id(4, self.number, (person * PLANS + plan) * GOALS + which)

    def milestone(self, person: int, plan: int, which: int) -> UUID:
        return made_id(5, self.number, (person * PLANS + plan) * len(STEPS) + which)

    def team(self, manager: int) -> range:
        return range(manager * TEAM + 1, manager * TEAM + TEAM + 1)

    @property
    def planning_managers(self) -> list[int]:
        """Those whose whole team has plans."""
        complete = (self.people - 1) // TEAM
        return list(range(0, complete, EVERY))

    @property
    def planners(self) -> list[int]:
        return [person for manager in self.planning_managers for person in self.team(manager)]


def organisations(scale: float) -> list[Organisation]:
    people = round(PEOPLE * scale)
    half = max(people // 2, FEWEST)
    rest = max((people - half) // (TENANTS - 1), FEWEST)
    return [Organisation(n, half if n == 0 else rest) for n in range(TENANTS)]


def tables(scale: float) -> Iterator[tuple[str, tuple[str, ...], Iterator[Row]]]:
    """Table, columns, rows: in an order in which no row points to a later one."""
    for table, (columns, rows_of) in _TABLES.items():
        all_rows = (row for one in organisations(scale) for row in rows_of(one))
        yield table, ("tenant_id", "id", "version", "created_at", *columns), all_rows


def _tenants(one: Organisation) -> Iterator[Row]:
    yield (one.id, one.id, 1, LONG_AGO, f"Organisation {one.number}", "UTC", "en", 5)


def _clients(one: Organisation) -> Iterator[Row]:
    yield (one.id, one.client, 1, LONG_AGO, "HRIS", ["plans:read", "people:read"], [])


def _people(one: Organisation) -> Iterator[Row]:
    for n in range(one.people):
        first, last = _FIRST[n % len(_FIRST)], _LAST[n // 7 % len(_LAST)]
        user = f"{first}.{last}.{n}".lower()
        name = (user, f"{first} {last}", first, last, f"{user}@example.org")
        work = (_TITLES[n % 5], _DEPARTMENTS[n // TEAM % 4], "Stockholm", "Europe/Stockholm", "en")
        start = LONG_AGO.date() - timedelta(days=n % 2000)
        yield (one.id, one.person(n), 1, LONG_AGO, f"E{n:06}", *name, *work, "active", start)


def _relationships(one: Organisation) -> Iterator[Row]:
    """Managers, and people partners: the last ones hired, who lead nobody."""
    since = LONG_AGO.date()
    partners = one.people // PEOPLE_OF_A_PARTNER + 1
    for n in range(1, one.people):
        manager = one.person((n - 1) // TEAM)
        yield (
            one.id,
            made_id(6, one.number, n),
            1,
            LONG_AGO,
            one.person(n),
            manager,
            "manager",
            since,
        )
        partner = one.people - 1 - n % partners
        if partner != n:
            tie = (one.person(n), one.person(partner), "people_partner", since)
            yield (one.id, made_id(7, one.number, n), 1, LONG_AGO, *tie)


def _plans(one: Organisation) -> Iterator[Row]:
    for n in one.planners:
        for which in range(PLANS):
            title = ("Grow into the next role", "Lead without a title")[which]
            yield (one.id, one.plan(n, which), 1, LONG_AGO, one.person(n), title, "active")


def _goals(one: Organisation) -> Iterator[Row]:
    for n in one.planners:
        for plan in range(PLANS):
            for which in range(GOALS):
                told = ("Run a review of an architecture", "So that others decide with me", None)
                place = (one.plan(n, plan), one.person(n))
                row = (*place, *told, AHEAD, "active")
                yield (one.id, one.goal(n, plan, which), 1, LONG_AGO, *row)


def _milestones(one: Organisation) -> Iterator[Row]:
    for n in one.planners:
        for plan in range(PLANS):
            for which, step in enumerate(STEPS):
                goal = one.goal(n, plan, GOAL_OF_STEP[which])
                place = (one.plan(n, plan), goal, one.person(n), _owner(one, n, step))
                due = step.due_from + timedelta(days=(n * 7 + which * 31) % 360)
                what = (_KINDS[(n + which) % 4], _STEPS[which], "Two others can repeat it", due)
                row = (*place, *what, step.status, *_progress(step))
                yield (one.id, one.milestone(n, plan, which), 1, LONG_AGO, *row)


def _owner(one: Organisation, n: int, step: Step) -> UUID:
    manager = (n - 1) // TEAM
    owners = {"person": n, "manager": manager, "colleague": n + 1 if n % TEAM else n - 1}
    return one.person(owners[step.owner])


def _progress(step: Step) -> Row:
    """Progress, when it was begun, when it was reached."""
    if step is REACHED:
        return 100, LONG_AGO, LONG_AGO
    if step is MISSED_AND_BEGUN:
        return 40, LONG_AGO, None
    return 0, None, None


def _conversations(one: Organisation) -> Iterator[Row]:
    for n in range(1, one.people):
        for which in range(CONVERSATIONS):
            id = made_id(8, one.number, n * CONVERSATIONS + which)
            both = (one.person(n), one.person((n - 1) // TEAM))
            at = LONG_AGO + timedelta(days=which * 90, minutes=n % 480)
            is_held = which < CONVERSATIONS - 1
            state = (
                (at, "held", at) if is_held else (at + timedelta(days=20_000), "scheduled", None)
            )
            yield (one.id, id, 1, LONG_AGO, *both, "Where do you want to be in two years?", *state)


_FIRST = (
    "Amina",
    "Jonas",
    "Priya",
    "Tomas",
    "Olga",
    "Sam",
    "Mei",
    "Luis",
    "Ingrid",
    "Kwame",
    "Zoë",
)
_LAST = ("Haddad", "Lindqvist", "Raman", "Novák", "Petrova", "Okafor", "Chen", "García", "Berg")
_TITLES = ("Engineer", "Analyst", "Designer", "Nurse", "Technician")
_DEPARTMENTS = ("Platform", "Care", "Sales", "Operations")
_KINDS = ("training", "mentoring", "project", "shadowing")
_STEPS = (
    "Shadow three reviews",
    "Agree on the scope with your manager",
    "Write down what made decisions hard",
    "Run a review with a colleague beside you",
    "Read two reports of earlier reviews",
)

_TABLES: Final = {
    "tenant": (("name", "time_zone", "locale", "anonymity_threshold"), _tenants),
    "api_client": (("name", "scopes", "secret_hashes"), _clients),
    "person": (
        (
            *("external_id", "user_name", "display_name", "given_name", "family_name"),
            *("work_email", "title", "department", "location", "time_zone", "locale"),
            *("status", "starts_on"),
        ),
        _people,
    ),
    "relationship": (("person_id", "related_id", "kind", "starts_on"), _relationships),
    "plan": (("person_id", "title", "status"), _plans),
    "goal": (
        ("plan_id", "person_id", "title", "aspiration", "success_criteria", "horizon_on", "status"),
        _goals,
    ),
    "milestone": (
        (
            *("plan_id", "goal_id", "person_id", "owner_id", "kind", "title"),
            *("success_measure", "due_on", "status", "progress"),
            *("started_at", "reached_at"),
        ),
        _milestones,
    ),
    "conversation": (
        ("person_id", "partner_id", "topic", "scheduled_at", "status", "held_at"),
        _conversations,
    ),
}
