"""A data folder for each test, and no process left behind by any."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

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

    def start(*arguments: str, **given: Any) -> Running:
        started.append(Running(*arguments, **given))
        return started[-1]

    yield start
    for program in started:
        program.kill()


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a tiny product that ran once."""
    data_dir = tmp_path_factory.mktemp("begun") / "data"
    program = Running("serve", CAREER_DATA_DIR=data_dir, PORT=str(free_port()))
    program.says("To stop")
    program.process.terminate()
    assert program.ends()[0] == 0
    program.kill()
    return data_dir


@pytest.fixture
def serve(
    run: Callable[..., Running], begun: Path, data_dir: Path, port: int
) -> Callable[..., Running]:
    """The tiny product, not for the first time, ready on `port`."""

    def start(**environment: object) -> Running:
        if not data_dir.exists():
            subprocess.run(["cp", "--archive", begun, data_dir], check=True)  # noqa: S603, S607
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
