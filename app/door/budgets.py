"""What each request spends, of whose budget: the same for every door.

Who is let in spends of a person's budget, or of a client's, and for secrets of a tighter one.
At the token endpoint one address can be held up, alone or together with the client that it
tries to be. A client is never counted alone: or else anybody could lock it out.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, Self

from app.domain.actor import Actor, ActorKind
from app.domain.budget import NOBODY, Holder, Ledger, Patience
from app.domain.errors import RateLimited
from app.domain.share import Quota
from app.door.address import Addresses
from app.door.allowance import Allowance
from app.door.asgi import Scope
from app.door.remaining import Remaining
from app.settings import Settings

LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Budgets:
    """Every limit of this process. A quota of 0 is none."""

    person: Allowance | None
    client: Allowance | None
    sensitive: Allowance | None
    token: Allowance | None
    failures: Allowance | None
    """Requests for a token that did not prove who they came from, by address."""
    refused: Allowance | None
    """Access tokens that were refused, by address: no reason to refuse somebody a good one."""
    ledger: Ledger
    patience: Patience
    addresses: Addresses

    @classmethod
    def of(cls, settings: Settings, ledger: Ledger) -> Self:
        def allowance(name: str, limit: int) -> Allowance | None:
            return Allowance(Quota(name, limit), ledger) if limit else None

        return cls(
            person=allowance("person", settings.rate_person_per_minute),
            client=allowance("client", settings.rate_client_per_minute),
            sensitive=allowance("sensitive", settings.rate_sensitive_per_minute),
            token=allowance("token", settings.rate_token_per_minute),
            failures=allowance("address", settings.rate_address_per_minute),
            refused=allowance("refused", settings.rate_address_per_minute),
            ledger=ledger,
            patience=Patience(settings.lockout_failures),
            addresses=Addresses(settings.trusted_proxies, settings.proxy_header.value),
        )

    async def admit(self, scope: Scope, actor: Actor) -> None:
        """Count one request of an actor. Raises `RateLimited`; either way the answer says
        where the actor stands.
        """
        own = self.client if actor.kind is ActorKind.CLIENT else self.person
        await _spend(own, scope, actor, 1)

    async def admit_sensitive(self, scope: Scope, actor: Actor, count: int) -> None:
        """Count so many uses of what makes or shows a secret."""
        if count:
            await _spend(self.sensitive, scope, actor, count)

    async def count_refused(self, scope: Scope) -> None:
        """Count an access token that was refused. Raises `RateLimited` if there were too many."""
        if self.refused is not None:
            _require(await self.refused.spend((NOBODY, self.addresses.of(scope))))

    async def begin_attempt(self, scope: Scope) -> "Attempt":
        """Let an address try to get a token. Raises `RateLimited`.

        It counts as failed until it has succeeded, so that many at once are not more.
        """
        address = self.addresses.of(scope)
        if self.failures is not None:
            _require(await self.failures.spend((NOBODY, address)))
        return Attempt(self, address)


@dataclass(slots=True)
class Attempt:
    """One request for a token, from one address."""

    budgets: Budgets
    address: bytes
    pair: Holder = (NOBODY, b"")
    has_failed_before: bool = False

    async def name(self, client_id: str) -> None:
        """Say which client it is for, existing or not. Raises `RateLimited`."""
        named = client_id.encode("utf-8", "surrogatepass")
        if len(named) > LONGEST_NAME:  # no client has it, and a share remembers its holder
            named = sha256(named).digest()
        self.pair = (NOBODY, self.address + b"\0" + named)
        if self.budgets.token is not None:
            _require(await self.budgets.token.spend(self.pair))
        if self.budgets.patience.failures:
            wait_s = await self.budgets.ledger.wait_s(self.pair)
            self.has_failed_before = wait_s is not None
            if wait_s:
                raise RateLimited(int(wait_s) + 1)

    async def fail(self) -> None:
        """The client is unknown, or its secret is wrong. Who names no client is only counted by
        the address.
        """
        if self.pair[1] and self.budgets.patience.failures:
            await self.budgets.ledger.fail(self.pair, self.budgets.patience)

    async def succeed(self) -> None:
        """It is who it says it is: nothing that failed before is held against it."""
        self.abandon()
        if self.has_failed_before:
            await self.budgets.ledger.forgive(self.pair)

    def abandon(self) -> None:
        """Nobody can tell whether it would have succeeded: do not count it."""
        if self.budgets.failures is not None:
            self.budgets.failures.give_back((NOBODY, self.address))


async def _spend(allowance: Allowance | None, scope: Scope, actor: Actor, cost: int) -> None:
    if allowance is None:
        return
    remaining = await allowance.spend((actor.tenant_id, actor.id.bytes), cost)
    shown: list[Any] = scope["remaining"]
    shown.append(remaining)
    _require(remaining)


def _require(remaining: Remaining) -> None:
    if not remaining.allowed:
        raise RateLimited(remaining.resets_in_s)
