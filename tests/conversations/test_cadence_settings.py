"""Person over team over organisation, value by value; each is set by whom it concerns."""

from typing import Any

import pytest
from httpx import Response

from app.domain.actor import Scope
from app.domain.conversations.models.cadence_setting import BUILT_IN
from tests.relations import move, reorganise
from tests.world import World

BUILT_IN = {
    "rule": "FREQ=MONTHLY;BYDAY=1TU",
    "at": "10:00",
    "durationMinutes": 60,
    "graceDays": 5,
    "reminders": BUILT_IN["reminders"],
    "lookahead": 2,
    "startsByItself": False,
}


async def put(world: World, who: Any, **given: Any) -> Response:
    return await world.rest(who, "PUT", "/v1/cadence-settings", given)


async def effective(world: World, person: str = "amina", who: str = "amina") -> Any:
    answer = await world.rest(who, "GET", f"/v1/people/{world.id(person)}/cadence")
    return answer.json()


async def test_without_a_setting_the_built_in_ones_hold(world: World) -> None:
    found = await effective(world)
    assert {name: found[name] for name in BUILT_IN} == BUILT_IN
    assert {found[f"{name}From"] for name in BUILT_IN} == {"built_in"}


async def test_the_most_specific_value_wins_one_by_one(world: World) -> None:
    everybody = {"rule": "freq=weekly;byday=mo", "at": "09:00", "graceDays": 2, "lookahead": 4}
    assert (await put(world, "vendor", **everybody)).is_success
    team = {"managerId": world.id("jonas"), "at": "14:00", "graceDays": 3}
    assert (await put(world, "jonas", **team)).is_success
    own = {"personId": world.id("amina"), "graceDays": 0}
    assert (await put(world, "amina", **own)).is_success
    found = await effective(world)
    values = {name: (found[name], found[f"{name}From"]) for name in BUILT_IN}
    assert values == {
        "rule": ("FREQ=WEEKLY;INTERVAL=1;BYDAY=MO", "organisation"),
        "at": ("14:00", "team"),
        "graceDays": (0, "person"),
        "lookahead": (4, "organisation"),
        "durationMinutes": (60, "built_in"),
        "reminders": (BUILT_IN["reminders"], "built_in"),
        "startsByItself": (False, "built_in"),
    }
    assert (await effective(world, "tomas", "tomas"))["at"] == "09:00"


async def test_a_team_is_whoever_reports_to_the_manager_today(world: World) -> None:
    await put(world, "jonas", managerId=world.id("jonas"), at="14:00")
    assert (await effective(world))["atFrom"] == "team"
    assert (await reorganise(world, move("amina", "olga"))).is_success
    assert (await effective(world))["atFrom"] == "built_in"


async def test_a_setting_takes_the_place_of_the_one_before_and_can_go(world: World) -> None:
    first = (await put(world, "amina", personId=world.id("amina"), at="14:00")).json()
    second = (await put(world, "jonas", personId=world.id("amina"), graceDays=1)).json()
    assert (second["id"], second["at"], second["version"]) == (first["id"], None, 2)
    again = await put(world, "jonas", personId=world.id("amina"), graceDays=1)
    assert again.json()["version"] == 2
    path = f"/v1/cadence-settings/{first['id']}"
    assert (await world.rest("amina", "DELETE", path, if_match='"2"')).status_code == 204
    assert (await effective(world))["graceDaysFrom"] == "built_in"


@pytest.mark.parametrize(
    ("who", "level", "may"),
    [
        ("jonas", "managerId", True),
        ("amina", "managerId", False),
        ("amina", None, False),
        ("vendor", None, False),
        ("jonas", None, False),
    ],
)
async def test_what_holds_for_several_takes_their_manager_or_an_administrator(
    world: World, who: str, level: str | None, *, may: bool
) -> None:
    given = {level: world.id("jonas")} if level else {}
    plain = world.without_scope(who, Scope.ADMIN)
    answer = await put(world, plain, at="14:00", **given)
    assert answer.status_code == (200 if may else 403)
    assert (await put(world, who, at="15:00", **given)).status_code == 200


async def test_no_administrator_sets_or_reads_what_is_one_persons_own(world: World) -> None:
    made = await put(world, "amina", personId=world.id("amina"), at="14:00")
    path = f"/v1/cadence-settings/{made.json()['id']}"
    assert (await put(world, "tomas", personId=world.id("amina"), at="15:00")).status_code == 403
    assert (await world.rest("tomas", "GET", path)).status_code == 404
    assert (await world.rest("tomas", "DELETE", path, if_match="*")).status_code == 404


async def test_who_has_a_team_setting_over_them_sees_it(world: World) -> None:
    made = await put(world, "jonas", managerId=world.id("jonas"), at="14:00")
    path = f"/v1/cadence-settings/{made.json()['id']}"
    assert (await world.rest("amina", "GET", path)).status_code == 200
    assert (await world.rest("olga", "GET", path)).status_code == 404
