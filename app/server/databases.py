"""Which database the product uses, and the three logins by which it does."""

from dataclasses import dataclass

from app.settings import Settings


@dataclass(frozen=True)
class Login:
    """A connection to make: `role`, if any, goes into its `server_settings`."""

    dsn: str
    role: str | None = None

    @property
    def server_settings(self) -> dict[str, str]:
        return {} if self.role is None else {"role": self.role}


@dataclass(frozen=True)
class DatabaseUrls:
    """Three logins of one database that asyncpg accepts, each with a password of its own."""

    owner: str
    app: str
    worker: str

    @property
    def environment(self) -> dict[str, str]:
        """What a child process is given, so that to it every database is an outside one."""
        return {
            "DATABASE_URL": self.owner,
            "CAREER_APP_DATABASE_URL": self.app,
            "CAREER_WORKER_DATABASE_URL": self.worker,
        }


@dataclass(frozen=True)
class Logins:
    """Who migrates, who serves requests, and who finds pending work."""

    owner: Login
    app: Login
    worker: Login


def outside_urls(settings: Settings) -> Logins | None:
    """The logins of the database that the settings name; None means the embedded one."""
    if settings.database_url is None:
        return None
    owner = str(settings.database_url)
    return Logins(
        owner=Login(owner),
        app=_own_or_acting_as("career_app", settings.app_database_url, owner),
        worker=_own_or_acting_as("career_worker", settings.worker_database_url, owner),
    )


def _own_or_acting_as(role: str, own: object | None, owner: str) -> Login:
    return Login(owner, role) if own is None else Login(str(own))
