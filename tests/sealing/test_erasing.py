"""A key that is destroyed takes what it sealed with it: for everybody, and everywhere."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from app.domain.entity import utc_now
from app.domain.errors import NotFound
from app.domain.keys import service as keys
from app.domain.keys.commands import EraseTexts
from app.domain.keys.errors import ConfirmationWrong
from app.domain.keys.events import PersonTextsErased
from app.domain.reflections import service as reflections
from app.domain.sealing import key_in_use
from tests.sealing.conftest import CANARY, Story

TOLD = "SELECT subject_id, data::text FROM outbox_event WHERE type = 'person.texts_erased'"


async def erased(story: Story, who: str = "amina", external_id: str | None = None) -> bool:
    command = EraseTexts(external_id=external_id or who)
    arguments = {"person_id": story.world.id(who), "command": command}
    answer = await story.world.system.execute(keys.erase_person_texts, arguments)
    return '"wasThere":true' in answer.body


async def test_what_a_person_wrote_is_gone_for_everybody_and_nothing_else_is(story: Story) -> None:
    world, note = story.world, await story.a_note("amina")
    reflection = await story.a_reflection()
    await story.a_note("jonas", "Mine stays")
    before = (await world.rest("amina", "GET", f"/v1/notes/{note}")).headers["etag"]
    assert await erased(story)
    path = f"/v1/conversations/{story.conversation}?expand=notes"
    query = f'{{ note(noteId: "{note}") {{ body erasedAt author {{ id }} }} }}'
    again = await world.rest("amina", "GET", f"/v1/notes/{note}", if_none_match=before)
    graph = (await world.graphql("jonas", query)).json()["data"]["note"]
    whole = (await world.rest("jonas", "GET", path)).json()["notes"]
    own = await world.find("amina", reflections.get_reflection, reflection_id=reflection)
    wrapped = await story.sql("SELECT wrapped IS NULL FROM person_key ORDER BY id")

    for who in ("amina", "jonas"):
        assert await story.reads(who) == [None, "Mine stays"]
    assert again.status_code == 200
    assert (again.json()["body"], again.json()["erasedAt"] is None) == (None, False)
    assert (graph["body"], graph["erasedAt"]) == (None, again.json()["erasedAt"])
    assert [one["body"] for one in whole] == [None, "Mine stays"]
    assert [one["erasedAt"] is None for one in whole] == [False, True]
    assert (own["body"], own["erasedAt"] is None) == (None, False)
    assert [one[0] for one in wrapped] == [True, False]


async def test_it_is_told_and_found_in_the_audit_trail(story: Story) -> None:
    await story.a_note("amina")
    await erased(story)
    [(subject, data)] = await story.sql(TOLD)
    [fact] = await story.sql(
        "SELECT outcome, subjects FROM audit_entry WHERE action = 'erase_person_texts'"
    )

    assert subject == story.world.id("amina")
    assert "canary" not in data
    assert set(PersonTextsErased.model_fields) == {"id", "version"}
    assert tuple(fact) == ("done", [subject])


async def test_an_answer_that_was_kept_tells_nothing_any_more(story: Story) -> None:
    path = f"/v1/conversations/{story.conversation}/notes"
    body = {"audience": "participants", "body": CANARY}
    once = {"idempotency_key": '"once"'}
    first = await story.world.rest("amina", "POST", path, body, **once)
    assert first.json()["body"] == CANARY
    await erased(story)
    again = await story.world.rest("amina", "POST", path, body, **once)

    assert again.status_code == 201
    assert again.json() == first.json() | {"body": None}
    assert len(await story.reads("amina")) == 1


async def test_what_is_written_afterwards_has_another_key(story: Story) -> None:
    await story.a_note("amina")
    await erased(story)
    await story.a_note("amina", "Anew")

    assert await story.reads("jonas") == [None, "Anew"]
    assert await erased(story)
    assert await story.reads("jonas") == [None, None]
    assert len(await story.sql(TOLD)) == 2


async def test_an_erased_reflection_can_be_written_again(story: Story) -> None:
    id = await story.a_reflection()
    await erased(story)
    path, any_version = f"/v1/reflections/{id}", {"if_match": "*"}
    prompted = await story.world.rest("amina", "PATCH", path, {"prompt": "Why?"}, **any_version)
    written = await story.world.rest("amina", "PATCH", path, {"body": "Anew"}, **any_version)

    assert prompted.json()["body"] is None
    assert (written.json()["body"], written.json()["erasedAt"]) == ("Anew", None)


async def test_what_is_not_sealed_yet_goes_as_well(story: Story) -> None:
    note = await story.a_note("amina")
    await story.sql("UPDATE note SET body = 'Plain', sealed_body = NULL WHERE id = $1", note)
    await story.sql("DELETE FROM person_key")
    assert await erased(story)

    assert await story.reads("jonas") == [None]
    assert [one["body"] for one in await story.sql("SELECT body FROM note")] == [None]


async def test_who_wrote_nothing_has_nothing_to_erase(story: Story) -> None:
    assert not await erased(story)
    assert await story.sql(TOLD) == []


@pytest.mark.parametrize("external_id", ["jonas", "Amina", "amina2"])
async def test_it_takes_the_external_id_of_the_same_person(story: Story, external_id: str) -> None:
    await story.a_note("amina")
    with pytest.raises(ConfirmationWrong):
        await erased(story, external_id=external_id)

    assert await story.reads("jonas") == [CANARY]


async def test_nobody_who_is_not_here_is_found(story: Story) -> None:
    arguments = {"person_id": uuid4(), "command": EraseTexts(external_id="amina")}
    with pytest.raises(NotFound):
        await story.world.system.execute(keys.erase_person_texts, arguments)


async def test_whoever_is_writing_is_waited_for(story: Story) -> None:
    """Or what was acknowledged would have been sealed with a key that is gone: not erased, lost."""
    await story.a_note("amina")
    person, world = story.world.id("amina"), story.world
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1"
    async with world.database.transaction(world.actors["amina"], utc_now()) as tx:
        await key_in_use(tx, person)
        erasing = asyncio.create_task(erased(story))
        await _until(lambda: story.sql(waiting, "%UPDATE person_key%"))
        assert not erasing.done()
    assert await erasing


async def _until(ask: Callable[[], Any]) -> None:
    async with asyncio.timeout(20):
        while not await ask():  # noqa: ASYNC110 - PostgreSQL tells nobody that it waits
            await asyncio.sleep(0.01)
