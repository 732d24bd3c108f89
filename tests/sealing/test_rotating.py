"""Another master key takes over while people read and write, and the old one can go."""

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import UUID, uuid4

from app.domain.keys import service as keys
from app.domain.keys.commands import Anew
from app.domain.transaction import Database
from app.domain.use_case import Action
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import RegisterWebhook
from app.main import app_login
from app.security.provision import create_tools
from app.security.vault import FILE_NAME
from app.settings import Settings
from tests.sealing.conftest import CANARY, Story

FIRST = UUID(int=0)


async def anew(story: Story, action: Action, limit: int = 2) -> tuple[int, int]:
    """As the command does: batch after batch, as far as there is any."""
    done, failed, after = 0, 0, FIRST
    while True:
        arguments = {"after": after, "limit": limit}
        answer = await story.world.system.execute(action, arguments)
        part = Anew.model_validate_json(answer.body)
        done, failed = done + part.count, failed + part.failed
        if part.last is None:
            return done, failed
        after = part.last


def new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def old_key(settings: Settings) -> str:
    return (settings.data_dir / FILE_NAME).read_text().strip()


@asynccontextmanager
async def serving(story: Story, settings: Settings, *keys: str) -> AsyncIterator[Database]:
    """As if every process had these keys: use cases and doors of the world go through it."""
    changed = settings.model_copy(update={"secret_key": ",".join(keys)})
    login = app_login(settings)
    database = Database(login.dsn, create_tools(changed), role=login.role)
    await database.open()
    state = story.world.client.app.state  # type: ignore[attr-defined]
    gate, kept = state.gate, state.database
    state.database = story.world.database = database
    state.gate = replace(gate, database=database)
    try:
        yield database
    finally:
        state.database = story.world.database = kept
        state.gate = gate
        await database.close()


async def masters(story: Story) -> set[str]:
    rows = await story.sql("SELECT DISTINCT master_key_id FROM person_key")
    return {one["master_key_id"] for one in rows}


async def test_keys_are_wrapped_anew_while_people_read_and_write(
    story: Story, settings: Settings
) -> None:
    new, old = new_key(), old_key(settings)
    people = ("amina", "jonas", "priya", "olga", "tomas")
    for who in people:
        await story.a_reflection(who)
    await story.a_note("amina")
    before = await masters(story)
    rotated = asyncio.Event()

    async def reading() -> int:
        times = 0
        while not (rotated.is_set() and times):
            assert set(await story.reads("jonas")) == {CANARY}
            times += 1
        return times

    async with serving(story, settings, old, new) as known:  # nothing changes yet
        assert {known.tools.vault.key_id} == before
        await story.a_note("amina")
    async with serving(story, settings, new, old) as turned:
        reader = asyncio.create_task(reading())
        writers = [asyncio.create_task(story.a_note("jonas")) for _ in range(5)]
        assert await anew(story, keys.wrap_keys_anew) == (len(people), 0)
        rotated.set()
        assert await reader
        await asyncio.gather(*writers)
        assert await masters(story) == {turned.tools.vault.key_id}
        assert await anew(story, keys.wrap_keys_anew) == (0, 0)
    async with serving(story, settings, new):
        assert set(await story.reads("amina")) == {CANARY}
        await story.a_note("amina")
    assert before != await masters(story)


async def test_without_the_old_key_nothing_opens_and_what_failed_is_counted(
    story: Story, settings: Settings
) -> None:
    for who in ("amina", "jonas"):
        await story.a_note(who)
    path = f"/v1/conversations/{story.conversation}/notes"
    body = {"audience": "author", "body": CANARY}
    async with serving(story, settings, new_key()):
        answers = [
            await story.world.rest("amina", "GET", path),
            await story.world.rest("amina", "POST", path, body),
        ]
        assert await anew(story, keys.wrap_keys_anew, limit=1) == (0, 2)

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(503, "unreadable")}
    assert await story.reads("amina") == [CANARY, CANARY]


async def test_an_answer_that_was_kept_needs_the_key_that_sealed_it(
    story: Story, settings: Settings
) -> None:
    once = {"idempotency_key": f'"{uuid4()}"'}

    async def asked() -> tuple[int, object]:
        answer = await story.world.rest(
            "amina", "POST", "/v1/reflections", {"body": CANARY}, **once
        )
        return answer.status_code, answer.json().get("code", answer.json())

    first = await asked()
    async with serving(story, settings, new_key()):
        assert await asked() == (503, "unreadable")
    async with serving(story, settings, new_key(), old_key(settings)):
        assert await asked() == first


async def test_secrets_of_webhooks_are_sealed_anew_and_nobody_sees_a_change(
    story: Story, settings: Settings
) -> None:
    command = RegisterWebhook(url="https://example.com/hook", event_types=("*",))
    for _ in range(3):
        await story.world.do("vendor", webhooks.register_webhook_endpoint, command=command)
    async with serving(story, settings, new_key(), old_key(settings)) as changed:
        assert await anew(story, webhooks.seal_secrets_anew) == (3, 0)
        assert await anew(story, webhooks.seal_secrets_anew) == (0, 0)
        vault = changed.tools.vault
        rows = await story.sql("SELECT id, version, sealed_secret FROM webhook_endpoint")
    for row in rows:
        about = story.world.tenant_id.bytes + row["id"].bytes
        assert vault.open(row["sealed_secret"], about=about).startswith(b"whsec_")
        assert row["sealed_secret"][:8].hex() == vault.key_id
        assert row["version"] == 1
