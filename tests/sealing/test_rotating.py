"""Another master key takes over while people read and write, and the old one can go."""

import asyncio
import base64
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from app.domain.keys import service as keys
from app.domain.keys.commands import Anew
from app.domain.transaction import Database
from app.domain.use_case import Action
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import ChangeWebhook, RegisterWebhook, RotateWebhookSecret
from app.main import app_login
from app.security.provision import create_tools
from app.security.vault import FILE_NAME
from app.settings import Settings
from tests.sealing.conftest import CANARY, Story

FIRST = UUID(int=0)
CANARY_KEY = "Kanarienvogel-7f3a"
BESIDE: dict[str, Any] = {
    "headers": [{"name": "X-Api-Key", "value": CANARY_KEY}],
    "credentials": {"basic": {"username": "us", "password": CANARY_KEY}},
}


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


async def endpoints(story: Story) -> list[UUID]:
    """One with everything that is sealed, another with less; each has had another secret before."""
    made = []
    for beside in (BESIDE, {}):
        command = RegisterWebhook.model_validate(
            {"url": "https://example.com/hook", "eventTypes": ["*"], **beside}
        )
        one = await story.world.do("vendor", webhooks.register_webhook_endpoint, command=command)
        made.append(UUID(one["id"]))
        given = {"command": RotateWebhookSecret(), "if_version": 1}
        for _ in range(2):
            await story.world.do(
                "vendor", webhooks.rotate_webhook_secret, endpoint_id=made[-1], **given
            )
            given["if_version"] = 2
    return made


async def sealed(story: Story) -> list[tuple[str, bytes, bytes]]:
    """What is sealed of endpoints, each with what it is about and the row that it is in."""
    tenant = story.world.tenant_id.bytes
    found = []
    for row in await story.sql("SELECT * FROM webhook_endpoint"):
        about = tenant + row["id"].bytes
        assert row["version"] == 3
        found += [
            ("secret", row["sealed_secret"], about),
            ("headers", row["sealed_headers"], about + b"headers"),
            ("credentials", row["sealed_credentials"], about + b"credentials"),
        ]
    for row in await story.sql("SELECT * FROM webhook_retired_secret"):
        found.append(("secret", row["sealed_secret"], tenant + row["id"].bytes))
    return [one for one in found if one[1] is not None]


async def test_what_is_kept_of_endpoints_is_sealed_anew_and_nobody_sees_a_change(
    story: Story, settings: Settings
) -> None:
    await endpoints(story)
    new, old = new_key(), old_key(settings)
    async with serving(story, settings, new):
        assert await anew(story, webhooks.seal_secrets_anew, limit=1) == (0, 4)
        assert await anew(story, webhooks.seal_retired_secrets_anew, limit=1) == (0, 4)
    async with serving(story, settings, new, old):
        # One that was said with the new key meanwhile is left as it is.
        [row] = await story.sql("SELECT id FROM webhook_endpoint WHERE sealed_headers IS NULL")
        command = ChangeWebhook.model_validate({"headers": BESIDE["headers"]})
        given = {"endpoint_id": row["id"], "command": command, "if_version": 3}
        await story.world.do("vendor", webhooks.change_webhook_endpoint, **given)
        await story.sql("UPDATE webhook_endpoint SET version = 3")
        assert await anew(story, webhooks.seal_secrets_anew, limit=1) == (4, 0)
        assert await anew(story, webhooks.seal_retired_secrets_anew, limit=3) == (4, 0)
        assert await anew(story, webhooks.seal_secrets_anew) == (0, 0)
        assert await anew(story, webhooks.seal_retired_secrets_anew) == (0, 0)
    async with serving(story, settings, new) as turned:
        plain = [
            (name, turned.tools.vault.open(one, about=about))
            for name, one, about in await sealed(story)
        ]
    assert len(plain) == 9
    for name, text in plain:
        assert text.startswith(b"whsec_") == (name == "secret")
        if name == "headers":
            assert json.loads(text) == {"X-Api-Key": CANARY_KEY}
        if name == "credentials":
            assert json.loads(text) == BESIDE["credentials"]["basic"]
