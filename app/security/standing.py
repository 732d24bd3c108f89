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
from dataclasses import dataclass, field
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
MOST_CROWDS: Final = 1_000

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

AskClient = Callable[[UUID, UUID], Awaitable[Admitted | None]]
"""What a client of an organisation may do; None: it may not come in."""
AskPeople = Callable[[UUID, Collection[UUID]], Awaitable[Collection[UUID]]]
"""Those among some people of one organisation who may come in."""


@dataclass(slots=True)
class Known:
    """What was found of one subject the last time that it was asked for."""

    key: Key
    admitted: Admitted | None
    until: float
    """By the clock of `Standing`: then it counts no longer."""


@dataclass(slots=True)
class _Crowd:
    """Who came of one organisation since many of its people were asked for together."""

    alone_until: float
    """Before that, whoever comes is asked for alone: the others were only just."""
    people: set[UUID] = field(default_factory=set)


class Standing:
    """Remembers, per subject and for a short time, who may come in."""

    def __init__(
        self,
        clients: AskClient,
        people: AskPeople,
        *,
        cache_s: float,
        clock: Callable[[], float] = time.monotonic,
        size: int = MOST_KNOWN,
    ) -> None:
        self._clients, self._people = clients, people
        self._cache_s, self._clock, self._size = cache_s, clock, size
        self._known: OrderedDict[Key, Known] = OrderedDict()
        self._crowds: OrderedDict[UUID, _Crowd] = OrderedDict()
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
        self._came(known.key)
        return True

    async def _learn(self, key: Key) -> Known:
        tenant_id, subject, kind = key
        if kind is ActorKind.PERSON:
            found = await self.look_at(tenant_id, {subject, *self._others(tenant_id)})
            self._came(key)
            return found[subject]
        began = self._clock()  # the answer may be as old as the question
        return self._know(key, await self._clients(tenant_id, subject), began)

    def _came(self, key: Key) -> None:
        tenant_id, subject, kind = key
        crowd = self._crowds.get(tenant_id)
        if kind is not ActorKind.PERSON or crowd is None:
            return
        if len(crowd.people) < MOST_TOGETHER - 1:
            crowd.people.add(subject)

    def _others(self, tenant_id: UUID) -> Collection[UUID]:
        """Who is asked for together with somebody."""
        now, crowd = self._clock(), self._crowds.get(tenant_id)
        if crowd is not None and now < crowd.alone_until:
            return ()
        self._crowds[tenant_id] = _Crowd(alone_until=now + self._cache_s / 2)
        self._crowds.move_to_end(tenant_id)
        if len(self._crowds) > MOST_CROWDS:
            self._crowds.popitem(last=False)
        return () if crowd is None else crowd.people

    async def look_at(self, tenant_id: UUID, people: Collection[UUID]) -> dict[UUID, Known]:
        """Ask for many people of an organisation with one statement, such as those who stay
        connected, and would each be asked for apart.
        """
        began = self._clock()  # the answer may be as old as the question
        here = await self._people(tenant_id, people)
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
            self._known.popitem(last=False)
        return known


def clients_asked_of(database: Database) -> AskClient:
    """The question about a client, as it is put to the database."""

    async def ask(tenant_id: UUID, client_id: UUID) -> Admitted | None:
        client = await client_standing(database, tenant_id, client_id)
        if client is None:
            return None
        revoked = client.tokens_revoked_at
        return Admitted(client.scopes, revoked.timestamp() if revoked else 0.0)

    return ask


def people_asked_of(database: Database) -> AskPeople:
    """The question about people."""

    async def ask(tenant_id: UUID, people: Collection[UUID]) -> Collection[UUID]:
        return await who_works_here(database, tenant_id, people)

    return ask
