"""The whole product as `career serve` runs it, in a folder and on a port of its own."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.server.postgres import free_port
from app.settings import Settings
from tests.server.running import Running

PROGRAM = (sys.executable, "-P", "-m", "app.cli")


@dataclass(frozen=True)
class Served:
    """A running product."""

    program: Running
    data_dir: Path
    port: int

    @property
    def settings(self) -> Settings:
        return Settings(data_dir=self.data_dir, port=self.port)


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """It looks for work without end: no longer than anybody here asks it for something."""
    data_dir, port = tmp_path_factory.mktemp("story") / "data", free_port()
    program = Running(
        command=(*PROGRAM, "serve"),
        CAREER_DATA_DIR=data_dir,
        PORT=str(port),
        CAREER_WORKER_POLL_S="0.05",
    )
    try:
        program.says("To stop")
        program.look()
        yield Served(program, data_dir, port)
        program.process.terminate()
        assert program.ends()[0] == 0
    finally:
        program.kill()
