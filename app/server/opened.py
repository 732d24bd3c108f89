"""The database for one command: yours, the running one, or one started for as long as it takes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.server.databases import DatabaseUrls, Login, Logins, outside_urls
from app.server.postgres import Postgres, urls_of_running
from app.settings import Settings


@dataclass(frozen=True)
class Opened:
    """How to log in; a child process is told by `environment`."""

    logins: Logins
    environment: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def opened(settings: Settings) -> Iterator[Opened]:
    """The database that the settings name, else the embedded one, shared with who runs it.

    Raises:
        CannotRun: one line says why, and what would help.

    """
    outside = outside_urls(settings)
    running = urls_of_running(settings.data_dir) if outside is None else None
    if outside is not None:
        yield Opened(outside)
    elif running is not None:
        yield _from_urls(running)
    else:
        with Postgres(settings.data_dir) as postgres:
            yield _from_urls(postgres.urls)


def _from_urls(urls: DatabaseUrls) -> Opened:
    logins = Logins(Login(urls.owner), Login(urls.app), Login(urls.worker))
    return Opened(logins, urls.environment)
