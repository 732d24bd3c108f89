"""Drafts are their keeper's, what is published is everybody's and stays as it is."""

import asyncio
from typing import Any

import asyncpg
import pytest

from app.domain.conversation_templates import service as templates
from tests.conversation_templates.asking import asked, content, draft, published, question, texts
from tests.relations import told
from tests.world import World


async def test_a_draft_is_seen_by_its_keeper_and_by_machines_alone(world: World) -> None:
    made = await draft(world)
    paths = [
        f"/v1/conversation-templates/{made['id']}",
        f"/v1/template-versions/{made['draftId']}",
        f"/v1/template-versions/{made['draftId']}/content",
    ]
    for path in paths:
        for who, status in (("amina", 200), ("vendor", 200), ("jonas", 404), ("priya", 404)):
            assert (await world.rest(who, "GET", path)).status_code == status, (path, who)
    await asked(world, "POST", f"template-versions/{made['draftId']}/publish")
    for path in paths:
        assert (await world.rest("jonas", "GET", path)).status_code == 200


async def test_the_next_draft_shows_to_nobody_else_beside_what_is_published(world: World) -> None:
    version = await published(world)
    path = f"conversation-templates/{version['templateId']}"
    begun = await asked(world, "POST", f"{path}/draft")
    mine = await asked(world, "GET", f"{path}?expand=versions,currentVersion")
    theirs = await asked(world, "GET", f"{path}?expand=versions,currentVersion", who="jonas")

    assert begun["number"] == 2
    assert mine["draftId"] == begun["id"]
    assert [one["number"] for one in mine["versions"]] == [1, 2]
    assert theirs["draftId"] is None
    assert [one["id"] for one in theirs["versions"]] == [version["id"]]
    assert theirs["currentVersion"]["id"] == theirs["currentVersionId"] == version["id"]


async def test_publishing_makes_it_current_and_taking_it_back_the_one_before(world: World) -> None:
    first = await published(world)
    path = f"conversation-templates/{first['templateId']}"
    begun = await asked(world, "POST", f"{path}/draft")
    wanted = content(texts=texts(en="Ours again"), action=[question("next")])
    changed = await asked(world, "PUT", f"template-versions/{begun['id']}/content", wanted)
    await asked(world, "POST", f"template-versions/{begun['id']}/publish")
    after = await asked(world, "GET", path, who="jonas")
    await asked(world, "POST", f"template-versions/{begun['id']}/retire")
    back = await asked(world, "GET", path, who="jonas")

    assert [one["key"] for one in changed["content"]["action"]] == ["next"]
    assert (after["title"], after["currentVersionId"]) == ("Ours again", begun["id"])
    assert back["currentVersionId"] == first["id"]
    assert [data["number"] for _, data in await told(world, "conversation_template.published")] == [
        1,
        2,
    ]
    [(_, taken)] = await told(world, "conversation_template.version_retired")
    assert (taken["templateVersionId"], taken["key"]) == (begun["id"], "ours")


async def current(world: World, *keys: str) -> dict[str, str]:
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        found = await templates.current_version_ids(tx, keys)
        for key in keys:
            assert await templates.current_version_id(tx, key) == found.get(key)
    return {key: str(id) for key, id in found.items()}


async def test_conversations_begin_with_the_current_version_of_an_active_template(
    world: World,
) -> None:
    ours, other = await published(world), await published(world, "other")
    await draft(world, "unpublished")
    keys = ("ours", "other", "unpublished", "unknown")

    assert await current(world, *keys) == {"ours": ours["id"], "other": other["id"]}
    await asked(world, "POST", f"conversation-templates/{ours['templateId']}/retire")
    assert await current(world, *keys) == {"other": other["id"]}
    shown = await asked(world, "GET", f"template-versions/{ours['id']}", who="jonas")
    assert shown["reflection"][0]["title"] == "glad?"


async def test_only_its_keeper_and_machines_change_it_until_somebody_takes_over(
    world: World,
) -> None:
    version = await published(world)
    path = f"conversation-templates/{version['templateId']}"
    refused = await world.rest("jonas", "POST", f"/v1/{path}/draft")
    taken = await asked(world, "POST", f"{path}/take-over", who="jonas")
    begun = await asked(world, "POST", f"{path}/draft", who="jonas")
    by_amina = await world.rest("amina", "GET", f"/v1/template-versions/{begun['id']}")

    assert refused.status_code == 403
    assert taken["keeperId"] == str(world.id("jonas"))
    assert by_amina.status_code == 404


async def test_one_of_several_who_begin_a_draft_at_once_does(world: World) -> None:
    version = await published(world)
    path = f"/v1/conversation-templates/{version['templateId']}/draft"
    answers = await asyncio.gather(*(world.rest("amina", "POST", path) for _ in range(5)))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 4


SET = "UPDATE template_version SET"
STORED = {
    "content": "content || '{\"action\": []}'::jsonb || '{\"texts\": []}'::jsonb",
    "default_locale": "'sv'",
    "number": "number + 1",
    "builtin_revision": "7",
    "published_at": "NULL",
    "template_id": "gen_random_uuid()",
}


@pytest.mark.parametrize("column", STORED)
async def test_the_database_keeps_what_was_published(world: World, column: str) -> None:
    version = await published(world)
    for prepare in ("status = status", "status = 'draft'"):
        with pytest.raises(asyncpg.CheckViolationError, match="keeps its content"):
            await run(world, f"{SET} {prepare}, {column} = {STORED[column]}", version["id"])
    await run(world, f"{SET} status = 'retired'", version["id"])  # what may happen to it


async def test_the_database_removes_no_version(world: World) -> None:
    version = await published(world)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await run(world, "DELETE FROM template_version", version["id"])


async def run(world: World, change: str, id: Any) -> None:
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        sql = f"{change} WHERE tenant_id = $1 AND id = $2"
        await tx.connection.execute(sql, world.tenant_id, id)
