"""A token that let somebody in is known by its bytes, for no longer than one that is read."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from app.domain.access.models import public_name
from app.domain.actor import ActorKind
from app.domain.errors import Unauthenticated
from app.domain.transaction import Database
from app.security import bearer
from app.security.bearer import Gate
from app.security.standing import Admitted, Standing

from .forge import EC, GOOD, GOOD_CLAIMS, JWKS, LEEWAY, NOW, SUBJECT, TENANT, public_jwk, reader
from .forge import token as forged

CACHE_S = 2.0


class House:
    """A gate whose clocks, keys and register are ours."""

    def __init__(self) -> None:
        self.now = float(NOW)
        self.jwks: dict[str, Any] = JWKS
        self.admitted: Admitted | None = Admitted()
        self.asked = 0
        self.standing = Standing(self.ask, self.ask_many, cache_s=CACHE_S, clock=self.clock)
        self.gate = Gate(
            reader(jwks=lambda: self.jwks, clock=self.clock),
            self.standing,
            cast(Database, None),
        )

    def clock(self) -> float:
        return self.now

    async def ask(self, _tenant: Any, _client: Any) -> Admitted | None:
        self.asked += 1
        return self.admitted

    async def ask_many(self, _tenant: Any, people: Any) -> Any:
        self.asked += 1
        return people if self.admitted else []

    async def enters(self, token: bytes = GOOD) -> Any:
        return await self.gate.admit(b"Bearer " + token)

    async def refusal(self, token: bytes = GOOD) -> object:
        with pytest.raises(Unauthenticated) as refused:
            await self.enters(token)
        return refused.value.facts["reason"]


@pytest.fixture
def house() -> House:
    return House()


async def test_it_is_not_read_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await house.enters()
    monkeypatch.delattr("app.security.tokens.Reader.read")
    house.now += CACHE_S - 0.01
    assert await house.enters() is first
    assert house.asked == 1
    house.now += 0.01
    assert await house.enters() is first  # whether they may still come in is asked, no more
    assert house.asked == 2


async def test_who_may_come_in_is_asked_again_in_time(house: House) -> None:
    await house.enters()
    house.admitted = None
    house.now += CACHE_S - 0.01
    await house.enters()
    house.now += 0.01
    assert await house.refusal() == "standing"


async def test_it_ends_at_its_end(house: House) -> None:
    house.now = GOOD_CLAIMS.expires_at + LEEWAY - 0.1
    await house.enters()
    house.now += 0.1
    assert await house.refusal() == "expired"


async def test_it_goes_with_its_key(house: House) -> None:
    await house.enters()
    house.jwks = {"keys": [public_jwk(EC, "ec")]}
    assert await house.refusal() == "unknown_key"


async def test_keys_that_cannot_be_had_are_a_refusal(house: House) -> None:
    def down() -> dict[str, object]:
        raise OSError

    await house.enters()
    cast(Any, house.gate.reader)._jwks = down
    assert await house.refusal() == "keys_unavailable"


async def test_what_is_learnt_for_others_counts_at_once(house: House) -> None:
    await house.enters()
    house.admitted = None
    await house.standing.look_at(TENANT, [SUBJECT])
    assert await house.refusal() == "standing"


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (lambda: Admitted(issued_since=NOW), "standing"),
        (lambda: None, "standing"),
    ],
)
async def test_a_client_is_held_to_what_it_may_now(
    house: House, later: Callable[[], Admitted | None], told: str
) -> None:
    house.admitted = Admitted(frozenset({"plans:read"}))
    token = forged(client_id=public_name(TENANT, SUBJECT))
    admission = await house.enters(token)
    assert admission.context.actor.kind is ActorKind.CLIENT
    assert {one.value for one in admission.context.actor.scopes} == {"plans:read"}

    house.admitted = Admitted(frozenset({"people:read"}))
    house.now += CACHE_S
    admission = await house.enters(token)
    assert {one.value for one in admission.context.actor.scopes} == {"people:read"}

    house.admitted = later()
    house.now += CACHE_S
    assert await house.refusal(token) == told


async def test_only_so_many_are_known_and_none_that_is_padded(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bearer, "MOST_KNOWN", 3)
    for n in range(5):
        await house.enters(forged(jti=f"t{n}"))
    assert len(house.gate._passes) == 3
    known = list(house.gate._passes)
    await house.enters(b" " * bearer.LONGEST_KNOWN + GOOD)
    assert list(house.gate._passes) == known
