"""The story, against the real product: it ends well, again and again, and says why if it cannot."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from app.demo.story import play
from app.demo.tokens import banner, make_token
from app.settings import Settings
from tests.demo.conftest import PROGRAM, Served
from tests.server.running import plain_environment


def test_it_ends_well(served: Served) -> None:
    played = subprocess.run(  # noqa: S603 - our own program
        (*PROGRAM, "demo", "play"),
        env=plain_environment()
        | {"CAREER_DATA_DIR": str(served.data_dir), "PORT": str(served.port)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    told = played.stdout
    assert (played.returncode, played.stderr) == (0, "")
    assert "people.csv: 51 created, 9 unchanged" in told
    assert "people.json: 60 unchanged" in told
    assert "competency-model.yaml: 24 created" in told
    assert "again: 24 unchanged" in told
    for step in range(1, 7):
        assert f"\n{step}. " in told
    for event, sequence in (("created", 1), ("started", 3), ("reached", 5)):
        found = rf"webhook  milestone\.{event} +sequence {sequence}, signature right, (\d+) ms"
        assert re.search(found, told)
    assert re.search(r"employee GET \S+/notes +200 sees 1 of the 2 notes", told)
    assert re.search(r"a stranger .* 404 not_found +not_found\n", told)
    assert re.search(r"another organisation's person .* 404 not_found +not_found\n", told)
    assert re.search(r"read-only .* 403 insufficient_scope +insufficient_scope\n", told)
    assert "Everything happened as told" in told


def test_it_can_be_played_again_and_leaves_no_endpoint_behind(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert play(served.settings, None) == 0
    again = capsys.readouterr().out.rpartition("\n1. ")[2]
    assert "people.csv: 60 unchanged" in again
    assert "competency-model.yaml: 24 unchanged" in again

    token = make_token(served.settings, "employee", None, "webhooks:read")
    endpoints = httpx.get(
        f"{served.settings.base_url}/v1/webhook-endpoints",
        headers={"authorization": f"Bearer {token}"},
    )
    assert endpoints.json()["data"] == []


def test_without_a_server_it_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert play(Settings(data_dir=tmp_path, port=1), None) == 1
    assert capsys.readouterr().err == (
        "career: nothing answers at http://127.0.0.1:1: run `make serve` in another terminal "
        "first.\n"
    )


def test_something_else_that_answers_is_not_played_on(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    assert play(served.settings, f"{served.settings.base_url}/docs") == 1
    assert "/docs is not Career Conversations." in capsys.readouterr().err


def test_in_another_folder_it_names_the_setting(
    served: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = Settings(data_dir=tmp_path, port=served.port)
    assert play(elsewhere, None) == 1
    assert f"no demonstration in {tmp_path}: set CAREER_DATA_DIR" in capsys.readouterr().err

    shutil.copy(served.data_dir / "demo.json", tmp_path)  # the cast, with keys of its own
    assert play(elsewhere, None) == 1
    assert "(unauthenticated): set CAREER_DATA_DIR as for the" in capsys.readouterr().err


def test_a_start_shows_fresh_tokens(served: Served) -> None:
    assert served.program.says("Tokens of one hour")
    assert served.program.says("employee  Amina Diallo, an employee")
    assert served.program.says("eyJ")


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl to paste it for")
def test_what_the_banner_offers_to_paste_works(served: Served) -> None:
    lines = [one for one in banner(served.settings).splitlines() if one.startswith("  curl")]
    token, milestones, me = (
        subprocess.run(  # noqa: S602 - that it survives a shell is the point
            line, shell=True, capture_output=True, text=True, check=True
        ).stdout
        for line in lines
    )
    assert '"access_token":' in token
    assert "Amina Diallo" in milestones
    shown = json.loads(me)["data"]["me"]
    assert (shown["displayName"], shown["manager"]) == (
        "Amina Diallo",
        {"displayName": "Jonas Lindqvist"},
    )
