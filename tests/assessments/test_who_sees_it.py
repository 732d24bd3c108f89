"""Who sees how far somebody is: told before, and kept."""

import asyncio
from typing import Any

import pytest

from tests.assessments.kit import graded, peers, said, say, seen, standings
from tests.relations import cover, started
from tests.role_profiles.kit import told
from tests.world import World

THRESHOLD = 5
OTHERS = ("priya", "olga", "tomas", "vendor")


@pytest.fixture
async def com(world: World) -> str:
    return (await graded(world))["COM"]


async def nobody_else_sees(world: World) -> None:
    for who in OTHERS:
        assert await seen(world, who) == []
        assert await standings(world, who) == {}


async def test_what_one_says_of_oneself_is_ones_own_until_it_is_shared(
    world: World, com: str
) -> None:
    mine = await said(world, "amina", "self", com, "L2")
    assert [one["level"] for one in await seen(world, "amina")] == ["L2"]
    assert await seen(world, "jonas") == []
    assert await told(world, "assessment.%") == []

    path = f"/v1/given-assessments/{mine['id']}/share"
    await world.rest("amina", "POST", path, if_match="*")
    assert [one["level"] for one in await seen(world, "jonas")] == ["L2"]
    assert await told(world, "assessment.%") == ["assessment.recorded"]
    await nobody_else_sees(world)


async def test_a_manager_and_the_person_see_what_the_manager_says(world: World, com: str) -> None:
    await said(world, "jonas", "manager", com, "L3")

    for who in ("amina", "jonas"):
        [one] = await seen(world, who)
        assert (one["level"], one["assessorId"]) == ("L3", str(world.id("jonas")))
    await nobody_else_sees(world)


async def test_a_later_manager_sees_only_what_was_opened_in_their_time(
    world: World, com: str
) -> None:
    mine = await said(world, "amina", "self", com, "L2", isShared=True)
    await said(world, "jonas", "manager", com, "L3")
    await set_back(world)
    await started(world, "amina", "olga")

    assert await seen(world, "olga") == []
    assert {one["level"] for one in await seen(world, "jonas")} == {"L2", "L3"}
    path = f"/v1/given-assessments/{mine['id']}/share"
    assert (await world.rest("amina", "POST", path, if_match="*")).status_code == 200
    assert [one["level"] for one in await seen(world, "olga")] == ["L2"]


async def set_back(world: World) -> None:
    """As if all that was so far had been a month ago."""
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        await tx.connection.execute("UPDATE assessment SET open_on = open_on - 30")
        await tx.connection.execute("UPDATE relationship SET starts_on = starts_on - 60")


async def test_who_covers_for_the_manager_says_it_and_sees_only_that(
    world: World, com: str
) -> None:
    await said(world, "jonas", "manager", com, "L3")
    await cover(world, "jonas", "tomas")
    await said(world, "tomas", "manager", com, "L4")

    assert [one["level"] for one in await seen(world, "tomas")] == ["L4"]


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("tomas", "manager"),
        ("priya", "manager"),
        ("tomas", "peer"),
        ("priya", "peer"),
        ("jonas", "peer"),
        ("jonas", "self"),
        ("amina", "manager"),
        ("vendor", "manager"),
    ],
)
async def test_nobody_says_it_whose_it_is_not_to_say(
    world: World, com: str, who: str, kind: str
) -> None:
    answer = await say(world, who, kind, com, "L1")

    assert answer.json()["code"] == "forbidden"


async def test_peers_are_hidden_until_they_are_enough_and_then_shown_without_their_names(
    world: World, com: str
) -> None:
    colleagues = await peers(world, 2 * THRESHOLD - 1)
    for n, one in enumerate(colleagues[: THRESHOLD - 1]):
        await said(world, one, "peer", com, f"L{n % 2 + 1}")
    assert await seen(world, "amina") == await seen(world, "jonas") == []
    assert await standings(world, "amina") == {}

    await said(world, colleagues[THRESHOLD - 1], "peer", com, "L5")
    for who in ("amina", "jonas"):
        shown = await seen(world, who)
        assert sorted(one["level"] for one in shown) == ["L1", "L1", "L2", "L2", "L5"]
        hidden = {(one["assessorId"], one["confidence"]) for one in shown}
        assert hidden == {(None, None)}
        assert len({one["assessedOn"] for one in shown}) == 1
    for one in colleagues[THRESHOLD:]:
        await said(world, one, "peer", com, "L4")
    assert len(await seen(world, "amina")) == THRESHOLD, "the next are shown together as well"
    assert await seen(world, colleagues[0]) == []
    await nobody_else_sees(world)


async def test_peers_who_come_together_are_counted_together(world: World, com: str) -> None:
    colleagues = await peers(world, THRESHOLD)
    await asyncio.gather(*(said(world, one, "peer", com, "L3") for one in colleagues))

    assert len(await seen(world, "amina")) == THRESHOLD


async def test_a_peer_who_withdraws_before_is_not_counted(world: World, com: str) -> None:
    colleagues = await peers(world, THRESHOLD)
    for one in colleagues[:-1]:
        mine = await said(world, one, "peer", com, "L3")
    path = f"/v1/given-assessments/{mine['id']}/withdraw"
    await world.rest(colleagues[-2], "POST", path, if_match="*")
    await said(world, colleagues[-1], "peer", com, "L3")

    assert await seen(world, "amina") == []


async def test_one_peer_who_says_it_often_is_one(world: World, com: str) -> None:
    [one] = await peers(world, 1)
    for _ in range(THRESHOLD):
        await said(world, one, "peer", com, "L1")

    assert await seen(world, "amina") == []


async def test_nobody_learns_from_events_or_the_trail_that_a_peer_said_something(
    world: World, com: str
) -> None:
    [one] = await peers(world, 1)
    mine = await said(world, one, "peer", com, "L1")
    path = f"/v1/given-assessments/{mine['id']}"
    assert (await world.rest(one, "GET", path)).json()["level"] == "L1"
    assert (await world.rest(one, "GET", "/v1/given-assessments")).json()["data"] == [mine]
    await world.rest(one, "POST", f"{path}/withdraw", if_match="*")
    await world.noted()

    assert await told(world, "assessment.%") == []
    assert await told_in_trail(world, mine["id"]) == []
    assert mine["id"][14] == "4", "an id that says nothing of the moment"


async def told_in_trail(world: World, id: str) -> list[Any]:
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        rows = await tx.connection.fetch(
            "SELECT to_jsonb(audit_entry)::text AS entry FROM audit_entry"
        )
    return [row["entry"] for row in rows if id in row["entry"] or "assessment" in row["entry"]]


async def test_a_peer_who_agrees_to_be_named_is_shown_at_once(world: World, com: str) -> None:
    [one] = await peers(world, 1)
    await said(world, one, "peer", com, "L4", isNamed=True)

    for who in ("amina", "jonas"):
        [shown] = await seen(world, who)
        assert (shown["assessorId"], shown["level"]) == (str(one.id), "L4")
    assert await told(world, "assessment.%") == ["assessment.recorded"]


async def test_whoever_stands_in_a_relation_is_a_peer_too(world: World, com: str) -> None:
    await started(world, "amina", "olga", "mentor")

    assert (await say(world, "olga", "peer", com, "L2")).status_code == 201


async def test_what_was_withdrawn_is_seen_and_no_longer_counts(world: World, com: str) -> None:
    mine = await said(world, "jonas", "manager", com, "L3")
    path = f"/v1/given-assessments/{mine['id']}/withdraw"
    await world.rest("jonas", "POST", path, if_match="*")

    [shown] = await seen(world, "amina")
    assert shown["isWithdrawn"]
    assert await standings(world, "amina") == {}
    assert await told(world, "assessment.%") == ["assessment.recorded", "assessment.withdrawn"]


async def test_evidence_is_said_by_who_owned_the_milestone_or_leads_and_never_by_oneself(
    world: World, com: str
) -> None:
    for owner, outcomes in (("olga", {"olga": 201, "jonas": 201, "tomas": 422}), ("amina", {})):
        milestone = await world.a_milestone(owner=owner)
        path = f"/v1/milestones/{milestone['id']}"
        await world.rest(owner, "POST", f"{path}/accept", if_match="*")
        done = await world.rest(owner, "POST", f"{path}/reach", {}, if_match="*")
        assert done.status_code == 200, done.text
        for who, outcome in outcomes.items():
            more = {"milestoneId": milestone["id"]}
            answer = await say(world, who, "evidence", com, "L3", **more)
            assert (who, answer.status_code) == (who, outcome)
        own = await say(world, "amina", "evidence", com, "L5", milestoneId=milestone["id"])
        assert own.json()["code"] == "forbidden"
