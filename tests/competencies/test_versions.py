"""Versions of a framework: what was published says for good what it said."""

from uuid import UUID

import asyncpg
import pytest

from app.domain.competencies import service
from app.domain.errors import DomainError
from tests.competencies.kit import a_model, in_force, links, listed, one, said_by, sync, versions
from tests.relations import run_as_app
from tests.world import World


async def framework(world: World) -> dict[str, object]:
    [found] = await listed(world, "/v1/competency-frameworks")
    return found


async def test_each_change_is_a_version_that_can_be_read_for_good(world: World) -> None:
    first = await sync(world, a_model("A", "B"))
    await sync(world, a_model(one("A", name="Other"), "C"))

    one_, two = await versions(world, first["frameworkId"])

    assert [(each["number"], each["status"]) for each in (one_, two)] == [
        (1, "published"),
        (2, "published"),
    ]
    before, after = await said_by(world, one_), await said_by(world, two)
    assert {code: each["name"] for code, each in before.items()} == {
        "A": "Name of A",
        "B": "Name of B",
    }
    assert {code: each["name"] for code, each in after.items()} == {"A": "Other", "C": "Name of C"}
    assert before["A"]["competencyId"] == after["A"]["competencyId"]


async def test_a_draft_changes_nothing_that_people_go_by(world: World) -> None:
    await sync(world, a_model("A", "B"))
    report = await sync(world, a_model("A", one("C", replaces=["B"])), publish=False)

    assert (report["number"], report["isPublished"]) == (2, False)
    assert set(await in_force(world)) == {"A", "B"}
    assert await links(world) == set()
    found = await framework(world)
    assert (found["publishedNumber"], found["draftNumber"]) == (1, 2)
    _, draft = await versions(world, report["frameworkId"])
    assert set(await said_by(world, draft)) == {"A", "C"}


async def test_a_draft_is_published_as_it_is(world: World) -> None:
    await sync(world, a_model("A", "B"))
    report = await sync(world, a_model("A", one("C", replaces=["B"])), publish=False)
    known = await framework(world)

    done = await world.do(
        "vendor",
        service.publish_competency_framework,
        framework_id=UUID(report["frameworkId"]),
        if_version=known["version"],
    )

    assert (done["publishedNumber"], done["draftNumber"]) == (2, None)
    assert set(await in_force(world)) == {"A", "C"}
    assert set(await in_force(world, "retired")) == {"B"}
    assert await links(world) == {("B", "replacedBy", "C")}


async def test_another_draft_takes_the_place_of_the_first(world: World) -> None:
    await sync(world, a_model("A", "B"))
    await sync(world, a_model("A"), publish=False)
    report = await sync(world, a_model("C", "B"), publish=False)

    assert (report["created"], report["retired"], report["unchanged"]) == (1, 1, 1)
    published, draft = await versions(world, report["frameworkId"])
    assert set(await said_by(world, published)) == {"A", "B"}
    assert set(await said_by(world, draft)) == {"B", "C"}


async def test_a_draft_that_is_thrown_away_was_never_there(world: World) -> None:
    first = await sync(world, a_model("A", "B"))
    await sync(world, a_model(one("A", name="Other"), "C"), publish=False)
    known = await framework(world)

    await world.do(
        "vendor",
        service.discard_framework_draft,
        framework_id=UUID(first["frameworkId"]),
        if_version=known["version"],
    )

    [only] = await versions(world, first["frameworkId"])
    assert {code: each["until"] for code, each in (await said_by(world, only)).items()} == {
        "A": None,
        "B": None,
    }
    again = await sync(world, a_model(one("A", name="Other"), "C"))
    assert again["number"] == 2


async def test_the_first_version_may_be_a_draft(world: World) -> None:
    report = await sync(world, a_model("A"), publish=False)
    assert (await framework(world))["status"] == "draft"
    assert await in_force(world) == {}

    published = await sync(world, a_model("A"))

    assert (published["number"], published["frameworkId"]) == (1, report["frameworkId"])
    assert (await framework(world))["status"] == "published"
    assert set(await in_force(world)) == {"A"}


async def test_publishing_needs_a_scope_of_its_own(world: World) -> None:
    from app.domain.actor import Scope  # noqa: PLC0415
    from app.domain.competencies.commands import SyncFramework  # noqa: PLC0415

    script = await world.a_client("Script", Scope.COMPETENCIES_SYNC)
    for more, code in (
        ({}, "insufficient_scope"),
        ({"publish": False}, None),
        ({"dry_run": True}, None),
    ):
        command = SyncFramework(document=a_model("A"), **more)  # type: ignore[arg-type]
        if code is None:
            await world.do(script, service.sync_competency_framework, command=command)
            continue
        with pytest.raises(DomainError) as refused:
            await world.do(script, service.sync_competency_framework, command=command)
        assert refused.value.code == code


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE competency_framework_version SET title = 'Other'",
        "UPDATE competency_framework_version SET published_at = NULL",
        "DELETE FROM competency_framework_version",
        "DELETE FROM competency_revision",
        "DELETE FROM competency_association",
        "UPDATE competency_revision SET name = 'Other'",
        "UPDATE competency_association SET type = 'Other'",
        "UPDATE competency_leftover SET value = '1'",
    ],
)
async def test_the_database_itself_keeps_what_was_published(world: World, statement: str) -> None:
    await sync(world, a_model("A", one("B", replaces=["A"])))
    await sync(world, a_model(one("C", replaces=["A"]), "B"))

    with pytest.raises((asyncpg.CheckViolationError, asyncpg.InsufficientPrivilegeError)):
        await run_as_app(world, statement)


async def test_nothing_is_synced_into_a_framework_that_is_retired(world: World) -> None:
    first = await sync(world, a_model("A"))
    id = UUID(first["frameworkId"])
    known = await framework(world)
    await world.do(
        "vendor", service.retire_competency_framework, framework_id=id, if_version=known["version"]
    )

    with pytest.raises(DomainError) as refused:
        await sync(world, a_model("B"))

    assert refused.value.code == "framework_not_in_force"
