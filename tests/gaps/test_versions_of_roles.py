"""The same role before and after its framework changed, side by side."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.assessments.kit import said
from tests.competencies.kit import in_force, one
from tests.gaps.kit import has_role, sums
from tests.role_profiles.kit import SCALE, declared, role, roles
from tests.world import World

BEFORE = role("senior", ("COM", "L3", True), ("SYS", "L2", True))
AFTER = role("senior", ("TALK", "L4", True), ("ARCH", "L2", True), title="Another title")
SAME = one("TALK", statement="Does COM.", replaces=["COM"])
OTHER = one("ARCH", statement="Draws plans.", replaces=["SYS"])


async def synced(world: World, *competencies: dict[str, Any], **more: Any) -> UUID:
    document = {
        "framework": {"code": "craft", "title": "Craft"},
        "scale": SCALE,
        "competencies": list(competencies),
    }
    path = "/v1/competency-frameworks:sync"
    report = await world.rest("vendor", "POST", path, {"document": document | more})
    assert report.is_success, report.text
    return UUID(report.json()["frameworkId"])


@pytest.fixture
async def old(world: World) -> dict[str, str]:
    """The ids of the competencies that the first version requires."""
    framework = await synced(world, one("COM"), one("SYS"))
    await declared(world, framework, [BEFORE])
    return {code: each["id"] for code, each in (await in_force(world)).items()}


async def changed(world: World, *competencies: dict[str, Any], **more: Any) -> dict[str, str]:
    framework = await synced(world, *competencies, **more)
    await declared(world, framework, [AFTER])
    return {code: each["id"] for code, each in (await in_force(world)).items()}


async def versions(world: World) -> list[str]:
    return [each["id"] for each in (await roles(world))["senior"]["versions"]]


async def measured(
    world: World, versions: list[str], named: list[str] | None = None, who: str = "amina"
) -> dict[str, dict[str, Any]]:
    query = f"?roleProfileVersionIds={','.join(versions)}"
    query += f"&roleProfileIds={','.join(named)}" if named else ""
    answer = await world.rest(who, "GET", f"/v1/people/{world.id('amina')}/gaps{query}")
    assert answer.is_success, answer.text
    return {each["id"]: each for each in answer.json()["data"]}


def states(gap: dict[str, Any]) -> dict[str, tuple[str, Any]]:
    return {each["code"]: (each["state"], each["level"]) for each in gap["requirements"]}


async def test_what_was_said_before_counts_before_and_after(
    world: World, old: dict[str, str]
) -> None:
    com = await said(world, "jonas", "manager", old["COM"], "L3")
    await said(world, "jonas", "manager", old["SYS"], "L2")
    await changed(world, SAME, OTHER)

    first, second = await versions(world)
    today = (await roles(world))["senior"]["id"]
    found = await measured(world, [first, second], [today])
    assert set(found) == {first, second, today}
    before, after, now = (found[id] for id in (first, second, today))
    assert (before["title"], after["title"]) == ("Title of senior", "Another title")
    assert (before["frameworkNumber"], before["roleProfileNumber"]) == (1, 1)
    assert (after["roleProfileNumber"], now["roleProfileNumber"]) == (2, 2)
    assert [each["roleProfileId"] for each in found.values()] == [today] * 3
    assert (before["roleProfileVersionId"], now["roleProfileVersionId"]) == (first, None)
    assert states(before) == {"COM": ("met", "L3"), "SYS": ("met", "L2")}
    assert states(after) == {"TALK": ("missing", "L3"), "ARCH": ("met", "L2")}
    assert sums(after) == sums(now), "it was published as it is today"
    assert sums(before)["readiness"] == 100
    assert (sums(after)["distance"], sums(after)["readiness"]) == (1, 87)
    [shown] = after["requirements"][0]["inputs"]
    assert (shown["assessmentId"], shown["competencyId"]) == (com["id"], old["COM"])


async def test_what_is_said_of_the_new_one_counts_before_only_where_it_is_the_same(
    world: World, old: dict[str, str]
) -> None:
    new = await changed(world, SAME, OTHER)
    talk = await said(world, "jonas", "manager", new["TALK"], "L4")
    await said(world, "jonas", "manager", new["ARCH"], "L5")

    first, second = await versions(world)
    found = await measured(world, [first, second])
    assert states(found[second]) == {"TALK": ("met", "L4"), "ARCH": ("met", "L5")}
    assert states(found[first]) == {"COM": ("met", "L4"), "SYS": ("unassessed", None)}
    [shown] = found[first]["requirements"][0]["inputs"]
    assert (shown["assessmentId"], shown["competencyId"]) == (talk["id"], new["TALK"])
    assert old["COM"] != new["TALK"]


@pytest.mark.parametrize(
    ("talk", "state"),
    [
        ({"statement": "Does COM."}, "met"),
        ({"statement": "Does more."}, "unassessed"),
        ({"statement": "Does COM.", "edition": 2}, "unassessed"),
    ],
)
async def test_words_make_it_the_same_unless_the_source_tells_them_apart(
    world: World, old: dict[str, str], talk: dict[str, Any], state: str
) -> None:
    assert old
    new = await changed(world, one("TALK", replaces=["COM"], **talk), OTHER)
    await said(world, "jonas", "manager", new["TALK"], "L3")

    first, _ = await versions(world)
    found = await measured(world, [first])
    assert states(found[first])["COM"][0] == state


@pytest.mark.parametrize("ends", ["SYS ARCH", "ARCH SYS"])
async def test_the_framework_says_that_two_mean_the_same(
    world: World, old: dict[str, str], ends: str
) -> None:
    new = await changed(world, SAME, OTHER)
    await said(world, "jonas", "manager", new["ARCH"], "L3")
    origin, destination = ((old | new)[code] for code in ends.split())
    await linked(world, "exactMatchOf", origin, destination)

    first, _ = await versions(world)
    assert states((await measured(world, [first]))[first])["SYS"] == ("met", "L3")


async def linked(world: World, type: str, origin: str, destination: str) -> None:
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        await tx.connection.execute(
            "INSERT INTO competency_association (tenant_id, id, version, created_at, framework_id,"
            " type, origin_id, destination_id, since, key) SELECT tenant_id, $1, 1, now(),"
            " framework_id, $4, $2, $3, 1, $1 FROM competency WHERE id = $2",
            uuid4(),
            UUID(origin),
            UUID(destination),
            type,
        )


async def test_versions_alone_leave_out_the_role_of_today(
    world: World, old: dict[str, str]
) -> None:
    assert old
    await has_role(world, "senior")
    first, *_ = await versions(world)

    assert set(await measured(world, [first])) == {first}


async def test_a_version_that_is_not_there_is_not_listed(world: World, old: dict[str, str]) -> None:
    assert old
    first, *_ = await versions(world)

    assert set(await measured(world, [str(uuid4()), first, first])) == {first}


async def test_each_reads_it_by_what_they_may_read_and_nobody_else_does(
    world: World, old: dict[str, str]
) -> None:
    await said(world, "amina", "self", old["COM"], "L4")
    first, *_ = await versions(world)

    mine = (await measured(world, [first]))[first]
    theirs = (await measured(world, [first], who="jonas"))[first]
    assert (sums(mine)["met"], sums(theirs)["met"]) == (1, 0)
    for who in ("priya", "olga", "tomas", "vendor"):
        assert await measured(world, [first], who=who) == {}


async def test_roles_and_versions_are_five_in_all(world: World, old: dict[str, str]) -> None:
    assert old
    first, *_ = await versions(world)
    path = f"/v1/people/{world.id('amina')}/gaps"
    several = ",".join([first] * 3)
    query = f"?roleProfileIds={several}&roleProfileVersionIds={several}"
    answer = await world.rest("amina", "GET", path + query)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == "/roleProfileVersionIds"
    too_many = await world.rest("amina", "GET", f"{path}?roleProfileVersionIds={several},{several}")
    assert too_many.json()["code"] == "invalid"


async def test_the_graph_shows_the_same_and_what_the_version_said(
    world: World, old: dict[str, str]
) -> None:
    await said(world, "jonas", "manager", old["COM"], "L3")
    first, *_ = await versions(world)
    query = (
        "query ($person: UUID!, $ids: [UUID!]!) { gaps(personId: $person,"
        " roleProfileVersionIds: $ids)"
        " { edges { node { id met roleProfileNumber roleProfileVersion { id number } } } } }"
    )
    given = {"person": str(world.id("amina")), "ids": [first]}
    answer = (await world.graphql("amina", query, given)).json()
    assert "errors" not in answer, answer
    [gap] = (edge["node"] for edge in answer["data"]["gaps"]["edges"])
    assert (gap["id"], gap["met"], gap["roleProfileNumber"]) == (first, 1, 1)
    assert gap["roleProfileVersion"] == {"id": first, "number": 1}
