"""`career keys`, where the database is needed: texts that are sealed, and what seals them."""

from collections import Counter
from typing import Any, Final
from uuid import UUID

import typer
from pydantic import ValidationError

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.errors import DomainError
from app.domain.keys import service as keys
from app.domain.keys.commands import Anew, Done, EraseTexts
from app.domain.transaction import Database
from app.domain.use_case import Action
from app.domain.webhooks import service as webhooks
from app.operate import Search, with_database, with_databases
from app.security.provision import create_tools
from app.server.errors import CannotRun
from app.settings import Settings

BATCH: Final = 500
FIRST: Final = UUID(int=0)


def seal_texts(settings: Settings) -> None:
    async def run(finder: Database, database: Database) -> None:
        for tenant_id in await keys.tenants_with_plain_texts(finder):
            await _until_done(database, tenant_id, keys.seal_texts, "sealed")
        typer.echo("no text is in plain")

    _run(settings, run)


def unseal_texts(settings: Settings) -> None:
    async def run(finder: Database, database: Database) -> None:
        for tenant_id in await keys.keys_by_master(finder):
            await _until_done(database, tenant_id, keys.unseal_texts, "in plain")

    _run(settings, run)


async def _until_done(database: Database, tenant_id: UUID, action: Action, word: str) -> None:
    context, done = Context(Actor.system(tenant_id), database), 0
    while True:
        answer = await context.execute(action, {"limit": BATCH})
        count = Done.model_validate_json(answer.body).count
        if not count:
            return
        done += count
        typer.echo(f"{tenant_id}  {done} texts {word}")


def rotate_master(settings: Settings) -> int:
    """The exit code: 0 if nothing is sealed by another master key than the first, 1 if something
    still is, because it cannot be opened or somebody sealed it meanwhile.
    """
    left = Counter[str]()

    async def run(finder: Database, database: Database) -> None:
        for tenant_id in await keys.keys_by_master(finder):
            left["failed"] += await _anew(
                database, tenant_id, keys.wrap_keys_anew, "keys of people"
            )
        for tenant_id in await webhooks.tenants_with_secrets(finder):
            for action in (webhooks.seal_secrets_anew, webhooks.seal_retired_secrets_anew):
                left["failed"] += await _anew(database, tenant_id, action, "webhook secrets")
        left.update(await _by_master(finder))

    _run(settings, run)
    current = create_tools(settings).vault.key_id
    failed = left.pop("failed")
    others = sum(left.values()) - left[current]
    if failed:
        typer.echo(f"{failed} cannot be opened with any key of CAREER_SECRET_KEY", err=True)
    typer.echo(f"{others} keys of people are wrapped by another key than {current}")
    typer.echo("answers kept for idempotency keys need the old key for another 24 hours")
    return 1 if failed or others else 0


async def _anew(database: Database, tenant_id: UUID, action: Action, what: str) -> int:
    """How many could not be opened."""
    context, after, done, failed = Context(Actor.system(tenant_id), database), FIRST, 0, 0
    while True:
        answer = await context.execute(action, {"after": after, "limit": BATCH})
        part = Anew.model_validate_json(answer.body)
        done, failed = done + part.count, failed + part.failed
        if part.count:
            typer.echo(f"{tenant_id}  {done} {what} sealed anew")
        if part.last is None:
            return failed
        after = part.last


def list_masters(settings: Settings) -> None:
    found = Counter[str]()
    plain: list[UUID] = []

    async def run(finder: Database, _database: Database) -> None:
        found.update(await _by_master(finder))
        plain.extend(await keys.tenants_with_plain_texts(finder))

    _run(settings, run)
    first, *others = create_tools(settings).vault.key_ids
    known = {first: "seals", **dict.fromkeys(others, "opens")}
    for id in [*known, *sorted(found.keys() - known.keys())]:
        typer.echo(f"{known.get(id, 'missing'):<9}{id}  {found[id]} keys of people")
    if plain:
        typer.echo(f"texts are in plain in {len(plain)} organisations: `career keys seal`")


async def _by_master(finder: Database) -> Counter[str]:
    return sum((await keys.keys_by_master(finder)).values(), Counter[str]())


def erase_texts(settings: Settings, tenant_id: UUID, person_id: UUID, external_id: str) -> str:
    """What was erased, as JSON."""
    try:
        command = EraseTexts.model_validate({"external_id": external_id})
    except ValidationError as error:
        raise typer.BadParameter(error.errors()[0]["msg"]) from error
    arguments: dict[str, Any] = {"person_id": person_id, "command": command}
    said: list[str] = []

    async def run(database: Database) -> None:
        context = Context(Actor.system(tenant_id), database)
        said.append((await context.execute(keys.erase_person_texts, arguments)).body)

    try:
        with_database(settings, run)
    except DomainError as refusal:
        raise CannotRun(refusal.message) from refusal
    return said[0]


def _run(settings: Settings, search: Search) -> None:
    try:
        with_databases(settings, search)
    except DomainError as refusal:
        raise CannotRun(refusal.message) from refusal
