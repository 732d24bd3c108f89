"""What a shell can do with the product: `career serve`, `migrate`, `settings`, `api`, `database`.

Plain functions with the annotations of typer; `app.cli` registers them. What is slow to import is
imported where it is used, because `serve` must start fast.
"""

import json as json_format
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

import typer
from pydantic import ValidationError

from app.server.errors import CannotRun
from app.server.gate import wait_at_gate
from app.server.lifeline import tied_to_me
from app.server.migrate import migrate as migrate_database
from app.server.opened import opened
from app.server.serving import Serving, refuse_missing_settings
from app.server.settings_list import list_settings, variable_of
from app.settings import Settings


def serve(
    host: Annotated[str | None, typer.Option(help="Listen here instead of on HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Listen here instead of on PORT.")] = None,
) -> None:
    """Run everything: the database, the API and the worker. Ctrl-C stops it."""
    for name, value in (("HOST", host), ("PORT", port)):
        if value is not None:
            os.environ[name] = str(value)  # the children are to see it, too
    with told_in_one_line():
        Serving(read_settings()).run()


def api() -> None:
    """Answer requests, with the database at DATABASE_URL."""
    from app.server.api import LATER, TARGET, check_start, load_target, serve_api

    load_target(TARGET)
    if wait_at_gate():
        with told_in_one_line():
            settings = read_settings()
            refuse_missing_settings(settings)
            check_start(settings)
            serve_api(settings, TARGET, LATER)


def migrate() -> None:
    """Bring the database to the newest revision."""
    with told_in_one_line(), opened(read_settings()) as database:
        typer.echo(str(migrate_database(database.logins.owner.dsn)))


def settings(
    *, json: Annotated[bool, typer.Option("--json", help="For programs to read.")] = False
) -> None:
    """List every setting with its value here. Secrets are masked."""
    with told_in_one_line():
        listed = list_settings(read_settings())
    if json:
        typer.echo(json_format.dumps([asdict(each) for each in listed], indent=2))
        return
    for each in listed:
        default = "" if each.value == each.default else f"   (default: {each.default or 'empty'})"
        typer.echo(f"{each.name}={each.value or ''}{default}\n    {each.description}")


def database_run(
    command: Annotated[list[str], typer.Argument(help="A program and its arguments.")],
) -> None:
    """Run a program with a database: DATABASE_URL and its two sisters are set for it."""
    with told_in_one_line(), opened(read_settings()) as database:
        try:
            done = subprocess.run(  # noqa: S603 - what the user asked for
                command,
                env=os.environ | database.environment,
                check=False,
                preexec_fn=tied_to_me(signal.SIGTERM),
            )
        except OSError as impossible:
            raise CannotRun(f"{command[0]} cannot be run: {impossible.strerror}.") from impossible
    raise typer.Exit(done.returncode if done.returncode >= 0 else 128 - done.returncode)


def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        CannotRun: one is wrong; the message names its variable and does not repeat its value.

    """
    try:
        return Settings()
    except ValidationError as wrong:
        reasons = "; ".join(
            f"{_variable(str(error['loc'][0]))}: {error['msg']}"
            for error in wrong.errors(include_input=False, include_url=False)
        )
        raise CannotRun(f"Settings are wrong: {reasons}. See `career settings`.") from None


def _variable(location: str) -> str:
    field = Settings.model_fields.get(location)
    return location if field is None else variable_of(location, field)


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Why it cannot run, instead of a traceback."""
    try:
        yield
    except CannotRun as reason:
        sys.stderr.write(f"career: {reason}\n")
        raise typer.Exit(1) from reason
