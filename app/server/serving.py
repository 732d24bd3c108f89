"""`career serve`: everything in one place, from an empty folder to an API that answers.

The API imports its code while the database comes up; the two meet at a gate. Nothing heavy is
imported here, because every start waits for it.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from app.server.databases import Login, Logins, outside_urls
from app.server.errors import CannotRun, MissingSettings
from app.server.gate import Gate
from app.server.listening import is_ready, refuse_taken_port
from app.server.migrate import migrate
from app.server.postgres import Postgres
from app.server.processes import Child, Watch, say, stop, watch
from app.server.revisions import MIGRATIONS
from app.server.roles import refuse_powerful_role
from app.server.welcome import welcome
from app.settings import Settings

PROGRAM = (sys.executable, "-P", "-m", "app.cli")
"""-P: a folder `app` where the command is given must not stand in for ours."""

_READY_WITHIN_S = 60
_SPARE_S = 2


@dataclass(frozen=True)
class Serving:
    """One run of the product. The subcommands of `program` are its parts."""

    settings: Settings
    program: Sequence[str] = PROGRAM
    migrations: Path = MIGRATIONS

    def run(self) -> None:
        """Serve until somebody asks to stop.

        Raises:
            CannotRun: one line says why, and what would help.

        """
        refuse_missing_settings(self.settings)
        refuse_taken_port(self.settings.host, self.settings.port)
        with _until_signalled() as is_over, ExitStack() as stack:
            self._run(stack, is_over)

    def _run(self, stack: ExitStack, is_over: Callable[[], bool]) -> None:
        api = Child("The API", (*self.program, "api"))
        worker = Child("The worker", (*self.program, "work"))
        gate = Gate()
        outside = outside_urls(self.settings)
        embedded = Postgres(self.settings.data_dir) if outside is None else None
        # Unwinding runs in reverse: the database outlives those who use it.
        if embedded is not None:
            stack.callback(embedded.stop)
        stack.callback(stop, (api, worker), self.settings.request_timeout_s + _SPARE_S)
        stack.callback(gate.close)

        api.start_behind(gate)
        environment: Mapping[str, str] = {}
        if embedded is not None:
            urls = embedded.start().urls
            environment = urls.environment
            self._migrate(Login(urls.owner))
        if outside is not None:
            self._migrate(outside.owner)
            refuse_powerful_logins(outside)
        self._load_demo(environment)
        api.open(gate, environment)
        worker.start(environment)
        watches = [Watch(each) for each in (embedded, api, worker) if each is not None]
        answers = self._is_ready_by(time.monotonic() + _READY_WITHIN_S)
        watch(watches, until=lambda: is_over() or answers())
        if not is_over():
            welcome(self.settings, self.program)
        watch(watches, until=is_over)

    def _migrate(self, owner: Login) -> None:
        migration = migrate(owner.dsn, self.migrations)
        if migration.after != migration.before or migration.after != migration.head:
            say(str(migration))

    def _load_demo(self, environment: Mapping[str, str]) -> None:
        if self.settings.is_production or (self.settings.data_dir / "demo.json").exists():
            return
        done = subprocess.run(  # noqa: S603 - our own program
            (*self.program, "demo", "load"),
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode != 0:
            say("The demonstration data could not be loaded: serving without it.")

    def _is_ready_by(self, end: float) -> Callable[[], bool]:
        def is_ready_yet() -> bool:
            if is_ready(self.settings.host, self.settings.port):
                return True
            if time.monotonic() > end:
                raise CannotRun(f"The API was not ready after {_READY_WITHIN_S} s; it said why.")
            return False

        return is_ready_yet


def refuse_missing_settings(settings: Settings) -> None:
    """Refuse to make up in production what has to be the same tomorrow and on every machine.

    Raises:
        MissingSettings: names each one.

    """
    needed = {
        "DATABASE_URL": settings.database_url,
        "CAREER_SIGNING_KEYS": settings.signing_keys,
        "CAREER_SECRET_KEY": settings.secret_key,
    }
    missing = [name for name, value in needed.items() if not value]
    if settings.is_production and missing:
        raise MissingSettings(f"Production needs {', '.join(missing)}: see `career settings`.")


def refuse_powerful_logins(logins: Logins) -> None:
    """Refuse to serve by logins that row-level security does not hold.

    Raises:
        PowerfulRole: says which, and why.

    """
    for login in (logins.app, logins.worker):
        asyncio.run(refuse_powerful_role(login.dsn, login.role))


@contextmanager
def _until_signalled() -> Iterator[Callable[[], bool]]:
    """Leave the block in good order on Ctrl-C, SIGTERM, or when the terminal goes away.

    Yields a question to ask now and then, whether it is over: while a child is forked, Python
    drops the exception that should have said so.
    """
    heard = []

    def hear(signum: int, _: FrameType | None) -> NoReturn:
        heard.append(signum)
        raise KeyboardInterrupt

    signals = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as nohup wants it
        signals.append(signal.SIGHUP)
    before = {each: signal.signal(each, hear) for each in signals}
    try:
        with suppress(KeyboardInterrupt):
            yield lambda: bool(heard)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
