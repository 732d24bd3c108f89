"""How far somebody is: the most trusted kind says it, and no later edit lowers it."""

from uuid import UUID, uuid4

from tests.assessments.kit import graded, said, standings
from tests.role_profiles.kit import SCALE, a_framework, competencies
from tests.world import World


async def replaced(world: World, origin: str, destination: str) -> None:
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        await tx.connection.execute(
            "INSERT INTO competency_association"
            " (tenant_id, id, version, created_at, framework_id, type, origin_id, destination_id,"
            " since, key)"
            " SELECT tenant_id, $1, 1, now(), framework_id, 'replacedBy', $2, $3, 1, $1"
            " FROM competency WHERE id = $2",
            uuid4(),
            UUID(origin),
            UUID(destination),
        )


async def test_the_most_trusted_says_the_level_and_all_are_shown(world: World) -> None:
    com = (await graded(world))["COM"]
    await said(world, "amina", "self", com, "L5")
    await said(world, "jonas", "manager", com, "L2", assessedOn="2026-01-31")
    await said(world, "jonas", "manager", com, "L3")

    mine = (await standings(world, "amina"))[com]
    assert (mine["level"], mine["rank"], mine["kind"]) == ("L3", 3, "manager")
    inputs = [(one["kind"], one["level"], one["confidence"]) for one in mine["inputs"]]
    assert inputs == [("manager", "L3", "medium"), ("self", "L5", "medium")]
    theirs = (await standings(world, "jonas"))[com]
    assert [one["kind"] for one in theirs["inputs"]] == ["manager"]


async def test_what_was_said_counts_for_whatever_took_its_place(world: World) -> None:
    ids = await graded(world, "OLD", "NEW", "NEWER")
    await said(world, "jonas", "manager", ids["OLD"], "L3")
    await replaced(world, ids["OLD"], ids["NEW"])
    await replaced(world, ids["NEW"], ids["NEWER"])
    await replaced(world, ids["NEWER"], ids["NEW"])  # a circle, which ends

    found = await standings(world, "amina")
    assert {id: one["rank"] for id, one in found.items()} == {
        ids[code]: 3 for code in ("OLD", "NEW", "NEWER")
    }
    [said_of] = found[ids["NEWER"]]["inputs"]
    assert said_of["competencyId"] == ids["OLD"]


async def test_an_edit_of_the_scale_lowers_nobody_and_may_raise(world: World) -> None:
    com = (await graded(world))["COM"]
    await said(world, "jonas", "manager", com, "L3")
    for ranks, expected in (((1, 2, 30), 30), ((1, 0, 2), 3)):
        scale = [{**one, "rank": rank} for one, rank in zip(SCALE, ranks, strict=False)]
        assert (
            com
            in (await competencies(world, await a_framework(world, "COM", scale=scale))).values()
        )
        assert (await standings(world, "amina"))[com]["rank"] == expected
    gone = [one["code"] for one in SCALE]
    scale = [{"code": "X", "name": "X", "rank": 1, "replaces": gone}]
    await a_framework(world, "COM", scale=scale)
    assert (await standings(world, "amina"))[com]["rank"] == 3
