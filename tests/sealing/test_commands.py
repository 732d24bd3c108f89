"""`career keys`, as an operator types it, with a database of its own."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.domain.actor import GRANTABLE, Actor, ActorKind
from app.domain.context import Context
from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from app.domain.reflections import service as reflections
from app.domain.reflections.commands import WriteReflection
from app.domain.transaction import Database
from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import RegisterWebhook, RotateWebhookSecret
from app.operate import create_tenant, with_database
from app.server.migrate import migrate
from app.settings import Settings
from tests.migrations.conftest import empty, superuser  # noqa: F401 - fixtures
from tests.sealing.conftest import CANARY
from tests.sealing.test_rotating import new_key

OLD, NEW = new_key(), new_key()


@dataclass
class Shell:
    """Where somebody types commands, and what is there."""

    monkeypatch: pytest.MonkeyPatch
    tenant_id: UUID
    person_id: UUID

    async def says(self, *words: object) -> tuple[int, str]:
        arguments = ["keys", *map(str, words)]
        result = await asyncio.to_thread(CliRunner().invoke, cli, arguments)
        return result.exit_code, result.output + str(result.exception or "")

    def with_keys(self, *keys: str) -> None:
        self.monkeypatch.setenv("CAREER_SECRET_KEY", ",".join(keys))

    async def asked(self, ask: Callable[[Context], Awaitable[Any]]) -> Any:
        actor = Actor(self.tenant_id, self.person_id, ActorKind.PERSON, GRANTABLE)
        found: list[Any] = []

        async def run(database: Database) -> None:
            found.append(await ask(Context(actor, database)))

        await asyncio.to_thread(with_database, Settings(), run)
        return found[0]

    async def reads(self) -> Any:
        id = await self.sql("SELECT id FROM reflection")
        ids = {"reflection_id": id}
        answer = await self.asked(lambda ctx: ctx.find(reflections.get_reflection, ids))
        return json.loads(answer.body)["body"]

    async def has_an_endpoint(self) -> None:
        """Whose secret was rotated once."""
        command = RegisterWebhook(url="https://example.com/hook", event_types=("*",))

        async def begin(context: Context) -> None:
            given: dict[str, Any] = {"command": command}
            made = await context.execute(webhooks.register_webhook_endpoint, given)
            given = {"endpoint_id": made.row_id, "command": RotateWebhookSecret()}
            await context.execute(webhooks.rotate_webhook_secret, given, expected_version=1)

        await self.asked(begin)

    async def sql(self, statement: str) -> Any:
        async def ask(context: Context) -> Any:
            async with context.database.transaction(context.actor, context.clock()) as tx:
                return await tx.connection.fetchval(statement)

        return await self.asked(ask)


@pytest.fixture
async def shell(
    empty: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Shell:
    """One person of one organisation, who wrote one reflection."""
    monkeypatch.setenv("DATABASE_URL", empty)
    monkeypatch.setenv("CAREER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CAREER_SECRET_KEY", OLD)
    await asyncio.to_thread(migrate, empty)
    tenant_id = await asyncio.to_thread(create_tenant, Settings(), {"name": "Fabrikam"})
    item = {"externalId": "amina", "userName": "amina", "displayName": "Amina"}
    shell = Shell(monkeypatch, tenant_id, tenant_id)

    async def begin(context: Context) -> str:
        command = UpsertPeople(items=[item])
        system = Context(Actor.system(tenant_id), context.database)
        return (await system.execute(people.upsert_people, {"command": command})).body

    report = json.loads(await shell.asked(begin))
    shell.person_id = UUID(report["items"][0]["id"])
    command = WriteReflection(body=CANARY)
    await shell.asked(lambda ctx: ctx.execute(reflections.write_reflection, {"command": command}))
    return shell


def words(listed: str) -> list[list[str]]:
    return [line.split()[:3:2] for line in listed.splitlines()]


async def test_a_master_key_is_rotated_and_the_old_one_dropped(shell: Shell) -> None:
    await shell.has_an_endpoint()
    _, listed = await shell.says("list", "master")
    old = listed.split()[1]
    shell.with_keys(NEW, OLD)
    both = await shell.says("list", "master")
    code, said = await shell.says("rotate", "master")
    again = await shell.says("rotate", "master")
    shell.with_keys(NEW)
    _, after = await shell.says("list", "master")

    assert words(listed) == words(after) == [["seals", "1"]]
    assert words(both[1]) == [["seals", "0"], ["opens", "1"]]
    assert (code, again[0]) == (0, 0)
    assert f"{shell.tenant_id}  1 keys of people sealed anew" in said
    assert said.count(f"{shell.tenant_id}  1 webhook secrets sealed anew") == 2  # one signs beside
    assert "0 keys of people are wrapped by another key than" in said
    assert "sealed anew" not in again[1]
    assert await shell.reads() == CANARY
    assert old not in after


async def test_a_key_that_nobody_has_any_more_is_named(shell: Shell) -> None:
    shell.with_keys(NEW)
    code, said = await shell.says("rotate", "master")
    _, listed = await shell.says("list", "master")

    assert (code, "1 cannot be opened with any key of CAREER_SECRET_KEY" in said) == (1, True)
    assert words(listed) == [["seals", "0"], ["missing", "1"]]


async def test_texts_are_unsealed_and_sealed(shell: Shell) -> None:
    unsealed = await shell.says("unseal")
    plain = await shell.sql("SELECT body FROM reflection")
    _, listed = await shell.says("list", "master")
    sealed = await shell.says("seal")
    nothing = await shell.says("seal")

    assert (unsealed[0], plain) == (0, CANARY)
    assert f"{shell.tenant_id}  1 texts in plain" in unsealed[1]
    assert "texts are in plain in 1 organisations: `career keys seal`" in listed
    assert f"{shell.tenant_id}  1 texts sealed" in sealed[1]
    assert nothing == (0, "no text is in plain\n")
    assert await shell.sql("SELECT body FROM reflection") is None
    assert await shell.reads() == CANARY


async def test_texts_are_erased_when_the_person_is_named_twice(shell: Shell) -> None:
    who = (shell.tenant_id, shell.person_id)
    code, said = await shell.says("erase", *who, "--confirm", "jonas")
    assert (code, "not the external id" in said) == (1, True)
    assert (await shell.says("erase", *who))[0] == 2
    assert await shell.reads() == CANARY
    code, said = await shell.says("erase", *who, "--confirm", "amina")
    assert (code, json.loads(said)) == (0, {"id": str(shell.person_id), "wasThere": True})
    assert await shell.reads() is None
