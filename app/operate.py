"""What operators do beside the API: run the worker, begin organisations, let machines in, change
the keys that sign.
"""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final, TypeVar
from uuid import UUID

import typer
import uvloop
from pydantic import ValidationError

from app.domain.access import service as access
from app.domain.access.commands import RegisterClient, RotateSecret
from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.conversation_templates import service as templates
from app.domain.entity import new_id
from app.domain.errors import DomainError, NotFound
from app.domain.features import import_features
from app.domain.people import service as people
from app.domain.people.commands import ChangeOrganisation
from app.domain.shape import Command
from app.domain.tools import Tools
from app.domain.transaction import Database, Limits
from app.domain.use_case import Action
from app.door.telemetry import configure_logs
from app.security import keyfile
from app.security.keys import Keyring, KeyState
from app.security.provision import create_guard, create_limits, create_tools, key_file
from app.server.commands import told_in_one_line
from app.server.databases import Login, Logins, outside_urls
from app.server.errors import CannotRun
from app.server.opened import opened
from app.server.process import keep_what_is_here, take_all_files
from app.server.roles import refuse_powerful_role
from app.settings import Settings
from app.worker.adopting import adopt_everywhere
from app.worker.metrics import exposed
from app.worker.network import Sender
from app.worker.run import Worker
from app.worker.sweeper import Kept

C = TypeVar("C", bound=Command)
Job = Callable[[Database], Awaitable[None]]
Search = Callable[[Database, Database], Awaitable[None]]

KEEP_PLANS_S: Final = 2.0
"""The worker does the same for all tenants, and what it does may let tables grow quickly."""


def worker_limits(settings: Settings) -> Limits:
    """What the worker may use of the database of which it serves the organisations."""
    return replace(create_limits(settings), keep_plans=KEEP_PLANS_S)


def run_worker(settings: Settings) -> None:
    """Until SIGTERM or SIGINT; what is being sent then is sent and recorded first."""
    import_features()
    configure_logs(settings.log_level)
    with told_in_one_line():
        uvloop.run(_work(settings))


async def _work(settings: Settings) -> None:
    logins = _outside(settings)
    for login in (logins.app, logins.worker):
        await refuse_powerful_role(login.dsn, login.role)
    tools = create_tools(settings)
    async with (
        _database(logins.worker, tools, Limits(reads=2, writes=1)) as finder,
        _database(logins.app, tools, worker_limits(settings)) as database,
        Sender(create_guard(settings), settings.webhook_timeout_s) as sender,
    ):
        worker = Worker(
            finder,
            database,
            sender,
            base_url=settings.base_url,
            poll_s=settings.worker_poll_s,
            attempt_s=settings.webhook_timeout_s,
            clock_s=settings.worker_clock_s,
            seal_after_s=settings.seal_after_s,
            kept=Kept(settings.event_days, settings.attempt_days),
        )
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, worker.stop)
        take_all_files()
        keep_what_is_here()
        adopting = asyncio.create_task(adopt_everywhere(finder, database))
        try:
            with exposed(settings.host, settings.worker_metrics_port):
                await worker.work()
        finally:
            adopting.cancel()


def create_tenant(settings: Settings, given: Mapping[str, Any]) -> UUID:
    """Begin an organisation; `given` are fields of `ChangeOrganisation`, a name among them."""
    tenant_id = new_id()
    known = {"time_zone": "UTC", "locale": "en"}
    arguments = known | _settled(given).given()

    async def run(database: Database) -> None:
        context = Context(Actor.system(tenant_id), database)
        await context.execute(people.found_tenant, arguments)
        await context.execute(templates.adopt_builtin_templates, {})

    with_database(settings, run)
    return tenant_id


def change_tenant(settings: Settings, tenant_id: UUID, given: Mapping[str, Any]) -> str:
    """The organisation as JSON, as it is afterwards."""
    command = _settled(given)
    made: list[str] = []

    async def run(database: Database) -> None:
        context = Context(Actor.system(tenant_id), database)
        answer = await context.execute(people.change_organisation, {"command": command})
        made.append(answer.body)

    try:
        with_database(settings, run)
    except NotFound as error:
        raise typer.BadParameter("there is no organisation with this id") from error
    return made[0]


def _settled(given: Mapping[str, Any]) -> ChangeOrganisation:
    fields = {name: value for name, value in given.items() if value is not None}
    try:
        return ChangeOrganisation.model_validate(fields)
    except ValidationError as error:
        [wrong, *_] = error.errors()
        option = ".".join(str(part) for part in wrong["loc"])
        raise typer.BadParameter(f"{option}: {wrong['msg']}") from error


def create_client(settings: Settings, tenant_id: UUID, name: str, scopes: list[str]) -> str:
    """The client as JSON, its secret included."""
    command = _command(RegisterClient, {"name": name, "scopes": tuple(scopes)})
    return _done(settings, tenant_id, access.register_client, {"command": command})


def rotate_client_secret(settings: Settings, client_id: str, overlap_hours: int) -> str:
    """The new secret as JSON."""
    tenant_id, id = _named(client_id)
    command = _command(RotateSecret, {"overlap_hours": overlap_hours})
    arguments = {"api_client_id": id, "command": command}
    return _done(settings, tenant_id, access.rotate_client_secret, arguments)


def disable_client(settings: Settings, client_id: str) -> str:
    """The client as JSON, disabled."""
    tenant_id, id = _named(client_id)
    return _done(settings, tenant_id, access.disable_client, {"api_client_id": id})


def rotate_keys(settings: Settings, *, delay_s: int, forget: bool) -> list[KeyState]:
    """A new signing key; returns what there is now."""
    now = int(time.time())
    return keyfile.rotate(key_file(settings), now=now, delay_s=delay_s, forget=forget).states(now)


def list_keys(settings: Settings) -> list[KeyState]:
    return Keyring.load(key_file(settings)).states(time.time())


def _command(kind: type[C], values: dict[str, object]) -> C:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise typer.BadParameter(error.errors()[0]["msg"]) from error


def _named(client_id: str) -> tuple[UUID, UUID]:
    named = access.tenant_and_client(client_id)
    if named is None:
        raise typer.BadParameter(f"{client_id} is no client id")
    return named


def _done(settings: Settings, tenant_id: UUID, action: Action, arguments: dict[str, Any]) -> str:
    """What an action answered, as JSON. An operator decides on whatever version there is."""
    made: list[str] = []

    async def run(database: Database) -> None:
        answer = await Context(Actor.system(tenant_id), database).execute(action, arguments)
        made.append(answer.body)

    try:
        with_database(settings, run)
    except DomainError as refusal:
        raise CannotRun(refusal.message) from refusal
    return made[0]


def with_database(settings: Settings, run: Job) -> None:
    """Run something against the database of the settings, the embedded one if none is named."""
    with opened(settings) as database:
        asyncio.run(_with(database.logins.app, create_tools(settings), run))


def with_databases(settings: Settings, run: Search) -> None:
    """The same with two logins: the worker's, which finds where there is something to do, and the
    one that does it.
    """
    with opened(settings) as database:
        asyncio.run(_with_both(database.logins, create_tools(settings), run))


async def _with_both(logins: Logins, tools: Tools, run: Search) -> None:
    async with (
        _database(logins.worker, tools, Limits(reads=1, writes=1)) as finder,
        _database(logins.app, tools, Limits(reads=2, writes=1)) as database,
    ):
        await run(finder, database)


async def _with(login: Login, tools: Tools, run: Job) -> None:
    async with _database(login, tools, Limits(reads=2, writes=1)) as database:
        await run(database)


@asynccontextmanager
async def _database(login: Login, tools: Tools, size: Limits) -> AsyncIterator[Database]:
    database = Database(login.dsn, tools, role=login.role, limits=size)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


def _outside(settings: Settings) -> Logins:
    logins = outside_urls(settings)
    if logins is None:
        raise typer.BadParameter("set DATABASE_URL, or use `career serve`")
    return logins
