"""Whether whom a token names may still come in: asked of the database, and known for a moment.

A token says what was true when it was issued. Clients are disabled, people leave; so each
subject is asked for again every few seconds, in every process, with one statement however many
of its requests are waiting. People are asked for together with everybody of their organisation who
came since the last time: they will be asked for next. What cannot be asked is refused as
unavailable, never let in.
"""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from itertools import islice
from typing import Final
from uuid import UUID

from app.domain.access.service import client_standing
from app.domain.actor import ActorKind
from app.domain.people.service import who_works_here
from app.domain.together import Together
from app.domain.transaction import Database

MOST_KNOWN: Final = 10_000
MOST_TOGETHER: Final = 500
"""People whom one statement asks for."""

Key = tuple[UUID, UUID, ActorKind]


@dataclass(frozen=True, slots=True)
class Admitted:
    """What somebody who may come in may do now."""

    scopes: frozenset[str] | None = None
    """At the most; None: whatever the token says."""
    issued_since: float = 0.0
    """Tokens from before are refused."""


ANYTHING: Final = Admitted()
"""Whatever the token says."""

Ask = Callable[[UUID, UUID], Awaitable[Admitted | None]]
"""What a client of an organisation may do; None: it may not come in."""
AskMany = Callable[[UUID, Collection[UUID]], Awaitable[Collection[UUID]]]
"""Those among some people of one organisation who may come in."""


@dataclass(slots=True)
class Known:
    """What was found of one subject the last time that it was asked for."""

    key: Key
    admitted: Admitted | None
    until: float
    """By the clock of `Standing`: then it counts no longer."""
    came: bool = False
    """Whether they came since then."""


class Standing:
    """Remembers, per subject and for a short time, who may come in."""

    def __init__(
        self,
        ask: Ask,
        *,
        many: AskMany,
        cache_s: float,
        clock: Callable[[], float] = time.monotonic,
        size: int = MOST_KNOWN,
    ) -> None:
        self._ask, self._cache_s, self._clock, self._size = ask, cache_s, clock, size
        self._many = many
        self._known: OrderedDict[Key, Known] = OrderedDict()
        self._came: dict[UUID, dict[UUID, Known]] = {}
        """By tenant, the people who came since they were asked for."""
        self._together_from: dict[UUID, float] = {}
        """By tenant, when many are asked for together again."""
        self._questions = Together[Key, Known](self._learn)

    async def known(self, tenant_id: UUID, subject: UUID, kind: ActorKind) -> Known:
        """Whether they may come in, and how long that counts; what is found later is told to it.
        Raises `Unavailable` if that cannot be told now.
        """
        key = (tenant_id, subject, kind)
        known = self._known.get(key)
        if known is not None and self.counts(known):
            return known
        return await self._questions.ask(key)

    def counts(self, known: Known) -> bool:
        """Whether it was found a moment ago."""
        if self._clock() >= known.until:
            return False
        if not known.came:
            self._note(known)
        return True

    async def _learn(self, key: Key) -> Known:
        tenant_id, subject, kind = key
        if kind is ActorKind.PERSON:
            together = {subject, *self._next(tenant_id)}
            found = (await self.look_at(tenant_id, together))[subject]
            self._note(found)
            return found
        began = self._clock()  # the answer may be as old as the question
        return self._know(key, await self._ask(tenant_id, subject), began)

    def _note(self, known: Known) -> None:
        known.came = True
        tenant_id, subject, kind = known.key
        if kind is ActorKind.PERSON:
            self._came.setdefault(tenant_id, {})[subject] = known

    def _next(self, tenant_id: UUID) -> list[UUID]:
        """Who is asked for together with somebody; they are not noted any more. Whoever comes soon
        after that is asked for alone: the others were only just.
        """
        now, came = self._clock(), self._came.get(tenant_id, {})
        if now < self._together_from.get(tenant_id, now):
            return []
        some = list(islice(came, MOST_TOGETHER - 1))
        for one in some:
            self._unnote(came[one])
        self._together_from[tenant_id] = now + self._cache_s / 2
        return some

    def _unnote(self, known: Known) -> None:
        known.came = False
        tenant_id, subject, _ = known.key
        came = self._came.get(tenant_id, {})
        came.pop(subject, None)
        if not came:
            self._came.pop(tenant_id, None)
            self._together_from.pop(tenant_id, None)

    async def look_at(self, tenant_id: UUID, people: Collection[UUID]) -> dict[UUID, Known]:
        """Ask for many people of an organisation with one statement, such as those who stay
        connected, and would each be asked for apart.
        """
        began = self._clock()  # the answer may be as old as the question
        here = await self._many(tenant_id, people)
        return {
            person: self._know(
                (tenant_id, person, ActorKind.PERSON), ANYTHING if person in here else None, began
            )
            for person in people
        }

    def _know(self, key: Key, admitted: Admitted | None, began: float) -> Known:
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Known(key, admitted, began + self._cache_s)
        else:
            known.admitted, known.until = admitted, began + self._cache_s
        self._known.move_to_end(key)
        if len(self._known) > self._size:
            self._unnote(self._known.popitem(last=False)[1])
        return known


def asked_of(database: Database) -> Ask:
    """The question about a client, as it is put to the database."""

    async def ask(tenant_id: UUID, client_id: UUID) -> Admitted | None:
        client = await client_standing(database, tenant_id, client_id)
        if client is None:
            return None
        revoked = client.tokens_revoked_at
        return Admitted(client.scopes, revoked.timestamp() if revoked else 0.0)

    return ask


def many_asked_of(database: Database) -> AskMany:
    """The question about people."""

    async def ask(tenant_id: UUID, people: Collection[UUID]) -> Collection[UUID]:
        return await who_works_here(database, tenant_id, people)

    return ask
