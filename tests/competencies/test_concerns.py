"""Whom a sync concerns: who was assessed, as far as that may be told; and nobody is lowered."""

import pytest

from app.domain.errors import DomainError
from tests.competencies.kit import LEVELS, a_model, in_force, one, sync
from tests.world import World


async def say(world: World, who: str, competency_id: str, kind: str, level: str) -> None:
    body = {"personId": str(world.id("amina")), "competencyId": competency_id}
    body |= {"kind": kind, "level": level, "confidence": "high"}
    answer = await world.rest(who, "POST", "/v1/given-assessments", body)
    assert answer.status_code == 201, answer.text


async def test_few_who_were_assessed_are_some(world: World) -> None:
    await sync(world, a_model("A", "B"))
    await say(world, "jonas", (await in_force(world))["A"]["id"], "manager", "L1")

    plan = await sync(world, a_model(one("A", name="Other"), "B"), dry_run=True)

    assert [(each["code"], each["assessedPeople"]) for each in plan["impact"]] == [("A", None)]


async def test_what_somebody_said_for_themselves_concerns_nobody_else(world: World) -> None:
    await sync(world, a_model("A", "B"))
    await say(world, "amina", (await in_force(world))["A"]["id"], "self", "L1")

    plan = await sync(world, a_model(one("A", name="Other"), "B"), dry_run=True)

    assert plan["impact"] == []


async def test_no_level_is_lost_that_somebody_is_at(world: World) -> None:
    await sync(world, a_model("A"))
    await say(world, "amina", (await in_force(world))["A"]["id"], "self", "L2")

    with pytest.raises(DomainError) as refused:
        await sync(world, a_model("A", scale=LEVELS[:1]))

    assert refused.value.code == "level_in_use"


@pytest.mark.parametrize("how", ["replaces", "edition"])
async def test_what_was_said_counts_for_what_took_the_place(world: World, how: str) -> None:
    await sync(world, a_model("A"))
    await say(world, "jonas", (await in_force(world))["A"]["id"], "manager", "L2")

    new = one("B", replaces=["A"]) if how == "replaces" else one("A", edition=2)
    await sync(world, a_model(new))

    [now] = (await in_force(world)).values()
    path = f"/v1/people/{world.id('amina')}/competency-standings"
    found = (await world.rest("amina", "GET", path)).json()["data"]
    assert (now["id"], "L2") in {(each["competencyId"], each["level"]) for each in found}


async def test_a_draft_replaces_nothing_yet(world: World) -> None:
    await sync(world, a_model("A"))
    await say(world, "jonas", (await in_force(world))["A"]["id"], "manager", "L2")
    await sync(world, a_model(one("B", replaces=["A"])), publish=False)

    path = f"/v1/people/{world.id('amina')}/competency-standings"
    found = (await world.rest("amina", "GET", path)).json()["data"]
    assert len(found) == 1
