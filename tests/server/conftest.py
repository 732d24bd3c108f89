"""A data folder for each test, and no process left behind by any."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.server.postgres import Postgres, free_port
from tests.server.running import Running, plain_environment


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def run() -> Iterator[Callable[..., Running]]:
    started = []

    def start(*arguments: str, **environment: object) -> Running:
        started.append(Running(*arguments, **environment))
        return started[-1]

    yield start
    for program in started:
        program.kill()


@pytest.fixture
def serve(run: Callable[..., Running], data_dir: Path, port: int) -> Callable[..., Running]:
    """The tiny product, ready on `port`."""

    def start(**environment: object) -> Running:
        program = run("serve", CAREER_DATA_DIR=data_dir, PORT=str(port), **environment)
        program.says("To stop")
        program.look()
        return program

    return start


@pytest.fixture
def settings_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests."""
    for name in os.environ.keys() - plain_environment().keys():
        monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A database for the tests of one file."""
    with Postgres(tmp_path_factory.mktemp("data"), ephemeral=True) as running:
        yield running
