"""A text that was moved or altered in the database opens nowhere, and nothing is told of it."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from app.domain.entity import new_id
from app.domain.sealed.marks import _MARKED, new_mark, opened
from tests.sealing.conftest import CANARY, Story, begun
from tests.world import World

SWAP = """
UPDATE {table} AS one SET {column} = other.{column} FROM {table} AS other
WHERE one.{key} = ANY($1::uuid[]) AND other.{key} = ANY($1::uuid[]) AND one.{key} <> other.{key}
"""


async def refused(story: Story, who: str = "amina") -> None:
    """Over both doors, one row and a list of it: 503, a code, and no word."""
    paths = [f"/v1/conversations/{story.conversation}{end}" for end in ("/notes", "?expand=notes")]
    for path in paths:
        with capture_logs() as logs:
            answer = await story.world.rest(who, "GET", path)
        assert (answer.status_code, answer.json()["code"]) == (503, "unreadable")
        assert "retry-after" in answer.headers
        assert "canary" not in answer.text + str(logs)
        assert {one["column"] for one in logs if "column" in one} == {"note.body"}
    query = f'{{ conversation(conversationId: "{story.conversation}") {{ notes {{ body }} }} }}'
    [error] = (await story.world.graphql(who, query)).json()["errors"]
    assert error["extensions"]["code"] == "unreadable"


async def test_the_texts_of_two_rows_of_one_person_cannot_be_swapped(story: Story) -> None:
    ids = [await story.a_note("amina", f"{CANARY} {n}") for n in range(2)]
    await story.sql(SWAP.format(table="note", column="sealed_body", key="id"), ids)
    await refused(story)


async def test_a_text_of_somebody_else_does_not_open_under_my_name(story: Story) -> None:
    """What stands there was sealed by a key that is not the author's: there is none for it."""
    ids = [await story.a_note(who, f"{CANARY} {who}") for who in ("amina", "jonas")]
    await story.sql(SWAP.format(table="note", column="sealed_body", key="id"), ids)

    assert await story.reads("amina") == [None, None]


async def test_a_row_that_is_given_to_another_author_does_not_open(story: Story) -> None:
    id = await story.a_note("amina")
    await story.a_note("jonas")
    await story.sql("UPDATE note SET author_id = $2 WHERE id = $1", id, story.world.id("jonas"))

    assert await story.reads("jonas") == [None, CANARY]


async def test_the_keys_of_two_people_cannot_be_swapped(story: Story) -> None:
    people = [story.world.id(who) for who in ("amina", "jonas")]
    for who in ("amina", "jonas"):
        await story.a_note(who)
    await story.sql(SWAP.format(table="person_key", column="wrapped", key="person_id"), people)
    await refused(story)


async def test_neither_key_nor_text_opens_in_another_organisation(
    story: Story, elsewhere: World
) -> None:
    other = await begun(elsewhere)
    here, there = await story.a_note("amina"), await other.a_note("amina")
    [key] = await story.sql("SELECT id, wrapped FROM person_key")
    [text] = await story.sql("SELECT sealed_body FROM note WHERE id = $1", here)
    # As somebody would who can write to the database: the same ids, the same bytes.
    await other.sql("UPDATE person_key SET id = $1, wrapped = $2", key["id"], key["wrapped"])
    await other.sql("UPDATE note SET sealed_body = $2 WHERE id = $1", there, text["sealed_body"])
    await refused(other)
    await other.sql("UPDATE note SET id = $2 WHERE id = $1", there, new_id())
    await refused(other)


@pytest.mark.parametrize("place", [16, 27, 28, -1])
async def test_a_flipped_bit_is_found(story: Story, place: int) -> None:
    id = await story.a_note("amina")
    [row] = await story.sql("SELECT sealed_body FROM note WHERE id = $1", id)
    changed = bytearray(row["sealed_body"])
    changed[place] ^= 1
    await story.sql("UPDATE note SET sealed_body = $2 WHERE id = $1", id, bytes(changed))
    await refused(story)


@pytest.mark.parametrize("length", [0, 5, 15])
async def test_what_is_cut_before_its_header_ends_is_no_text(story: Story, length: int) -> None:
    id = await story.a_note("amina")
    sql = "UPDATE note SET sealed_body = substr(sealed_body, 1, $2) WHERE id = $1"
    await story.sql(sql, id, length)

    assert await story.reads("amina") == [None]


# Marks that somebody made


async def test_a_text_that_looks_like_a_mark_is_a_text(story: Story) -> None:
    note = await story.a_note("amina")
    [row] = await story.sql("SELECT id, wrapped FROM person_key")
    [text] = await story.sql("SELECT sealed_body FROM note")
    parts = (new_mark(), "note.body", note, row["id"], story.world.id("amina"))
    mark = ":".join((*map(str, parts), row["wrapped"].hex(), text["sealed_body"].hex()))
    written = [mark, f"\\u0001{mark}", f'"\\u0001{mark}"', f'\\"\\u0001{mark}']
    for one in written:
        await story.a_note("jonas", one)

    assert set(await story.reads("amina")) == {CANARY, *written}


async def test_a_control_character_is_refused_where_people_write(story: Story) -> None:
    path = f"/v1/conversations/{story.conversation}/notes"
    body = {"audience": "author", "body": "\u0001mark"}
    answer = await story.world.rest("amina", "POST", path, body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_a_mark_in_another_column_of_the_answer_stays_what_it_is(story: Story) -> None:
    """As if a document had brought it past the rules for inputs, with everything right but the
    digits that nobody knows beforehand.
    """
    note = await story.a_note("amina")
    [row] = await story.sql("SELECT id, wrapped FROM person_key")
    [text] = await story.sql("SELECT sealed_body FROM note")
    parts = (new_mark(), "note.body", note, row["id"], story.world.id("amina"))
    forged = ":".join(
        (
            "\u0001" + str(parts[0]),
            *map(str, parts[1:]),
            row["wrapped"].hex(),
            text["sealed_body"].hex(),
        )
    )
    await story.sql("UPDATE conversation SET topic = $1", forged)
    path = f"/v1/conversations/{story.conversation}?expand=notes"
    answer = (await story.world.rest("jonas", "GET", path)).json()

    assert answer["topic"] == forged
    assert [one["body"] for one in answer["notes"]] == [CANARY]


def test_only_the_mark_of_this_statement_counts() -> None:
    texts: Any = None  # it is not asked
    forged = f'"\\u0001{new_mark()}:note.body:{new_id()}:{new_id()}:{new_id()}:00:00"'

    assert _MARKED.fullmatch(forged)
    assert opened(forged, new_mark(), new_id(), texts) == forged
