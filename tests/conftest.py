"""One embedded PostgreSQL for the whole run, and a new tenant for every test.

A test commits for real and sees nobody else. The database is started by the process that
starts the run; the workers of pytest-xdist find it in the environment.
"""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from httpx import ASGITransport, AsyncClient

from app.domain import context
from app.domain.errors import DomainError, Invalid, MissingScope, Stale, Unavailable
from app.domain.transaction import Database, Limits
from app.domain.use_case import Action
from app.door import allowance
from app.main import create_app
from app.security.provision import create_tools
from app.server.databases import outside_urls
from app.server.migrate import migrate
from app.server.postgres import Postgres
from app.settings import Settings
from tests.direct import Direct
from tests.scene import Scene
from tests.stage import Stages, as_superuser
from tests.world import World

BUDGETS = ("person", "client", "sensitive", "token", "address")
LONG_S = 120
PATIENCE: Any = {
    "pool_timeout_s": 10,
    "lock_timeout_s": 10,
    "statement_timeout_s": 10,
    "request_timeout_s": 60,
}
"""As long as settings go: who gives up first says how busy the machine is. What it looks like
when somebody gives up is tested with limits of its own."""
ALWAYS = (MissingScope, Stale, Unavailable)
"""How everything may refuse."""
PATIENT = "patient"
STARTED = pytest.StashKey[tuple[Postgres, tempfile.TemporaryDirectory[str]]]()


# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile(PATIENT, hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile(PATIENT)


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or "CAREER_TEST_DATA_DIR" in os.environ:
        return
    folder = tempfile.TemporaryDirectory(prefix="career-tests-")
    postgres = Postgres(Path(folder.name) / "data", ephemeral=True).start()
    config.stash[STARTED] = (postgres, folder)
    os.environ["CAREER_TEST_DATA_DIR"] = f"{folder.name}/data"
    for name, value in postgres.urls.environment.items():
        os.environ[f"CAREER_TEST_{name}"] = value
    migrate(postgres.urls.owner)


def pytest_unconfigure(config: pytest.Config) -> None:
    if STARTED in config.stash:
        postgres, folder = config.stash[STARTED]
        postgres.stop()
        folder.cleanup()


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(
        database_url=os.environ["CAREER_TEST_DATABASE_URL"],
        app_database_url=os.environ["CAREER_TEST_CAREER_APP_DATABASE_URL"],
        worker_database_url=os.environ["CAREER_TEST_CAREER_WORKER_DATABASE_URL"],
        data_dir=Path(os.environ["CAREER_TEST_DATA_DIR"]),
        public_url="http://career.test",
        log_level="error",
        **{f"rate_{budget}_per_minute": 1_000_000 for budget in BUDGETS},
        lockout_failures=10_000,
        **PATIENCE,
    )


@pytest.fixture(scope="session")
def owner_dsn() -> str:
    return os.environ["CAREER_TEST_DATABASE_URL"]


@pytest.fixture(scope="session")
async def database(settings: Settings) -> AsyncIterator[Database]:
    """As the application's. Tests put large organisations in through it, on busy machines too."""
    logins = outside_urls(settings)
    assert logins is not None
    patient = Limits(statement_timeout=LONG_S)
    tools = create_tools(settings)
    database = Database(logins.app.dsn, tools, role=logins.app.role, limits=patient)
    await database.open()
    yield database
    await database.close()


@pytest.fixture(scope="session")
async def looking(settings: Settings, database: Database) -> AsyncIterator[Database]:
    """As the worker looks, under the role that sees where there is work and nothing else."""
    found = Database(str(settings.worker_database_url), database._tools)
    await found.open()
    yield found
    await found.close()


@pytest.fixture(scope="session")
async def client(settings: Settings) -> AsyncIterator[AsyncClient]:
    """The whole application, without a network."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = ASGITransport(app, raise_app_exceptions=False)
        async with Direct(transport=transport, base_url="http://career.test") as client:
            client.app = app  # type: ignore[attr-defined]
            yield client


@pytest.fixture
async def world(database: Database, client: AsyncClient) -> World:
    """A new organisation with a few people in it."""
    return await World.begin(database, client)


@pytest.fixture
async def elsewhere(database: Database, client: AsyncClient) -> World:
    """Another organisation, with the same people by name."""
    return await World.begin(database, client)


@pytest.fixture(scope="session")
async def stages(database: Database, client: AsyncClient) -> AsyncIterator[Stages]:
    superuser = await as_superuser()
    yield Stages(superuser, database, client)
    await superuser.close()


@pytest.fixture
async def scene(stages: Stages) -> Scene:
    """Something of everything, as it was made: for each test, though not made for each."""
    return await stages.scene()


@pytest.fixture(autouse=True)
def _patient_budgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that tests is busy: a slow lease does not mean that the database is away."""
    monkeypatch.setattr(allowance, "PATIENCE_S", 30)


@pytest.fixture(autouse=True)
def _refusals_are_declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A use case refuses only in ways that it says: both doors and the document go by that."""
    perform, undeclared = context._perform, set[str]()

    async def watched(tx: Any, action: Action, *more: Any) -> Any:
        try:
            return await perform(tx, action, *more)
        except ALWAYS:
            raise
        except DomainError as refused:
            if type(refused) is not Invalid and not isinstance(refused, action.raises):
                undeclared.add(f"{action.name} refuses with {refused.code}")
            raise

    monkeypatch.setattr(context, "_perform", watched)
    yield
    assert not undeclared


@pytest.fixture(autouse=True)
def _no_settings_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests do not depend on the environment that they are started in."""
    for name in ("DATABASE_URL", "HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)
