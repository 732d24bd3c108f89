"""What comes with the product reaches every organisation, and stands in nobody's way."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from app.domain.conversation_templates import service as templates
from app.domain.conversation_templates.builtin import BUILTIN
from app.domain.conversation_templates.service import adopting
from app.worker.adopting import adopt_everywhere
from tests.conversation_templates.asking import Json, asked, content, published, question
from tests.relations import told
from tests.worker.test_worker import Finder
from tests.world import World

KEYS = [one.key for one in BUILTIN]


async def adopt(world: World) -> int:
    made = await world.do(world.system.actor, templates.adopt_builtin_templates)
    return int(made["count"])


async def there(world: World) -> dict[str, Json]:
    path = "conversation-templates?limit=200"
    found = (await asked(world, "GET", path, who="jonas"))["data"]
    return {one["key"]: one for one in found}


async def shown(world: World, template: Json) -> Json:
    return await asked(world, "GET", f"template-versions/{template['currentVersionId']}")


def revised(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """A later release asks one question more."""
    new = []
    for one in BUILTIN:
        if one.key != key:
            new.append(one)
            continue
        body = {"defaultLocale": "en", **one.content.stored()}
        body["action"] = [*body["action"], question("one_more")]
        whole = type(one.content).model_validate(body)
        new.append(replace(one, revision=one.revision + 1, content=whole))
    monkeypatch.setattr(adopting, "BUILTIN", tuple(new))


async def test_every_organisation_gets_them_once(world: World) -> None:
    assert await adopt(world) == 4
    first = await there(world)
    assert await adopt(world) == 0

    assert await there(world) == first
    assert sorted(first) == KEYS
    assert all(one["isBuiltin"] and one["keeperId"] is None for one in first.values())
    career = await shown(world, first["career"])
    assert career["title"] == "Career conversation"
    assert len(await told(world, "conversation_template.published")) == 4


async def test_they_are_adopted_once_however_many_are_at_it(world: World) -> None:
    assert sorted(await asyncio.gather(*(adopt(world) for _ in range(4)))) == [0, 0, 0, 4]


async def test_newer_words_of_ours_are_a_new_version(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await adopt(world)
    before = (await there(world))["career"]
    revised(monkeypatch, "career")
    old = await shown(world, before)

    assert (await adopt(world), await adopt(world)) == (1, 0)
    after = await shown(world, (await there(world))["career"])
    assert (old["number"], after["number"]) == (1, 2)
    assert after["action"][-1]["key"] == "one_more"
    assert await shown(world, before) == old


async def _own_words(world: World, template: Json) -> None:
    begun = await asked(world, "POST", f"conversation-templates/{template['id']}/draft")
    path = f"template-versions/{begun['id']}"
    await asked(world, "PUT", f"{path}/content", content())
    await asked(world, "POST", f"{path}/publish")


async def _own_draft(world: World, template: Json) -> None:
    await asked(world, "POST", f"conversation-templates/{template['id']}/draft")


async def _retired(world: World, template: Json) -> None:
    await asked(world, "POST", f"conversation-templates/{template['id']}/retire")


async def _taken_back(world: World, template: Json) -> None:
    await asked(world, "POST", f"template-versions/{template['currentVersionId']}/retire")


@pytest.mark.parametrize("what", [_own_words, _own_draft, _retired, _taken_back])
async def test_newer_words_of_ours_stay_away(
    world: World, monkeypatch: pytest.MonkeyPatch, what: Any
) -> None:
    await adopt(world)
    template = (await there(world))["career"]
    await asked(world, "POST", f"conversation-templates/{template['id']}/take-over")
    await what(world, template)
    before = await there(world)
    revised(monkeypatch, "career")

    assert await adopt(world) == 0
    assert await there(world) == before


async def test_a_key_that_the_organisation_took_first_is_theirs(world: World) -> None:
    ours = await published(world, "career")

    assert await adopt(world) == 3
    assert (await there(world))["career"]["currentVersionId"] == ours["id"]


async def test_a_worker_that_starts_brings_them_to_those_who_were_there_before(
    world: World,
    elsewhere: World,
    looking: Any,
) -> None:
    finder: Any = Finder(looking, world.tenant_id, elsewhere.tenant_id)
    await adopt_everywhere(finder, world.database)
    finder.is_away = True
    await adopt_everywhere(finder, world.database)

    assert sorted(await there(world)) == sorted(await there(elsewhere)) == KEYS
