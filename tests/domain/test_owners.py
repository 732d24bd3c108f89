"""Owners, supporters and help on the real database: rights, races, and many at once."""

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID

import pytest

from app.domain.plans import service as plans
from tests.relations import become, day, run_as_app, told
from tests.world import World


async def a_milestone(world: World, owner: str = "olga", **given: Any) -> str:
    return str((await world.a_milestone(owner=owner, **given))["id"])


async def do(world: World, who: str, milestone: str, verb: str, **body: Any) -> Any:
    path = f"/v1/milestones/{milestone}/{verb}"
    return await world.rest(who, "POST", path, body, if_match="*")


async def done(world: World, who: str, milestone: str, verb: str, **body: Any) -> Any:
    answer = await do(world, who, milestone, verb, **body)
    assert answer.is_success, answer.text
    return answer.json()


async def seen(world: World, who: str, milestone: str, expand: str = "") -> Any:
    path = f"/v1/milestones/{milestone}" + (f"?expand={expand}" if expand else "")
    answer = await world.rest(who, "GET", path)
    return answer.json() if answer.is_success else None


async def listed(world: World, who: str, query: str) -> set[str]:
    answer = await world.rest(who, "GET", f"/v1/milestones?{query}")
    return {one["id"] for one in answer.json()["data"]}


async def test_ownership_goes_over_with_a_history_that_clients_read_without_words(
    world: World,
) -> None:
    id = await a_milestone(world)
    assert (await seen(world, "amina", id))["ownerStatus"] == "proposed"
    await done(world, "olga", id, "accept")
    await done(world, "olga", id, "offer", ownerId=world.id("tomas"), reason="I am away")
    assert (await seen(world, "tomas", id))["ownerId"] == str(world.id("olga"))
    await done(world, "tomas", id, "decline", reason="No time")
    assert await seen(world, "tomas", id) is None
    await done(world, "jonas", id, "offer", ownerId=world.id("tomas"))
    await done(world, "tomas", id, "accept")
    assert await seen(world, "olga", id) is None

    changes = (await seen(world, "amina", id, "ownerChanges"))["ownerChanges"]
    names = {str(actor.id): name for name, actor in world.actors.items()}
    assert [
        (names.get(c["fromId"]), names[c["toId"]], names[c["byId"]], c["status"]) for c in changes
    ] == [
        (None, "olga", "amina", "accepted"),
        ("olga", "tomas", "olga", "declined"),
        ("olga", "tomas", "jonas", "accepted"),
    ]
    assert [c["reason"] for c in changes] == [None, "I am away", None]
    assert changes[1]["declineReason"] == "No time"
    for_clients = (await seen(world, "vendor", id, "ownerChanges"))["ownerChanges"]
    assert {(c["reason"], c["declineReason"]) for c in for_clients} == {(None, None)}


@pytest.mark.parametrize(
    ("method", "verb", "body"),
    [("POST", "/start", {}), ("POST", "/reach", {}), ("PATCH", "", {"progress": 10})],
)
async def test_a_named_owner_who_works_on_it_has_taken_it_on(
    world: World, method: str, verb: str, body: dict[str, Any]
) -> None:
    id = await a_milestone(world)
    path = f"/v1/milestones/{id}{verb}"
    answer = (await world.rest("olga", method, path, body, if_match="*")).json()

    assert answer["ownerStatus"] == "accepted"
    [change] = (await seen(world, "amina", id, "ownerChanges"))["ownerChanges"]
    assert change["status"] == "accepted"
    assert [name for name, _ in await told(world, "milestone.owner_changed")]


async def test_a_named_owner_who_only_describes_it_has_not(world: World) -> None:
    id = await a_milestone(world)
    path = f"/v1/milestones/{id}"
    answer = await world.rest("olga", "PATCH", path, {"title": "Other"}, if_match="*")

    assert answer.json()["ownerStatus"] == "proposed"


async def test_who_declined_has_no_rights_and_the_milestone_needs_an_owner(world: World) -> None:
    id = await a_milestone(world)
    await done(world, "olga", id, "decline", reason="No time")

    assert await seen(world, "olga", id) is None
    assert (await do(world, "olga", id, "start")).status_code == 404
    assert (await seen(world, "amina", id))["needsOwner"] is True
    assert await listed(world, "amina", "needsOwner=true") == {id}
    await done(world, "amina", id, "offer", ownerId=world.id("tomas"))
    assert await listed(world, "amina", "needsOwner=true") == set()
    assert await listed(world, "tomas", f"offeredToId={world.id('tomas')}") == {id}


async def test_of_accepting_and_taking_back_at_once_one_wins_and_the_other_is_told(
    world: World,
) -> None:
    for _ in range(5):
        id = await a_milestone(world)
        await done(world, "olga", id, "accept")
        await done(world, "amina", id, "offer", ownerId=world.id("tomas"))
        answers = await asyncio.gather(
            do(world, "tomas", id, "accept"),
            do(world, "amina", id, "withdraw-offer"),
            do(world, "tomas", id, "accept"),
            do(world, "jonas", id, "withdraw-offer"),
        )
        assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 3}
        codes = {answer.json()["code"] for answer in answers if answer.is_error}
        assert codes == {"no_offer_open"}
        changes = (await seen(world, "amina", id, "ownerChanges"))["ownerChanges"]
        taken = (await seen(world, "amina", id))["ownerId"] == str(world.id("tomas"))
        assert changes[-1]["status"] == ("accepted" if taken else "withdrawn")


# Owners who are away


async def test_an_owner_who_is_away_until_after_the_deadline_is_needed_anew(world: World) -> None:
    id = await a_milestone(world, due_in_days=14)
    await done(world, "olga", id, "accept")
    for given, needs in (
        ({"status": "on_leave", "leaveEndsOn": day(14)}, False),
        ({"status": "on_leave", "leaveEndsOn": day(15)}, True),
        ({"status": "on_leave", "leaveEndsOn": None}, True),
        ({"status": "active"}, False),
        ({"status": "left"}, True),
    ):
        await become(world, "olga", **given)
        assert (given, (await seen(world, "amina", id))["needsOwner"]) == (given, needs)
        assert await listed(world, "amina", "needsOwner=true") == ({id} if needs else set())
        assert await listed(world, "amina", "needsOwner=false") == (set() if needs else {id})


async def tell(world: World, limit: int = 100) -> tuple[int, int]:
    answer = await world.do(world.system.actor, plans.tell_owner_needed, limit=limit)
    return answer["told"], answer["settled"]


async def test_that_an_owner_is_needed_is_told_once_and_anew_after_it_was_settled(
    world: World,
) -> None:
    ids = {await a_milestone(world) for _ in range(5)}
    assert await tell(world) == (0, 0)
    await become(world, "olga", "on_leave")
    at_once = await asyncio.gather(*(tell(world, 3) for _ in range(4)))
    await tell(world)
    events = await told(world, "milestone.owner_needed")

    assert sum(count for count, _ in at_once) <= 5
    assert sorted(data["id"] for _, data in events) == sorted(ids)
    assert await tell(world) == (0, 0)
    await become(world, "olga", "active")
    assert await tell(world) == (0, 5)
    await become(world, "olga", "left")
    assert await tell(world) == (5, 0)
    await done(world, "amina", min(ids), "offer", ownerId=world.id("tomas"))
    assert await tell(world) == (0, 0)


# Supporters


async def supports(world: World, who: str, milestone: str, by: str = "amina") -> Any:
    body = {"supporterId": world.id(who), "role": "mentor"}
    return await world.rest(by, "POST", f"/v1/milestones/{milestone}/supporters", body)


async def test_a_supporter_reads_the_milestone_and_not_its_plan(world: World) -> None:
    id = await a_milestone(world, owner="amina")
    added = (await supports(world, "tomas", id)).json()
    milestone = await seen(world, "tomas", id, "plan,supporters")

    assert milestone["plan"] is None
    assert [one["role"] for one in milestone["supporters"]] == ["mentor"]
    assert await listed(world, "tomas", f"supporterId={world.id('tomas')}") == {id}
    assert (await do(world, "tomas", id, "start")).status_code == 403
    path = f"/v1/milestones/{id}/supporters/{added['id']}"
    assert (await world.rest("tomas", "DELETE", path)).status_code == 204
    assert await seen(world, "tomas", id) is None
    names = ("milestone.supporter_added", "milestone.supporter_removed")
    assert [name for name, _ in await told(world, *names)] == [*names]


async def test_a_supporter_is_ended_only_under_their_milestone(world: World) -> None:
    id, other = await a_milestone(world), await a_milestone(world)
    added = (await supports(world, "tomas", id)).json()
    path = f"/v1/milestones/{other}/supporters/{added['id']}"

    assert (await world.rest("amina", "DELETE", path)).status_code == 404


async def test_of_a_private_goal_only_the_person_and_the_owner_choose_supporters(
    world: World,
) -> None:
    id = await a_milestone(world)
    await run_as_app(world, "UPDATE milestone SET is_private = true WHERE id = $1", UUID(id))

    assert (await supports(world, "tomas", id, by="jonas")).status_code == 404
    assert (await supports(world, "jonas", id, by="olga")).status_code == 201
    assert await seen(world, "jonas", id) is not None
    assert (await supports(world, "tomas", id, by="jonas")).status_code == 403
    assert await seen(world, "tomas", id) is None
    assert await seen(world, "priya", id) is None


# Help


async def test_words_of_help_are_for_people(world: World) -> None:
    id = await a_milestone(world)
    asked = await done(world, "olga", id, "help", need="A stage")
    await done(world, "jonas", id, "help-offers", offer="The all-hands", helpId=asked["id"])
    await done(world, "priya", id, "help-offers", offer="I listen")
    path = f"/v1/milestones/{id}/help"
    people = (await world.rest("olga", "GET", path)).json()["data"]
    client = (await world.rest("vendor", "GET", path)).json()["data"]
    offered = (await world.rest("olga", "GET", f"{path}?status=asked")).json()["data"]

    assert [(h["need"], h["offer"]) for h in people] == [
        ("A stage", "The all-hands"),
        (None, "I listen"),
    ]
    assert {(h["need"], h["offer"], h["outcome"]) for h in client} == {(None, None, None)}
    assert [h["status"] for h in client] == ["offered", "offered"]
    assert offered == []


# Many at once


async def reassign(world: World, who: str, **body: Any) -> Any:
    path = f"/v1/people/{world.id('olga')}/milestones:reassign"
    return await world.rest(who, "POST", path, body)


async def test_a_rehearsal_says_what_would_be_and_changes_nothing(world: World) -> None:
    ids = {await a_milestone(world) for _ in range(3)}
    rehearsed = (await reassign(world, "amina", toId=world.id("tomas"), dryRun=True)).json()
    assert {(await seen(world, "amina", id))["version"] for id in ids} == {1}
    assert await told(world, "milestone.owner_changed") == []

    report = (await reassign(world, "amina", toId=world.id("tomas"))).json()
    assert report == rehearsed | {"dryRun": False}
    assert (report["offered"], report["unchanged"], report["hasMore"]) == (3, 0, False)
    owners = {(await seen(world, "amina", id))["ownerId"] for id in ids}
    assert owners == {str(world.id("tomas"))}  # nobody had taken them on
    changes = (await seen(world, "amina", min(ids), "ownerChanges"))["ownerChanges"]
    assert [change["status"] for change in changes] == ["withdrawn", "proposed"]
    assert len(await told(world, "milestone.owner_proposed")) == 6


async def test_each_milestone_is_answered_for_itself(world: World) -> None:
    first, second, kept = [await a_milestone(world) for _ in range(3)]
    not_hers = await a_milestone(world, person="jonas", owner="olga")
    await done(world, "olga", second, "accept")
    each = [
        {"milestoneId": first, "ownerId": world.id("amina")},
        {"milestoneId": second, "ownerId": world.id("olga")},
        {"milestoneId": not_hers, "ownerId": world.id("tomas")},
    ]
    report = (await reassign(world, "amina", milestones=each)).json()

    assert [(m["milestoneId"], m["outcome"], m["why"]) for m in report["milestones"]] == [
        (first, "taken_on", None),
        (second, "unchanged", "owner_already"),
        (not_hers, "unchanged", "not_found"),
    ]
    assert (await seen(world, "amina", kept))["version"] == 1


async def test_a_leaver_is_followed_at_once_and_who_is_only_away_stays(world: World) -> None:
    id = await a_milestone(world)
    await done(world, "olga", id, "accept")
    await become(world, "olga", "on_leave")
    await reassign(world, "jonas", toId=world.id("tomas"))
    assert (await seen(world, "amina", id))["ownerId"] == str(world.id("olga"))
    await become(world, "olga", "left")
    await reassign(world, "jonas", toId=world.id("priya"))

    milestone = await seen(world, "amina", id)
    assert (milestone["ownerId"], milestone["ownerStatus"]) == (str(world.id("priya")), "proposed")
    assert milestone["proposedOwnerId"] is None
