"""`career audit verify`, as an operator runs it."""

import asyncio
import json
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from app.auditing import verify
from app.cli import cli
from app.server.errors import CannotRun
from app.settings import Settings
from tests.world import World


def test_a_file_that_holds_no_marks_is_told_of(settings: Settings, tmp_path: Path) -> None:
    for number, text in enumerate(("", "[]", '{"marks": [{"lane": -1}]}', '{"marks": 7}')):
        file = tmp_path / f"{number}.json"
        file.write_text(text)
        with pytest.raises(CannotRun, match="holds no marks of a trail"):
            verify(settings, uuid4(), file)


async def test_marks_are_left_and_compared(
    world: World,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("database_url", "app_database_url", "worker_database_url"):
        variable = "DATABASE_URL" if name == "database_url" else f"CAREER_{name.upper()}"
        monkeypatch.setenv(variable, str(getattr(settings, name)))
    monkeypatch.setenv("CAREER_DATA_DIR", str(settings.data_dir))
    file = tmp_path / "marks.json"
    command = ["audit", "verify", str(world.tenant_id), "--marks", str(file)]

    first = await run(command)
    marks = json.loads(file.read_text())
    second = await run(command)
    marks["marks"][0]["hash"] = "00" * 32
    file.write_text(json.dumps(marks))
    third = await run(command)

    assert (first[0], second[0], third[0]) == (0, 0, 1)
    assert second[1]["entries"] == first[1]["entries"] + 1
    assert [one["what"] for one in third[1]["breaches"]] == ["rewritten"]


async def run(command: list[str]) -> tuple[int, dict[str, object]]:
    done = await asyncio.to_thread(CliRunner().invoke, cli, command)
    return done.exit_code, json.loads(done.stdout)
