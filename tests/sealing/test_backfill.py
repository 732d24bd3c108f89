"""What earlier versions wrote in plain is sealed, batch by batch, and can be put back."""

import asyncio
from typing import Any

import pytest

from app.domain.keys import repository
from app.domain.keys import service as keys
from app.domain.keys.commands import Done
from app.domain.transaction import Database
from app.domain.use_case import Action
from app.settings import Settings
from app.worker.sealer import Sealer
from tests.sealing.conftest import CANARY, Story
from tests.sealing.test_erasing import erased
from tests.worker.test_worker import Finder

PLAIN = "UPDATE {} SET body = $1, sealed_body = NULL"
WRITTEN = "Written in plain"


async def in_batches(story: Story, action: Action, limit: int) -> list[int]:
    counts: list[int] = []
    while not counts or counts[-1]:
        answer = await story.world.system.execute(action, {"limit": limit})
        counts.append(Done.model_validate_json(answer.body).count)
    return counts


async def stored(story: Story) -> set[tuple[Any, bool]]:
    rows = await story.sql(
        "SELECT body, sealed_body IS NULL AS plain FROM note UNION ALL "
        "SELECT body, sealed_body IS NULL FROM reflection"
    )
    return {(one["body"], one["plain"]) for one in rows}


@pytest.fixture
async def plain(story: Story) -> Story:
    """As the version before left it: six texts of two people in plain."""
    for who in ("amina", "jonas", "amina"):
        await story.a_note(who)
        await story.a_reflection()
    for table in ("note", "reflection"):
        await story.sql(PLAIN.format(table), WRITTEN)
    await story.sql("DELETE FROM person_key")
    return story


def test_every_column_that_a_view_shows_sealed_is_found() -> None:
    assert [(one.table, one.column, one.person) for one in repository.texts()] == [
        ("note", "body", "author_id"),
        ("reflection", "body", "author_id"),
    ]


async def test_plain_texts_are_sealed_once_and_read_the_same(plain: Story) -> None:
    path = f"/v1/conversations/{plain.conversation}/notes"
    before = await plain.world.rest("amina", "GET", path)
    counts = await in_batches(plain, keys.seal_texts, limit=4)
    after = await plain.world.rest("amina", "GET", path)

    assert counts == [4, 2, 0]
    assert await stored(plain) == {(None, False)}
    assert after.content == before.content
    assert after.headers["etag"] == before.headers["etag"]
    assert await plain.reads("jonas") == [WRITTEN] * 3


async def test_several_at_once_seal_each_text_once(plain: Story) -> None:
    done = await asyncio.gather(*(in_batches(plain, keys.seal_texts, limit=1) for _ in range(3)))

    assert sum(map(sum, done)) == 6
    assert await stored(plain) == {(None, False)}
    assert await plain.reads("amina") == [WRITTEN] * 3


async def test_the_worker_finds_what_the_previous_version_goes_on_writing(
    plain: Story, settings: Settings
) -> None:
    looking = Database(str(settings.worker_database_url), plain.world.database.tools)
    await looking.open()
    finder: Any = Finder(looking, plain.world.tenant_id)
    sealer = Sealer(finder, plain.world.database, after_s=0, period_s=60)
    jonas = plain.world.id("jonas")
    try:
        assert await sealer.once() == 6
        assert await sealer.once() == 0
        await plain.sql("UPDATE note SET body = 'Newer' WHERE author_id = $1", jonas)
        assert await sealer.once() == 1
    finally:
        await looking.close()

    assert await stored(plain) == {(None, False)}
    assert sorted(await plain.reads("amina")) == ["Newer", WRITTEN, WRITTEN]


async def test_nothing_is_sealed_while_the_previous_version_may_be_there(plain: Story) -> None:
    """It waits first: one that is stopped before has not even looked."""
    finder: Any = Finder(plain.world.database)
    sealer = Sealer(finder, plain.world.database, after_s=3600, period_s=0.01)
    running = asyncio.create_task(sealer.run())
    await asyncio.sleep(0)
    sealer.stop()
    await running

    assert finder.looks == 0


async def test_texts_are_put_back_in_plain_as_far_as_they_are_there(story: Story) -> None:
    await story.a_note("amina")
    await story.a_note("jonas", "Of Jonas")
    await story.a_reflection("olga")
    await story.sql("UPDATE reflection SET body = 'Newer'")
    await erased(story, "jonas")

    assert await in_batches(story, keys.unseal_texts, limit=2) == [2, 1, 0]
    assert await stored(story) == {(CANARY, True), ("", True), ("Newer", True)}
