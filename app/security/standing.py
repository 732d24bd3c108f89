"""Whether whom a token names may still come in: asked of the database, and known for a moment.

A token says what was true when it was issued. Clients are disabled, people leave; so each
subject is asked for again every few seconds, in every process, with one statement however many
of its requests are waiting. What cannot be asked is refused as unavailable, never let in.
"""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.domain.access.service import client_standing
from app.domain.actor import ActorKind
from app.domain.people.service import who_works_here, works_here
from app.domain.together import Together
from app.domain.transaction import Database

MOST_KNOWN: Final = 10_000

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

Ask = Callable[[Key], Awaitable[Admitted | None]]
AskMany = Callable[[UUID, Collection[UUID]], Awaitable[Collection[UUID]]]
"""Those among some people of one organisation who may come in."""


@dataclass(slots=True)
class Known:
    """What was found of one subject the last time that it was asked for."""

    admitted: Admitted | None
    until: float
    """By the clock of `Standing`: then it counts no longer."""


class Standing:
    """Remembers, per subject and for a short time, who may come in."""

    def __init__(
        self,
        ask: Ask,
        *,
        cache_s: float,
        many: AskMany | None = None,
        clock: Callable[[], float] = time.monotonic,
        size: int = MOST_KNOWN,
    ) -> None:
        self._ask, self._cache_s, self._clock, self._size = ask, cache_s, clock, size
        self._many = many
        self._known: OrderedDict[Key, Known] = OrderedDict()
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
        return self._clock() < known.until

    async def _learn(self, key: Key) -> Known:
        began = self._clock()  # the answer may be as old as the question
        return self._know(key, await self._ask(key), began)

    async def look_at(self, tenant_id: UUID, people: Collection[UUID]) -> None:
        """Ask for many people of an organisation with one statement: for those who stay connected,
        and would each be asked for apart.
        """
        if self._many is None:
            return
        began = self._clock()
        here = await self._many(tenant_id, people)
        for person in people:
            admitted = ANYTHING if person in here else None
            self._know((tenant_id, person, ActorKind.PERSON), admitted, began)

    def _know(self, key: Key, admitted: Admitted | None, began: float) -> Known:
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Known(admitted, began + self._cache_s)
        else:
            known.admitted, known.until = admitted, began + self._cache_s
        self._known.move_to_end(key)
        if len(self._known) > self._size:
            self._known.popitem(last=False)
        return known


def asked_of(database: Database) -> Ask:
    """The question, as it is put to the database."""

    async def ask(key: Key) -> Admitted | None:
        tenant_id, subject, kind = key
        if kind is ActorKind.PERSON:
            return ANYTHING if await works_here(database, tenant_id, subject) else None
        client = await client_standing(database, tenant_id, subject)
        if client is None:
            return None
        revoked = client.tokens_revoked_at
        return Admitted(client.scopes, revoked.timestamp() if revoked else 0.0)

    return ask


def many_asked_of(database: Database) -> AskMany:
    """The same of many people at once."""

    async def ask(tenant_id: UUID, people: Collection[UUID]) -> Collection[UUID]:
        return await who_works_here(database, tenant_id, people)

    return ask
