"""A database that is killed, stopped and started again is a few seconds of 503s."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from httpx import ASGITransport, AsyncClient

from app.domain.transaction import Database
from app.main import create_app
from app.server.migrate import migrate
from app.server.postgres import Postgres
from app.settings import Settings
from tests.kernel.conftest import in_use, rows
from tests.world import World

PATIENCE_S = 20.0


@pytest.fixture(scope="module")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Postgres]:
    """One of our own: nobody else is harmed. A durable one, that keeps its promises."""
    postgres = Postgres(tmp_path_factory.mktemp("kernel") / "data")
    await asyncio.to_thread(postgres.start)
    await asyncio.to_thread(migrate, postgres.urls.owner)
    yield postgres
    await asyncio.to_thread(postgres.stop)


@pytest.fixture
async def there(postgres: Postgres) -> AsyncIterator[World]:
    urls = postgres.urls
    settings = Settings.model_validate(
        {
            "database_url": urls.owner,
            "app_database_url": urls.app,
            "worker_database_url": urls.worker,
            "data_dir": postgres.data_dir,
            "public_url": "http://career.test",
            "log_level": "critical",
        }
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = ASGITransport(app)
        async with AsyncClient(transport=transport, base_url="http://career.test") as client:
            client.app = app  # type: ignore[attr-defined]
            yield await World.begin(app.state.database, client)


@pytest.mark.parametrize("how", ["killed", "stopped"])
async def test_a_restart_under_load_is_unavailable_and_then_over(
    how: str, there: World, postgres: Postgres
) -> None:
    database: Database = there.database
    answers: list[tuple[str, int, str]] = []
    acknowledged: set[str] = set()
    is_over = asyncio.Event()

    async def write() -> None:
        while not is_over.is_set():
            title = uuid4().hex
            answer = await there.rest(
                "amina", "POST", "/v1/plans", {"personId": there.id("amina"), "title": title}
            )
            answers.append(("write", answer.status_code, code(answer)))
            if answer.status_code == 201:
                acknowledged.add(title)
            else:
                await asyncio.sleep(0.02)

    async def read() -> None:
        while not is_over.is_set():
            answer = await there.rest("amina", "GET", "/v1/plans?limit=1")
            answers.append(("read", answer.status_code, code(answer)))
            await asyncio.sleep(0.02 if answer.status_code == 503 else 0)

    load = [asyncio.create_task(one) for one in (write(), write(), write(), read(), read())]
    await asyncio.sleep(0.5)
    await asyncio.to_thread(end, postgres, how)
    await asyncio.sleep(0.5)
    during = len(answers)
    await asyncio.to_thread(postgres.restart)
    await succeeding(answers, during)
    is_over.set()
    await asyncio.gather(*load)

    statuses = Counter(status for _, status, _ in answers)
    assert statuses.keys() == {200, 201, 503}, statuses
    refused = {code for _, status, code in answers if status == 503}
    assert refused <= {"unavailable", "overloaded", "outcome_unknown"}, refused
    assert in_use(database) == 0
    found = await rows(database, there.tenant_id, "SELECT title FROM plan")
    assert acknowledged <= {row["title"] for row in found}


def end(postgres: Postgres, how: str) -> None:
    process = postgres._process
    assert process is not None
    process.send_signal(signal.SIGKILL if how == "killed" else signal.SIGINT)
    process.wait(PATIENCE_S)


async def succeeding(answers: list[tuple[str, int, str]], after: int) -> None:
    """Until reads and writes succeed again, without any help."""
    async with asyncio.timeout(PATIENCE_S):
        while not {200, 201} <= {status for _, status, _ in answers[after:]}:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def code(answer: object) -> str:
    status: int = answer.status_code  # type: ignore[attr-defined]
    return str(answer.json()["code"]) if status == 503 else ""  # type: ignore[attr-defined]
