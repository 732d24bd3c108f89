"""What an operator does about machines and keys from a shell."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.server.errors import CannotRun
from app.settings import Settings


@pytest.fixture(autouse=True)
def _environment(
    settings: Settings, owner_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", owner_dsn)
    monkeypatch.setenv("CAREER_DATA_DIR", str(tmp_path))


def run(*words: str) -> str:
    done = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def told(*words: str) -> dict[str, Any]:
    return dict(json.loads(run(*words)))


def test_a_machine_is_let_in_given_another_secret_and_shut_out() -> None:
    tenant = told("tenant", "create", "Fabrikam")["tenantId"]
    client = told("client", "create", tenant, "HRIS", "people:read")
    again = told("client", "rotate-secret", client["clientId"], "--overlap-hours", "0")
    assert again["clientSecret"] not in ("", client["clientSecret"])
    assert told("client", "disable", client["clientId"])["disabledAt"] is not None


def test_what_names_no_client_is_refused_in_a_line() -> None:
    tenant = told("tenant", "create", "Fabrikam")["tenantId"]
    known = told("client", "create", tenant, "HRIS", "people:read")["clientId"]
    assert CliRunner().invoke(cli, ["client", "disable", "cc_x"]).exit_code == 2
    unknown = known[:-4] + ("AAAA" if known[-4:] != "AAAA" else "AAAE")
    with pytest.raises(CannotRun, match="does not exist"):
        run("client", "disable", unknown)
    bad = CliRunner().invoke(cli, ["client", "rotate-secret", known, "--overlap-hours", "721"])
    assert bad.exit_code == 2
    assert CliRunner().invoke(cli, ["client", "create", tenant, "x", "system"]).exit_code == 2


def test_signing_keys_are_rotated_and_listed_without_being_shown(tmp_path: Path) -> None:
    first = run("keys", "list").split()
    assert first[:2] == ["signs", "RS256"]
    lines = run("keys", "rotate").splitlines()
    assert [line.split()[0] for line in lines] == ["waits", "signs"]
    assert lines[1].split()[2] == first[2]
    with pytest.raises(CannotRun, match="does not sign yet"):
        run("keys", "rotate")
    assert run("keys", "rotate", "--at-once").split()[0] == "signs"
    [only] = run("keys", "rotate", "--forget").splitlines()
    assert run("keys", "list").splitlines() == [only]
    private = json.loads((tmp_path / "signing-keys.json").read_text())["keys"][0]
    assert private["d"] not in only
