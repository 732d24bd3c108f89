"""Every use case behind a door, asked for by everybody, through both doors.

A refusal says why in its code, tells nothing of what it is about, and changes nothing.
Another organisation's things are as unknown as what does not exist.
"""

from collections.abc import AsyncIterator
from dataclasses import replace

import asyncpg
import pytest
from httpx import AsyncClient

from app.domain.actor import Actor
from app.domain.transaction import Database
from app.schema import FEATURES
from app.settings import Settings
from tests.api.problems import known
from tests.asking import DONE, DOORS, EMPTY, ROUTES, Heard, changes_something, names_a_thing
from tests.cases import ASKED, CASES, Case
from tests.scene import SECRET, Scene, as_app, fingerprint
from tests.world import World

every_case = pytest.mark.parametrize("case", CASES, ids=str)
every_door = pytest.mark.parametrize("door", DOORS)


@pytest.fixture(scope="module")
async def app(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    connection = await as_app(settings)
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def kept(database: Database, client: AsyncClient) -> Scene:
    """One for all that change nothing in it but to have something to ask for."""
    return await Scene.begin(await World.begin(database, client))


@pytest.fixture(scope="module")
async def quiet(database: Database, client: AsyncClient) -> Scene:
    """One in which all that anybody does is read."""
    return await Scene.begin(await World.begin(database, client))


@pytest.fixture(scope="module")
async def lively(database: Database, client: AsyncClient) -> Scene:
    """One in which whatever is allowed is done."""
    return await Scene.begin(await World.begin(database, client))


@pytest.fixture(scope="module")
async def others(database: Database, client: AsyncClient) -> World:
    """Another organisation, of which the same holds."""
    return await World.begin(database, client)


def test_every_route_and_every_field_has_a_case() -> None:
    asked = {case.use_case.name for case in CASES}
    fields = {one.name for feature in FEATURES for one in feature.queries.values()}
    mutations = {one.name for feature in FEATURES for one in feature.mutations}

    assert asked == set(ROUTES) == fields | mutations


def nothing_told(heard: Heard, *words: str) -> bool:
    return not any(word in heard.told for word in words)


def check_refusal(heard: Heard, door: str, code: str) -> None:
    assert heard.outcome == code
    assert nothing_told(heard, SECRET, ASKED)
    if door == "rest":
        assert heard.response.status_code == known()[code].status
        assert heard.response.headers["content-type"] == "application/problem+json"


@every_door
@every_case
async def test_without_a_token_or_its_scope_nothing_is_told_or_done(
    kept: Scene, app: asyncpg.Connection, case: Case, door: str
) -> None:
    ask = await case.ask(kept)
    before = await fingerprint(app, kept.world)
    refused: list[tuple[Actor | None, str]] = [
        (None, "unauthenticated"),
        (kept.world.without_scope("amina", case.use_case.scope), "insufficient_scope"),
        (kept.world.without_scope("vendor", case.use_case.scope), "insufficient_scope"),
        (kept.world.with_scopes("jonas"), "insufficient_scope"),
    ]
    for who, code in refused:
        for asked in (ask, ask.of_nothing()):
            heard = await DOORS[door](kept.world, who, asked)
            check_refusal(heard, door, code)
    assert await fingerprint(app, kept.world) == before


ALONE = {
    "work",
    "put_objective",
    "set_reflection_rhythm",
    "skip_reflection_prompt",
    "snooze_reflection_prompt",
    "remove_dependency",
    "change_resource",
    "remove_resource",
}
"""Features and use cases where what is answered depends on who did what before."""


def stands_alone(case: Case) -> bool:
    return bool({case.use_case.feature, case.use_case.name} & ALONE)


TOGETHER = [case for case in CASES if not stands_alone(case)]


@every_door
@pytest.mark.parametrize(
    "case", [one for one in TOGETHER if not changes_something(one.use_case)], ids=str
)
async def test_everybody_reads_by_the_rules(
    quiet: Scene, app: asyncpg.Connection, case: Case, door: str
) -> None:
    await _ask_everybody(quiet, app, case, door)


@every_door
@pytest.mark.parametrize(
    "case", [one for one in TOGETHER if changes_something(one.use_case)], ids=str
)
async def test_everybody_is_answered_by_the_rules(
    lively: Scene, app: asyncpg.Connection, case: Case, door: str
) -> None:
    await _ask_everybody(lively, app, case, door)


@every_door
@pytest.mark.parametrize("case", [one for one in CASES if stands_alone(one)], ids=str)
async def test_everybody_is_answered_by_the_rules_alone(
    scene: Scene, app: asyncpg.Connection, case: Case, door: str
) -> None:
    await _ask_everybody(scene, app, case, door)


async def _ask_everybody(scene: Scene, app: asyncpg.Connection, case: Case, door: str) -> None:
    """Nothing changes until somebody may change something, and after that again."""
    ask = await case.ask(scene)
    before, since = await fingerprint(app, scene.world), list[str]()
    for who, outcome in case.outcomes.items():
        is_change = outcome == DONE and changes_something(case.use_case)
        if is_change and since:
            assert (since, await fingerprint(app, scene.world)) == (since, before)
        heard = await DOORS[door](scene.world, who, ask)
        assert (who, heard.outcome) == (who, outcome)
        if is_change:
            assert await fingerprint(app, scene.world) != before
            ask = await case.ask(scene)
            before, since = await fingerprint(app, scene.world), []
            continue
        since.append(who)
        if heard.refused:
            check_refusal(heard, door, outcome)
        if outcome == EMPTY:
            assert nothing_told(heard, SECRET)
    if since:
        assert (since, await fingerprint(app, scene.world)) == (since, before)


@every_door
@every_case
async def test_another_organisation_knows_nothing_of_it(
    kept: Scene, others: World, app: asyncpg.Connection, case: Case, door: str
) -> None:
    ask = await case.ask(kept)
    before, theirs = await fingerprint(app, kept.world), await fingerprint(app, others)
    for who in ("amina", "jonas", "vendor"):
        stranger = others.actors[who]
        heard = await DOORS[door](kept.world, stranger, ask)
        assert nothing_told(heard, SECRET)
        now = await fingerprint(app, others)
        if heard.refused:
            assert nothing_told(heard, ASKED)
            assert now == theirs
        theirs = now
        if ask.names_something:
            unknown = await DOORS[door](kept.world, stranger, ask.of_nothing())
            assert (heard.outcome, heard.told) == (unknown.outcome, unknown.told)
            assert heard.outcome != DONE
    assert await fingerprint(app, kept.world) == before


@every_door
@every_case
async def test_a_token_of_another_organisation_for_the_same_person_is_a_stranger(
    kept: Scene, others: World, app: asyncpg.Connection, case: Case, door: str
) -> None:
    """Ids are not secrets: who knows Amina's and brings it from others is not Amina."""
    ask = await case.ask(kept)
    before = await fingerprint(app, kept.world)
    forged = replace(kept.world.actors["amina"], tenant_id=others.tenant_id)
    heard = await DOORS[door](kept.world, forged, ask)

    assert nothing_told(heard, SECRET)
    assert not (ask.names_something and heard.outcome == DONE)
    assert await fingerprint(app, kept.world) == before


@pytest.mark.parametrize("case", [one for one in CASES if names_a_thing(one.use_case)], ids=str)
async def test_an_unknown_thing_is_not_found_before_anything_else_is_looked_at(
    kept: Scene, case: Case
) -> None:
    ask = (await case.ask(kept)).of_nothing()
    if ask.version is not None:
        ask = replace(ask, version=7)
    for door in DOORS.values():
        heard = await door(kept.world, "amina", ask)
        assert heard.outcome in ("not_found", EMPTY)
