"""What is asked: a name, a target, and the requests, the same every time."""

import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from app.domain.access.models import public_name
from app.domain.actor import GRANTABLE
from app.security.issuer import Issuer
from bench.data import STEPS, Organisation, organisations

T = TypeVar("T")

VARIETY: Final = 256
"""Different requests of one workload, so that no cache holds the one answer."""

PEOPLE_WHO_COMPLETE: Final = 500
"""Six milestones of each can be reached: a round is over when there are no more."""

PAGE: Final = 200
PAGES_BEHIND: Final = 32
LARGEST_PAGE: Final = 50


@dataclass(frozen=True)
class Asker:
    """Whose token goes with a request."""

    tenant_id: UUID
    id: UUID
    client_id: str = "career-bench"


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    asker: Asker
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    milestone_id: UUID | None = None
    """What it changes, if it changes something."""

    @property
    def changes(self) -> tuple[UUID, UUID]:
        """The tenant and the id of what it changes."""
        assert self.milestone_id is not None
        return self.asker.tenant_id, self.milestone_id


@dataclass(frozen=True)
class Workload:
    name: str
    target: float | None
    requests: Callable[[list[Organisation]], list[Request]]
    writes: bool = False
    follows: bool = False
    """Whether the requests are a list's first page, to be followed to the page that counts."""


@dataclass
class Tokens:
    """One token for each asker."""

    issuer: Issuer
    _made: dict[Asker, str] = field(default_factory=dict)

    def of(self, asker: Asker) -> str:
        if asker not in self._made:
            scopes = [scope.value for scope in GRANTABLE]
            token = self.issuer.token(asker.tenant_id, asker.id, asker.client_id, scopes)
            self._made[asker] = token
        return self._made[asker]

    def headers(self, request: Request) -> dict[str, str]:
        told = {"authorization": f"Bearer {self.of(request.asker)}", **dict(request.headers)}
        if request.body:
            told |= {"content-type": "application/json"}
        return told


def _plan(all_of: list[Organisation]) -> list[Request]:
    """Half of the readers are the person, half the manager."""
    found = []
    for nth, (one, person) in enumerate(_some(VARIETY, _planners(all_of))):
        reader = person if nth % 2 else (person - 1) // 10
        path = f"/v1/plans/{one.plan(person, nth % 4 // 2)}?expand=goals.milestones"
        found.append(Request("GET", path, _person(one, reader)))
    return found


def _missed(all_of: list[Organisation]) -> list[Request]:
    asked = {"missed": "true", "ofMyReports": "true", "limit": "50", "expand": "owner"}
    return [
        Request("GET", f"/v1/milestones?{urlencode(asked)}", _person(one, manager))
        for one, manager in _some(VARIETY, _managers(all_of))
    ]


def _page200(all_of: list[Organisation]) -> list[Request]:
    """A machine client reads the largest organisation; pages are small where the scale is."""
    largest = all_of[0]
    milestones = len(largest.planners) * 2 * len(STEPS)
    limit = max(1, min(LARGEST_PAGE, milestones // (PAGE + PAGES_BEHIND + 1)))
    asker = Asker(largest.id, largest.client, public_name(largest.id, largest.client))
    return [Request("GET", f"/v1/milestones?limit={limit}", asker)]


def _complete(all_of: list[Organisation]) -> list[Request]:
    open_ones = [
        (one, person, plan, which)
        for one, person in _some(PEOPLE_WHO_COMPLETE, _planners(all_of))
        for plan in range(2)
        for which, step in enumerate(STEPS)
        if step.status == "planned"
    ]
    body = json.dumps({})
    found = []
    for one, person, plan, which in _some(len(open_ones), open_ones):
        id = one.milestone(person, plan, which)
        path = f"/v1/milestones/{id}/reach"
        version = (("if-match", '"1"'),)
        found.append(Request("POST", path, _person(one, person), body, version, id))
    return found


_TEAM_QUERY: Final = """
query Team($id: UUID!) {
  person(personId: $id) {
    id displayName title
    reports(first: 10) {
      id displayName title
      plans(first: 5) {
        id title status
        goals(first: 5) {
          id title status
          milestones(first: 10) {
            id title status dueOn missed progress
            owner { id displayName }
          }
        }
      }
    }
  }
}
"""


def _graphql(all_of: list[Organisation]) -> list[Request]:
    """A manager, ten reports, and for each two plans, four goals, ten milestones with owners."""
    query = " ".join(_TEAM_QUERY.split())
    return [
        Request(
            "POST",
            "/graphql",
            _person(one, manager),
            json.dumps({"query": query, "variables": {"id": str(one.person(manager))}}),
        )
        for one, manager in _some(VARIETY, _managers(all_of))
    ]


WORKLOADS: Final = (
    Workload("plan", 0.70, _plan),
    Workload("missed", 0.75, _missed),
    Workload("page200", 0.75, _page200, follows=True),
    Workload("graphql", 0.75, _graphql),
    Workload("complete", 0.60, _complete, writes=True),
)
GROUPS: Final = {
    "reads": ("plan", "missed", "page200", "graphql"),
    "writes": ("complete",),
}


def chosen(names: str) -> list[Workload]:
    """Those of a comma-separated list of names and groups; all of them if it is empty."""
    wanted = {
        name
        for given in filter(None, names.split(","))
        for name in GROUPS.get(given.strip(), (given.strip(),))
    }
    known = {one.name for one in WORKLOADS}
    if unknown := wanted - known:
        raise ValueError(f"no workload is called {', '.join(sorted(unknown))}")
    return [one for one in WORKLOADS if not wanted or one.name in wanted]


def prepared(workload: Workload, scale: float) -> list[Request]:
    return workload.requests(organisations(scale))


def _planners(all_of: list[Organisation]) -> list[tuple[Organisation, int]]:
    return [(one, person) for one in all_of for person in one.planners]


def _managers(all_of: list[Organisation]) -> list[tuple[Organisation, int]]:
    return [(one, manager) for one in all_of for manager in one.planning_managers]


def _person(one: Organisation, n: int) -> Asker:
    return Asker(one.id, one.person(n))


def _some(most: int, of: Iterable[T]) -> list[T]:
    """In an order that has no order, the same every time."""
    shuffled = sorted(of, key=repr)
    random.Random(1).shuffle(shuffled)  # noqa: S311
    return shuffled[:most]
