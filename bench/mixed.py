"""What everybody asks at once, day in, day out: the requests of `lasting.py`, one at a time."""

import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from app.domain.access.models import public_name
from app.domain.actor import GRANTABLE
from app.security.issuer import Issuer
from bench.data import PLANS, STEPS, Organisation, organisations
from bench.workloads import Asker

RENEWED_S: Final = 600.0
"""After so long somebody comes with another token."""

PAGES: Final = 300
WORDS: Final = (
    *("review", "reviews", "scope", "manager", "decisions", "reports", "grow", "next role"),
    *("lead", "title", "amina", "lindqvist", "novak", "architecture", "others", "colleague"),
)
_PLAN_FIELDS: Final = ("id", "title", "status", "version", "createdAt")
_STEP_FIELDS: Final = ("id", "title", "status", "dueOn", "missed", "progress", "version", "kind")
_OWNER: Final = "owner { id displayName }"
_LARGE: Final = 900_000
_TOO_LARGE: Final = 2_000_000

READ: Final = frozenset({200})
REFUSED: Final = frozenset({400, 401, 403, 404, 413, 415, 422})


@dataclass(frozen=True)
class Ask:
    """One request, and the statuses of which one is to come back."""

    method: str
    target: str
    token: str
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    expected: frozenset[int] = READ

    @property
    def all_headers(self) -> dict[str, str]:
        told = {"authorization": f"Bearer {self.token}"} | self.headers
        return told | ({"content-type": "application/json"} if self.body else {})


class Mixed:
    """Everybody of the data who has plans, their managers, and the machines, by chance."""

    def __init__(self, issuer: Issuer, scale: float, seed: int = 1) -> None:
        self._issuer = issuer
        self._by_chance = random.Random(seed)  # noqa: S311
        self._organisations = organisations(scale)
        self._tokens: dict[Asker, tuple[str, float]] = {}
        self._cursors: dict[Asker, list[str]] = {}
        self._busy: set[UUID] = set()
        self._kinds: list[tuple[Callable[[], Ask], int]] = [
            (self._plan, 24),
            (self._missed, 12),
            (self._page, 14),
            (self._search, 10),
            (self._graphql, 26),
            (self._refused, 14),
        ]

    def ask(self) -> Ask:
        """Anything that changes nothing."""
        kinds, weights = zip(*self._kinds, strict=True)
        [kind] = self._by_chance.choices(kinds, weights)
        made: Ask = kind()
        return made

    def large(self) -> Ask:
        """A body that is read to its end, or nearly, and refused."""
        one, n = self._somebody()
        size = self._by_chance.choice((_LARGE, _TOO_LARGE))
        token = self._token(Asker(one.id, one.person(n)))
        if self._by_chance.random() < 0.5:  # noqa: PLR2004
            asked = {"query": "{ me { id } }", "variables": {"given": "x" * size}}
            return Ask("POST", "/graphql", token, json.dumps(asked), expected=READ | REFUSED)
        path = f"/v1/milestones/{one.milestone(n, 0, 0)}"
        body = json.dumps({"title": "x" * size})
        return Ask("PATCH", path, token, body, {"if-match": "*"}, REFUSED)

    @contextmanager
    def change(self) -> Iterator[list[Ask]]:
        """A step is reached and opened again, by who may; nobody else does it meanwhile."""
        planned = [which for which, step in enumerate(STEPS) if step.status == "planned"]
        while True:
            one, n = self._somebody()
            plan, which = self._by_chance.randrange(PLANS), self._by_chance.choice(planned)
            id = one.milestone(n, plan, which)
            if id not in self._busy:
                break
        token = self._token(Asker(one.id, one.person(n)))
        self._busy.add(id)
        try:
            yield [
                Ask("POST", f"/v1/milestones/{id}/{verb}", token, body, {"if-match": "*"})
                for verb, body in (("reach", "{}"), ("reopen", ""))
            ]
        finally:
            self._busy.discard(id)

    def subscription(self) -> Ask:
        one, n = self._somebody()
        token = self._token(Asker(one.id, one.person(n)))
        if self._by_chance.random() < 0.3:  # noqa: PLR2004
            asked: dict[str, Any] = {"query": "subscription { inboxChanged { cursor } }"}
        else:
            fields = " ".join(self._some(_STEP_FIELDS))
            query = "subscription ($id: UUID) { milestoneChanged(personId: $id)"
            query += f" {{ cursor type milestone {{ {fields} }} }} }}"
            asked = {"query": query, "variables": {"id": str(one.person(n))}}
        return Ask("POST", "/graphql", token, json.dumps(asked))

    def _plan(self) -> Ask:
        one, n = self._somebody()
        reader = self._by_chance.choice((n, (n - 1) // 10))
        path = f"/v1/plans/{one.plan(n, self._by_chance.randrange(PLANS))}?expand=goals.milestones"
        return Ask("GET", path, self._token(Asker(one.id, one.person(reader))))

    def _missed(self) -> Ask:
        one, manager = self._manager()
        asked = {"missed": "true", "ofMyReports": "true", "expand": "owner"}
        asked["limit"] = str(self._by_chance.randint(1, 50))
        path = f"/v1/milestones?{urlencode(asked)}"
        return Ask("GET", path, self._token(Asker(one.id, one.person(manager))))

    def _page(self) -> Ask:
        """What a machine reads next, following cursors that it learns from `answered`."""
        asker = self._machine()
        asked = {"limit": "50"}
        if known := self._cursors.get(asker):
            asked["cursor"] = self._by_chance.choice(known)
        return Ask("GET", f"/v1/milestones?{urlencode(asked)}", self._token(asker))

    def learn(self, body: bytes) -> None:
        """Take the cursor of a page for later ones."""
        asker, cursor = self._machine(), json.loads(body).get("nextCursor")
        known = self._cursors.setdefault(asker, [])
        if cursor is None or len(known) >= PAGES:
            known.clear()
        else:
            known.append(cursor)

    def _search(self) -> Ask:
        one, n = self._somebody()
        words = self._by_chance.sample(WORDS, self._by_chance.randint(1, 2))
        words[-1] = words[-1][: self._by_chance.randint(3, 9)]
        path = f"/v1/search?{urlencode({'q': ' '.join(words), 'limit': '20'})}"
        return Ask("GET", path, self._token(Asker(one.id, one.person(n))))

    def _graphql(self) -> Ask:
        """Every other document is one that nobody has sent before."""
        one, manager = self._manager()
        plan, step = self._some(_PLAN_FIELDS), self._some(_STEP_FIELDS)
        inner = " ".join([*step, _OWNER] if self._by_chance.random() < 0.5 else step)  # noqa: PLR2004
        unique = f"a{self._by_chance.getrandbits(48):x}: " if self._by_chance.random() < 0.5 else ""  # noqa: PLR2004
        query = (
            f"query ($id: UUID!, $n: Int!) {{ {unique}person(personId: $id) {{ id displayName "
            f"reports(first: $n) {{ id plans(first: 5) {{ {' '.join(plan)} "
            f"goals(first: 5) {{ id milestones(first: 10) {{ {inner} }} }} }} }} }} }}"
        )
        given = {"id": str(one.person(manager)), "n": self._by_chance.randint(1, 10)}
        token = self._token(Asker(one.id, one.person(manager)))
        return Ask("POST", "/graphql", token, json.dumps({"query": query, "variables": given}))

    def _refused(self) -> Ask:
        one, n = self._somebody()
        token = self._token(Asker(one.id, one.person(n)))
        chance = self._by_chance
        forged = token[:-8] + "".join(chance.choices("abcdefgh", k=8))
        path, step = f"/v1/plans/{one.plan(n, 0)}", f"/v1/milestones/{one.milestone(n, 0, 1)}"
        nobody = f"/v1/plans/{UUID(int=chance.getrandbits(128))}"
        unknown = json.dumps({"query": f"{{ nobody{chance.getrandbits(32):x} }}"})
        anything = json.dumps({f"x{chance.getrandbits(32):x}": chance.random()})
        return chance.choice(
            (
                Ask("GET", path, forged, expected=REFUSED),
                Ask("GET", path, f"{chance.getrandbits(256):x}", expected=REFUSED),
                Ask("GET", nobody, token, expected=REFUSED),
                Ask("GET", f"/v1/nowhere/{chance.getrandbits(32):x}", token, expected=REFUSED),
                Ask("GET", f"{path}?expand=x{chance.getrandbits(32):x}", token, expected=REFUSED),
                Ask("POST", "/graphql", token, unknown, expected=READ | REFUSED),
                Ask("POST", "/graphql", token, "{" * chance.randint(1, 999), expected=REFUSED),
                Ask("PATCH", step, token, anything, {"if-match": "*"}, REFUSED),
                Ask("PATCH", step, token, "[1, 2", {"if-match": "*"}, REFUSED),
            )
        )

    def _somebody(self) -> tuple[Organisation, int]:
        one = self._by_chance.choice(self._organisations)
        return one, self._by_chance.choice(one.planners)

    def _manager(self) -> tuple[Organisation, int]:
        one = self._by_chance.choice(self._organisations)
        return one, self._by_chance.choice(one.planning_managers)

    def _machine(self) -> Asker:
        one = self._organisations[0]
        return Asker(one.id, one.client, public_name(one.id, one.client))

    def _some(self, of: tuple[str, ...]) -> list[str]:
        return self._by_chance.sample(of, self._by_chance.randint(1, len(of)))

    def _token(self, asker: Asker) -> str:
        now = time.monotonic()
        token, made_at = self._tokens.get(asker, ("", -RENEWED_S))
        if now - made_at >= RENEWED_S:
            scopes = [scope.value for scope in GRANTABLE]
            token = self._issuer.token(asker.tenant_id, asker.id, asker.client_id, scopes)
            self._tokens[asker] = token, now
        return token
