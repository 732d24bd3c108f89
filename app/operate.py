"""What operators do beside the API: run the worker, begin an organisation, let a machine in."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import typer
import uvloop
from pydantic import ValidationError

from app.domain.access import service as access
from app.domain.access.commands import RegisterClient
from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.entity import new_id
from app.domain.errors import NotFound
from app.domain.people import service as people
from app.domain.people.commands import ChangeOrganisation
from app.domain.tools import Tools
from app.domain.transaction import Database, Limits
from app.door.telemetry import configure_logs
from app.main import limits
from app.security.provision import create_guard, create_tools
from app.server.commands import told_in_one_line
from app.server.databases import Login, Logins, outside_urls
from app.server.opened import opened
from app.server.roles import refuse_powerful_role
from app.settings import Settings
from app.worker.network import Sender
from app.worker.run import Worker

Job = Callable[[Database], Awaitable[None]]


def run_worker(settings: Settings) -> None:
    """Until SIGTERM or SIGINT; what is being sent then is sent and recorded first."""
    configure_logs(settings.log_level)
    with told_in_one_line():
        uvloop.run(_work(settings))


async def _work(settings: Settings) -> None:
    logins = _outside(settings)
    for login in (logins.app, logins.worker):
        await refuse_powerful_role(login.dsn, login.role)
    tools = create_tools(settings)
    async with (
        _database(logins.worker, tools, Limits(reads=1, writes=1)) as finder,
        _database(logins.app, tools, limits(settings)) as database,
        Sender(create_guard(settings), settings.webhook_timeout_s) as sender,
    ):
        worker = Worker(
            finder,
            database,
            sender,
            base_url=settings.base_url,
            poll_s=settings.worker_poll_s,
            attempt_s=settings.webhook_timeout_s,
        )
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, worker.stop)
        await worker.work()


def create_tenant(settings: Settings, given: Mapping[str, Any]) -> UUID:
    """Begin an organisation; `given` are fields of `ChangeOrganisation`, a name among them."""
    tenant_id = new_id()
    known = {"time_zone": "UTC", "locale": "en"}
    arguments = known | _settled(given).given()

    async def run(database: Database) -> None:
        await Context(Actor.system(tenant_id), database).execute(people.found_tenant, arguments)

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
    try:
        command = RegisterClient.model_validate({"name": name, "scopes": tuple(scopes)})
    except ValidationError as error:
        raise typer.BadParameter(error.errors()[0]["msg"]) from error
    made: list[str] = []

    async def run(database: Database) -> None:
        context = Context(Actor.system(tenant_id), database)
        answer = await context.execute(access.register_client, {"command": command})
        made.append(answer.body)

    with_database(settings, run)
    return made[0]


def with_database(settings: Settings, run: Job) -> None:
    """Run something against the database of the settings, the embedded one if none is named."""
    with opened(settings) as database:
        asyncio.run(_with(database.logins.app, create_tools(settings), run))


async def _with(login: Login, tools: Tools, run: Job) -> None:
    async with _database(login, tools, Limits(reads=1, writes=1)) as database:
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
