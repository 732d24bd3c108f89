"""What a change is: other words for the same thing, another thing in its place, or nothing."""

from uuid import UUID

import pytest

from app.domain.competencies import service
from app.domain.errors import DomainError
from tests.competencies.kit import LEVELS, a_goal_about, a_model, in_force, links, listed, one, sync
from tests.world import World


async def test_other_words_leave_it_the_same_competency(world: World) -> None:
    await sync(world, a_model("A"))
    before = (await in_force(world))["A"]

    report = await sync(world, a_model(one("A", statement="Does it otherwise.")))

    [change] = report["changes"]
    assert (change["kind"], change["code"]) == ("updated", "A")
    assert change["fields"] == [
        {"field": "statement", "before": "Does A.", "after": "Does it otherwise."}
    ]
    after = (await in_force(world))["A"]
    assert (after["id"], after["version"]) == (before["id"], before["version"] + 1)


async def test_another_edition_is_another_competency_in_its_place(world: World) -> None:
    await sync(world, a_model("A"))
    before = (await in_force(world))["A"]

    report = await sync(world, a_model(one("A", edition=2)))

    after = (await in_force(world))["A"]
    assert after["id"] != before["id"]
    assert [each["kind"] for each in report["changes"]] == ["created", "retired"]
    assert report["changes"][0]["replaces"] == ["A"]
    [gone] = (await in_force(world, "retired")).values()
    assert gone["id"] == before["id"]
    assert await links(world) == {(gone["code"], "replacedBy", "A")}
    assert not (await sync(world, a_model(one("A", edition=2))))["changed"]


async def test_another_id_under_the_same_code_is_another_competency(world: World) -> None:
    await sync(world, a_model(one("A", identifier="first")))
    await sync(world, a_model(one("A", identifier="second")))

    [gone] = (await in_force(world, "retired")).values()
    assert await links(world) == {(gone["code"], "replacedBy", "A")}


async def test_an_id_that_comes_later_belongs_to_what_is_there(world: World) -> None:
    await sync(world, a_model("A"))
    report = await sync(world, a_model(one("A", identifier="found")))

    assert (report["created"], report["updated"], report["retired"]) == (0, 1, 0)


async def test_what_it_replaces_is_linked_to_it_for_good(world: World) -> None:
    await sync(world, a_model("A", "B"))
    await sync(world, a_model(one("C", replaces=["A", "B"])))
    assert await links(world) == {("A", "replacedBy", "C"), ("B", "replacedBy", "C")}

    await sync(world, a_model("C", "D"))  # whoever wrote it forgot why

    assert await links(world) == {("A", "replacedBy", "C"), ("B", "replacedBy", "C")}


async def test_what_comes_back_is_the_same_and_replaced_no_longer(world: World) -> None:
    await sync(world, a_model("A"))
    before = (await in_force(world))["A"]
    await sync(world, a_model(one("B", replaces=["A"])))

    report = await sync(world, a_model("B", "A"))

    assert [each["kind"] for each in report["changes"]] == ["revived"]
    assert (await in_force(world))["A"]["id"] == before["id"]
    assert await links(world) == set()


async def test_nothing_that_open_plans_go_by_is_retired_without_a_replacement(
    world: World,
) -> None:
    await sync(world, a_model("A", "B"))
    await a_goal_about(world, (await in_force(world))["A"]["id"])

    plan = await sync(world, a_model("B"), dry_run=True)
    assert [each["code"] for each in plan["obstacles"]] == ["A"]
    with pytest.raises(DomainError) as refused:
        await sync(world, a_model("B"))
    assert refused.value.code == "competency_in_use"
    assert "A: open plans" in refused.value.faults[0].detail
    assert set(await in_force(world)) == {"A", "B"}

    report = await sync(world, a_model("B", one("C", replaces=["A"])))
    [concerned] = report["impact"]
    assert (concerned["code"], concerned["openPlans"], concerned["isReplaced"]) == ("A", 1, True)


async def test_private_goals_hold_it_too_and_are_not_counted(world: World) -> None:
    await sync(world, a_model("A", "B"))
    await a_goal_about(world, (await in_force(world))["A"]["id"], is_private=True)

    plan = await sync(world, a_model("B"), dry_run=True)

    assert [each["code"] for each in plan["obstacles"]] == ["A"]
    assert [each["openPlans"] for each in plan["impact"]] == [0]


async def test_no_level_is_lost_that_somebody_works_towards(world: World) -> None:
    await sync(world, a_model("A"))
    await a_goal_about(world, (await in_force(world))["A"]["id"], "L2")
    without = a_model("A", scale=[{"code": "L1", "name": "Learning"}])
    instead = [{"code": "L1", "name": "Learning"}, {"code": "P", "name": "P", "replaces": ["L2"]}]

    with pytest.raises(DomainError) as refused:
        await sync(world, without)
    assert refused.value.code == "level_in_use"

    report = await sync(world, a_model("A", scale=instead))
    assert [each["field"] for each in report["framework"]] == ["scale"]


async def test_when_the_source_was_touched_last_is_no_difference(world: World) -> None:
    await sync(world, a_model(one("A", extra={"lastChangeDateTime": "2026-01-01", "x": 1})))
    touched = one("A", extra={"lastChangeDateTime": "2026-02-02", "x": 1})

    assert not (await sync(world, a_model(touched)))["changed"]
    assert (await sync(world, a_model(touched | {"extra": {"x": 2}})))["updated"] == 1


async def test_what_is_still_there_is_replaced_by_nobody(world: World) -> None:
    await sync(world, a_model(one("A", identifier="a"), one("B", identifier="b")))
    model = a_model(
        one("C", identifier="a"), one("A", identifier="b"), one("D", replaces=["A", "B"])
    )

    await sync(world, model)

    assert await links(world) == set()
    turned = {name: model[name] for name in reversed(model)}
    assert not (await sync(world, turned))["changed"]


async def test_an_edition_that_comes_back_is_the_one_of_before(world: World) -> None:
    await sync(world, a_model("A"))
    before = (await in_force(world))["A"]
    await sync(world, a_model(one("A", edition=2)))
    await a_goal_about(world, (await in_force(world))["A"]["id"])

    report = await sync(world, a_model("A"))

    assert [(each["kind"], each["replaces"]) for each in report["changes"]] == [
        ("revived", ["A"]),
        ("retired", []),
    ]
    assert (await in_force(world))["A"]["id"] == before["id"]
    [gone] = (await in_force(world, "retired")).values()
    assert await links(world) == {(gone["code"], "replacedBy", "A")}


async def test_no_level_is_lost_that_somebody_works_towards_since_the_draft(world: World) -> None:
    await sync(world, a_model("A"))
    report = await sync(world, a_model("A", scale=LEVELS[:1]), publish=False)
    await a_goal_about(world, (await in_force(world))["A"]["id"], "L2")
    [framework] = await listed(world, "/v1/competency-frameworks")

    with pytest.raises(DomainError) as refused:
        await world.do(
            "vendor",
            service.publish_competency_framework,
            framework_id=UUID(report["frameworkId"]),
            if_version=framework["version"],
        )

    assert refused.value.code == "level_in_use"
    assert [each["scale"] for each in await listed(world, "/v1/competency-frameworks")] == [
        framework["scale"]
    ]
