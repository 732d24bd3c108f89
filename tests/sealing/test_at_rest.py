"""What people wrote is in no column of any table, and yet is read in every way there is."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.domain.actor import ActorKind
from app.domain.conversations.views import NoteView
from app.domain.people.views import PersonView
from app.domain.policy import Me
from app.domain.reflections import service as reflections
from app.domain.reflections.commands import ChangeReflection
from app.domain.sealed.views import MARK
from app.domain.statement import Many, many_statement
from app.settings import Settings
from tests.scene import TABLES, as_app
from tests.sealing.conftest import CANARY, Story

PART = "canary"
"""Of what was written; it stands there in any spelling of JSON."""


async def dump(app: asyncpg.Connection, tenant_id: UUID) -> dict[str, str]:
    """Every column of every table, binary ones also as the text that they might be."""
    found = {}
    async with app.transaction():
        await app.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant_id))
        for table in TABLES:
            rows = await app.fetch(f"SELECT * FROM {table}")  # noqa: S608
            values = [value for row in rows for value in row.values()]
            found[table] = " ".join(
                value.decode("latin-1") if isinstance(value, bytes) else str(value)
                for value in values
            )
    return found


async def test_no_word_of_a_text_is_in_the_database(
    story: Story, elsewhere: Any, settings: Settings
) -> None:
    body = {"audience": "participants", "body": CANARY}
    path = f"/v1/conversations/{story.conversation}/notes"
    once = {"idempotency_key": '"once"'}
    made = await story.world.rest("amina", "POST", path, body, **once)
    again = await story.world.rest("amina", "POST", path, body, **once)
    kept = await story.world.rest("amina", "POST", "/v1/reflections", {"body": CANARY}, **once)
    await story.reads("jonas")
    await story.world.noted()
    app = await as_app(settings)
    try:
        dumped = await dump(app, story.world.tenant_id)
    finally:
        await app.close()

    assert made.json()["body"] == kept.json()["body"] == CANARY
    assert made.content == again.content
    assert {table for table, text in dumped.items() if PART in text} == set()
    assert all(dumped[table] for table in ("note", "reflection", "person_key", "idempotency_key"))
    assert {table for table, text in dumped.items() if "Amina" in text} == {"person"}


async def test_a_text_is_read_in_every_way(story: Story) -> None:
    note, world = await story.a_note("amina"), story.world
    reflection = await story.a_reflection()
    expanded = f"/v1/conversations/{story.conversation}?expand=notes.author"
    queries = {
        f'{{ note(noteId: "{note}") {{ body erasedAt }} }}': 1,
        f'{{ conversation(conversationId: "{story.conversation}") {{ notes {{ body }} }} }}': 1,
        f'{{ reflection(reflectionId: "{reflection}") {{ body }} }}': 1,
        "{ conversations { edges { node { notes { a: body b: body } } } } }": 2,
        "{ reflections { edges { node { body prompt } } } }": 1,
    }

    assert (await story.reads("amina"), await story.reads("jonas")) == ([CANARY], [CANARY])
    whole = (await world.rest("jonas", "GET", expanded)).json()
    assert [one["body"] for one in whole["notes"]] == [CANARY]
    for query, times in queries.items():
        answer = (await world.graphql("amina", query)).json()
        assert "errors" not in answer
        assert str(answer).count(str({"body": CANARY})[10:-1]) == times
    assert (await world.graphql("tomas", next(iter(queries)))).json()["data"]["note"] is None


async def test_what_was_read_is_not_sent_again_until_it_changes(story: Story) -> None:
    id = await story.a_reflection()
    path, world = f"/v1/reflections/{id}", story.world
    first = await world.rest("amina", "GET", path)
    same = await world.rest("amina", "GET", path, if_none_match=first.headers["etag"])
    change = {"body": f"{CANARY} on"}
    changed = await world.rest("amina", "PATCH", path, change, if_match=first.headers["etag"])
    again = await world.rest("amina", "GET", path, if_none_match=first.headers["etag"])

    assert (same.status_code, again.status_code) == (304, 200)
    assert changed.json()["body"] == again.json()["body"] == f"{CANARY} on"


async def test_writing_what_is_there_changes_nothing(story: Story) -> None:
    id = await story.a_reflection()
    command = ChangeReflection(body=CANARY)
    given = {"reflection_id": id, "command": command, "if_version": 1}
    same = await story.world.do("amina", reflections.change_reflection, **given)

    assert same["version"] == 1


async def test_two_who_write_first_at_once_make_one_key(story: Story) -> None:
    await asyncio.gather(*(story.a_note("amina") for _ in range(6)))
    keys = await story.sql("SELECT person_id, master_key_id FROM person_key")

    assert [tuple(one) for one in keys] == [
        (story.world.id("amina"), story.world.database.tools.vault.key_id)
    ]
    assert await story.reads("jonas") == [CANARY] * 6


async def test_what_the_previous_version_wrote_is_read_and_wins_over_what_it_replaced(
    story: Story,
) -> None:
    note, reflection = await story.a_note("amina"), await story.a_reflection()
    plain = await story.a_note("jonas")
    await story.sql("UPDATE note SET body = 'Plain', sealed_body = NULL WHERE id = $1", plain)
    await story.sql("UPDATE reflection SET body = 'Newer' WHERE id = $1", reflection)
    shown = await story.world.find("amina", reflections.get_reflection, reflection_id=reflection)

    assert sorted(await story.reads("amina")) == sorted([CANARY, "Plain"])
    assert (shown["body"], shown["erasedAt"]) == ("Newer", None)
    assert note != plain


@pytest.mark.parametrize("kind", ActorKind)
def test_only_a_statement_that_shows_a_text_is_marked(kind: ActorKind) -> None:
    sealed = [
        many_statement(Me(kind), Many(view, ()), after=False) for view in (NoteView, PersonView)
    ]

    assert [one.sealed for one in sealed] == [kind is not ActorKind.CLIENT, False]
    assert all((MARK in str(one.sql)) is False for one in sealed)
