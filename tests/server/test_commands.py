"""Commands that need a database for as long as they take."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from app.server import commands
from app.server.opened import opened
from app.server.postgres import Postgres
from app.settings import Settings
from tests.server.running import Running

TELL = "import os, pathlib, sys; pathlib.Path(sys.argv[1]).write_text(os.environ['DATABASE_URL'])"


@pytest.fixture
def settings(settings_free: None, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("CAREER_DATA_DIR", str(data_dir))
    return Settings()


def run_with_database(*command: str) -> int:
    cli = typer.Typer()
    cli.command()(commands.database_run)
    return CliRunner().invoke(cli, ["--", *command]).exit_code


def test_a_program_is_run_with_a_database(settings: Settings, tmp_path: Path) -> None:
    told = tmp_path / "told"
    assert run_with_database(sys.executable, "-c", f"{TELL}; sys.exit(7)", str(told)) == 7
    assert told.read_text().startswith("postgresql://career_owner:")
    Postgres(settings.data_dir).start().stop()  # nobody runs it any more


def test_a_program_that_is_not_there_is_one_line(settings: Settings) -> None:
    assert run_with_database("/no/such/program") == 1


def test_a_running_database_is_shared(
    settings: Settings, run: Callable[..., Running], data_dir: Path
) -> None:
    owner = run("own", str(data_dir))
    url = owner.says("postgresql://")
    with opened(settings) as database:
        assert database.logins.owner.dsn == url
    assert owner.process.poll() is None


def test_an_outside_database_is_taken_as_it_is(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@db.example/career")
    with opened(Settings()) as database:
        assert database.logins.app.dsn == "postgresql://me@db.example/career"
        assert database.logins.app.role == "career_app"
        assert database.environment == {}
    assert not data_dir.exists()
