"""Who may come in is asked once per moment, whoever waits for it, and never guessed."""

import asyncio
from collections.abc import Collection
from uuid import UUID, uuid4

import pytest

from app.domain.actor import ActorKind
from app.domain.errors import Unavailable
from app.security.standing import Admitted, Key, Standing

TENANT, SOMEBODY = uuid4(), uuid4()
CACHE_S = 2.0


class Register:
    """Who may come in, who asked, and how long the answer takes."""

    def __init__(self) -> None:
        self.answer: Admitted | None = Admitted()
        self.asked: list[Key] = []
        self.down = False
        self.open = asyncio.Event()
        self.open.set()
        self.now = 100.0

    def clock(self) -> float:
        return self.now

    async def ask_many(self, tenant_id: UUID, people: Collection[UUID]) -> Collection[UUID]:
        [one] = people
        return people if await self._answer((tenant_id, one, ActorKind.PERSON)) else []

    async def ask(self, tenant_id: UUID, client_id: UUID) -> Admitted | None:
        return await self._answer((tenant_id, client_id, ActorKind.CLIENT))

    async def _answer(self, key: Key) -> Admitted | None:
        self.asked.append(key)
        answer, down = self.answer, self.down
        await self.open.wait()
        if down:
            raise Unavailable
        return answer


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def standing(register: Register) -> Standing:
    return Standing(register.ask, register.ask_many, cache_s=CACHE_S, clock=register.clock, size=3)


async def of(standing: Standing, who: UUID = SOMEBODY) -> Admitted | None:
    return (await standing.known(TENANT, who, ActorKind.PERSON)).admitted


async def test_it_is_asked_again_when_the_moment_is_over(
    register: Register, standing: Standing
) -> None:
    assert await of(standing) == Admitted()
    register.answer = None
    register.now += CACHE_S - 0.01
    assert await of(standing) == Admitted()
    register.now += 0.01
    assert await of(standing) is None
    register.answer = Admitted()
    assert await of(standing) is None
    register.now += CACHE_S
    assert await of(standing) == Admitted()
    assert len(register.asked) == 3


async def test_an_answer_is_as_old_as_its_question(register: Register, standing: Standing) -> None:
    register.open.clear()
    waiting = asyncio.create_task(of(standing))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    register.now += CACHE_S
    register.answer = None
    register.open.set()
    assert await waiting == Admitted()
    assert await of(standing) is None


async def test_many_who_wait_are_one_question(register: Register, standing: Standing) -> None:
    register.open.clear()
    waiting = [asyncio.create_task(of(standing)) for _ in range(50)]
    await asyncio.sleep(0.01)
    register.open.set()
    assert await asyncio.gather(*waiting) == [Admitted()] * 50
    assert len(register.asked) == 1


async def test_who_gives_up_takes_nobody_along(register: Register, standing: Standing) -> None:
    register.open.clear()
    first, second = (asyncio.create_task(of(standing)) for _ in range(2))
    await asyncio.sleep(0.01)
    first.cancel()
    await asyncio.sleep(0)
    register.open.set()
    assert await second == Admitted()
    assert first.cancelled()
    assert len(register.asked) == 1


async def test_what_cannot_be_asked_lets_nobody_in_and_is_not_remembered(
    register: Register, standing: Standing
) -> None:
    assert await of(standing) == Admitted()
    register.down = True
    register.now += CACHE_S
    waiting = [asyncio.create_task(of(standing)) for _ in range(3)]
    for one in await asyncio.gather(*waiting, return_exceptions=True):
        assert isinstance(one, Unavailable)
    register.down = False
    assert await of(standing) == Admitted()


async def test_a_failure_that_nobody_waited_for_makes_no_noise(
    register: Register, standing: Standing
) -> None:
    register.down = True
    register.open.clear()
    waiting = asyncio.create_task(of(standing))
    await asyncio.sleep(0.01)
    waiting.cancel()
    register.open.set()
    await asyncio.sleep(0.01)
    register.down = False
    assert await of(standing) == Admitted()


async def test_it_remembers_so_many_and_no_more(register: Register, standing: Standing) -> None:
    several = [uuid4() for _ in range(5)]
    for who in several:
        await of(standing, who)
    assert len(standing._known) == 3
    await of(standing, several[-1])
    assert len(register.asked) == 5
    await of(standing, several[0])
    assert len(register.asked) == 6


async def test_tenants_and_kinds_are_told_apart(register: Register, standing: Standing) -> None:
    keys = [
        (TENANT, SOMEBODY, ActorKind.PERSON),
        (uuid4(), SOMEBODY, ActorKind.PERSON),
        (TENANT, SOMEBODY, ActorKind.CLIENT),
    ]
    for key in keys:
        await standing.known(*key)
    assert register.asked == keys


class Crowd(Register):
    """The same of many people with one question: those who left may not come in."""

    def __init__(self) -> None:
        super().__init__()
        self.left: set[UUID] = set()
        self.together: list[tuple[UUID, set[UUID]]] = []

    async def ask_many(self, tenant_id: UUID, people: Collection[UUID]) -> Collection[UUID]:
        self.together.append((tenant_id, set(people)))
        await self.open.wait()
        if self.down:
            raise Unavailable
        return set(people) - self.left


@pytest.fixture
def crowd() -> Crowd:
    return Crowd()


def for_crowds(crowd: Crowd, size: int = 100) -> Standing:
    return Standing(crowd.ask, crowd.ask_many, cache_s=CACHE_S, clock=crowd.clock, size=size)


PEOPLE = [UUID(int=n) for n in range(1, 6)]


async def test_those_who_came_meanwhile_are_asked_for_together(crowd: Crowd) -> None:
    standing = for_crowds(crowd)
    for one in PEOPLE:
        await of(standing, one)
    elsewhere = uuid4()
    await standing.known(elsewhere, PEOPLE[0], ActorKind.PERSON)
    crowd.together.clear()

    crowd.now += CACHE_S
    crowd.left = {PEOPLE[3]}
    found = [await of(standing, one) for one in PEOPLE]
    assert [one is not None for one in found] == [True, True, True, False, True]
    assert crowd.together == [(TENANT, set(PEOPLE))]
    assert crowd.asked == []


async def test_who_did_not_come_again_is_not_asked_for(crowd: Crowd) -> None:
    standing = for_crowds(crowd)
    for one in PEOPLE:
        await of(standing, one)
    for _ in range(3):
        crowd.now += CACHE_S
        crowd.together.clear()
        await of(standing, PEOPLE[0])
    assert crowd.together == [(TENANT, {PEOPLE[0]})]


async def test_what_cannot_be_asked_together_lets_nobody_in(crowd: Crowd) -> None:
    standing = for_crowds(crowd)
    for one in PEOPLE:
        await of(standing, one)
    crowd.now += CACHE_S
    crowd.down = True
    for one in PEOPLE:
        with pytest.raises(Unavailable):
            await of(standing, one)
    crowd.down = False
    assert await of(standing, PEOPLE[1]) is not None


async def test_machines_are_asked_for_one_by_one(crowd: Crowd) -> None:
    standing = for_crowds(crowd)
    await of(standing, PEOPLE[0])
    for _ in range(2):
        await standing.known(TENANT, SOMEBODY, ActorKind.CLIENT)
    crowd.now += CACHE_S
    await standing.known(TENANT, SOMEBODY, ActorKind.CLIENT)
    await of(standing, PEOPLE[0])
    assert crowd.asked == [(TENANT, SOMEBODY, ActorKind.CLIENT)] * 2
    assert crowd.together == [(TENANT, {PEOPLE[0]})] * 2


async def test_only_so_many_are_asked_for_together(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.security.standing.MOST_TOGETHER", 3)
    standing = for_crowds(crowd)
    for one in PEOPLE:
        await of(standing, one)
    crowd.now += CACHE_S
    crowd.together.clear()
    await of(standing, PEOPLE[4])
    assert crowd.together == [(TENANT, {PEOPLE[0], PEOPLE[1], PEOPLE[4]})]


async def test_only_so_many_organisations_are_remembered_by_who_came(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.security.standing.MOST_CROWDS", 2)
    standing = for_crowds(crowd)
    for one in PEOPLE:
        await of(standing, one)
    for _ in range(2):
        await standing.known(uuid4(), SOMEBODY, ActorKind.PERSON)
    crowd.now += CACHE_S
    crowd.together.clear()
    await of(standing, PEOPLE[0])
    assert crowd.together == [(TENANT, {PEOPLE[0]})]  # they have to be asked for each by each
