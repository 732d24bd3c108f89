"""Plans of syncs: what they say is what is done, or nothing is."""

import pytest

from app.domain.errors import DomainError
from tests.competencies.kit import a_goal_about, a_model, in_force, one, sync
from tests.world import World


async def test_a_plan_changes_nothing_not_even_a_draft(world: World) -> None:
    await sync(world, a_model("A"))
    await sync(world, a_model("A", "B"), publish=False)
    before = (await world.rest("vendor", "GET", "/v1/competency-frameworks")).json()

    plan = await sync(world, a_model("C"), dry_run=True)

    assert (plan["dryRun"], plan["changed"], plan["number"]) == (True, True, 2)
    assert (await world.rest("vendor", "GET", "/v1/competency-frameworks")).json() == before


async def test_a_plan_is_carried_out_exactly(world: World) -> None:
    await sync(world, a_model("A"))
    plan = await sync(world, a_model("A", "B"), dry_run=True)

    done = await sync(world, a_model("A", "B"), plan=plan["plan"])

    assert done["changes"] == plan["changes"]
    assert set(await in_force(world)) == {"A", "B"}


@pytest.mark.parametrize("which", ["the world", "the source", "the wish"])
async def test_a_plan_is_refused_when_something_moved(world: World, which: str) -> None:
    await sync(world, a_model("A"))
    plan = await sync(world, a_model("A", "B"), dry_run=True)
    wanted, more = a_model("A", "B"), {}
    if which == "the world":
        await sync(world, a_model("A", "Z"))
    elif which == "the source":
        wanted = a_model("A", "B", "C")
    else:
        more = {"publish": False}
    before = await in_force(world)

    with pytest.raises(DomainError) as refused:
        await sync(world, wanted, plan=plan["plan"], **more)

    assert (refused.value.code, refused.value.status) == ("sync_plan_outdated", 409)
    assert await in_force(world) == before


async def test_a_plan_says_whom_it_concerns(world: World) -> None:
    await sync(world, a_model("A", "B"))
    await a_goal_about(world, (await in_force(world))["A"]["id"])

    plan = await sync(world, a_model(one("A", name="Other"), "B"), dry_run=True)

    [concerned] = plan["impact"]
    assert (concerned["code"], concerned["isRetired"], concerned["openPlans"]) == ("A", False, 1)
    assert plan["obstacles"] == []


async def test_the_same_source_again_is_not_even_read(world: World) -> None:
    first = await sync(world, a_model("A", "B"))
    again = await sync(world, a_model("A", "B"))

    assert (again["changed"], again["unchanged"], again["created"]) == (False, 2, 0)
    assert (again["frameworkId"], again["number"]) == (first["frameworkId"], 1)

    await sync(world, a_model("A"))
    back = await sync(world, a_model("A", "B"))
    assert (back["changed"], back["number"]) == (True, 3)


async def test_the_same_content_in_another_order_changes_nothing(world: World) -> None:
    model = a_model(
        "A", "B", associations=[{"origin": "A", "type": "precedes", "destination": "B"}]
    )
    await sync(world, model)
    turned = {name: model[name] for name in reversed(model)}

    assert not (await sync(world, turned))["changed"]


async def test_a_long_list_of_changes_is_cut_and_says_so(world: World) -> None:
    report = await sync(world, a_model(*(f"C{n}" for n in range(1_003))))

    assert (report["created"], len(report["changes"]), report["leftOut"]) == (1_003, 1_000, 3)


async def test_a_plan_for_what_is_there_already_is_carried_out_too(world: World) -> None:
    await sync(world, a_model("A"))
    plan = await sync(world, a_model("A"), dry_run=True)

    done = await sync(world, a_model("A"), plan=plan["plan"])

    assert (done["changed"], done["plan"]) == (False, plan["plan"])


async def test_a_plan_asks_where_a_change_looks_like_another_kind(world: World) -> None:
    await sync(world, a_model("A", one("B", statement="Hears people out.")))
    renamed = one("C", name="Name of A")
    rewritten = one("B", statement="Writes code that others can read.")

    plan = await sync(world, a_model(renamed, rewritten), dry_run=True)

    assert [(each["where"], each["what"].partition(":")[0]) for each in plan["notices"]] == [
        ("C", "has the name of A, which is no longer named"),
        ("B", "says something else"),
    ]
    said = await sync(world, a_model(renamed | {"replaces": ["A"]}, one("B", edition=2)))
    assert said["notices"] == []
