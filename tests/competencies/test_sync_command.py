"""`career sync plan` and `career sync apply`: what they say, and what they exit with."""

import json
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from app.domain.access import service as access
from app.domain.access.commands import RegisterClient
from app.domain.actor import Scope
from app.syncing.calls import Call
from app.syncing.run import Wish, apply, export, plan
from tests.competencies.kit import a_goal_about, a_model, in_force, one
from tests.competencies.kit import sync as synced
from tests.door.app import application
from tests.world import World

SCOPES = (Scope.COMPETENCIES_SYNC, Scope.COMPETENCIES_PUBLISH)


class Shell:
    """The commands in front of one file, and what they wrote."""

    def __init__(self, world: World, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.world, self.path, self._capsys = world, path, capsys
        self.out = self.err = ""
        self.scopes: tuple[Scope, ...] = SCOPES

    def write(self, *competencies: Any, **more: Any) -> None:
        self.path.write_text(json.dumps(a_model(*competencies, **more)), encoding="utf-8")

    async def plan(self, out: Path | None = None, *, as_json: bool = False, **wish: Any) -> int:
        call = await self._call()
        return self._done(await plan(Wish(self.path, **wish), call, as_json=as_json, out=out))

    async def apply(
        self,
        planned: Path | None = None,
        *,
        agreed: bool = True,
        as_json: bool = False,
        **wish: Any,
    ) -> int:
        call, wanted = await self._call(), Wish(self.path, **wish)
        done = await apply(wanted, call, as_json=as_json, planned=planned, agreed=agreed)
        return self._done(done)

    async def export(self, code: str, out: Path | None = None, **query: str) -> int:
        return self._done(await export(code, await self._call(), query, out))

    async def _call(self) -> Call:
        command = RegisterClient(name="Script", scopes=self.scopes)
        answer = await self.world.system.execute(access.register_client, {"command": command})
        client = json.loads(answer.body)
        transport = ASGITransport(application(self.world.client), raise_app_exceptions=False)
        http = AsyncClient(transport=transport, base_url="http://career.test")
        return Call(http, client["clientId"], client["clientSecret"])

    def _done(self, code: int) -> int:
        self.out, self.err = self._capsys.readouterr()
        return code


@pytest.fixture
def shell(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(world, tmp_path / "craft.json", capsys)


async def test_a_plan_exits_with_two_and_then_with_nothing_to_do(
    world: World, shell: Shell
) -> None:
    shell.write("A", "B")

    assert await shell.plan() == 2
    assert "+ A  Name of A" in shell.out
    assert "craft, version 1: 2 created, 0 updated, 0 retired, 0 unchanged" in shell.out
    assert await in_force(world) == {}
    assert await shell.apply() == 0
    assert set(await in_force(world)) == {"A", "B"}
    assert await shell.plan() == 0
    assert "0 created, 0 updated, 0 retired, 2 unchanged" in shell.out


async def test_a_plan_shows_what_was_and_what_would_be(world: World, shell: Shell) -> None:
    await synced(world, a_model("A", "B"))
    await a_goal_about(world, (await in_force(world))["A"]["id"])
    shell.write(one("A", name="Other"), one("C", replaces=["B"]))

    assert await shell.plan() == 2
    assert '    name: "Name of A" -> "Other"' in shell.out
    assert "+ C  Name of C  in place of B" in shell.out
    assert "- B  Name of B" in shell.out
    assert "* A concerns 1 open plans" in shell.out


async def test_a_plan_that_cannot_be_carried_out_exits_with_one(world: World, shell: Shell) -> None:
    await synced(world, a_model("A", "B"))
    await a_goal_about(world, (await in_force(world))["A"]["id"])
    shell.write("B")

    assert await shell.plan() == 1
    assert "! A: open plans go by it" in shell.out
    assert await shell.apply() == 1
    assert set(await in_force(world)) == {"A", "B"}


async def test_a_kept_plan_is_carried_out_or_refused(
    world: World, shell: Shell, tmp_path: Path
) -> None:
    kept = tmp_path / "plan.json"
    shell.write("A")
    assert await shell.plan(kept) == 2
    await synced(world, a_model("Z"))

    assert await shell.apply(kept) == 1
    assert "The world has moved" in shell.err
    assert set(await in_force(world)) == {"Z"}

    assert await shell.plan(kept) == 2
    assert await shell.apply(kept) == 0
    assert set(await in_force(world)) == {"A"}


async def test_machines_read_json(world: World, shell: Shell) -> None:
    shell.write("A")

    assert await shell.plan(as_json=True) == 2
    made = json.loads(shell.out)
    assert (made["created"], made["dryRun"]) == (1, True)
    assert await shell.apply(as_json=True) == 0
    assert json.loads(shell.out)["dryRun"] is False
    assert await shell.apply(as_json=True) == 0
    assert json.loads(shell.out)["changed"] is False


async def test_nobody_who_cannot_be_asked_is_asked(world: World, shell: Shell) -> None:
    shell.write("A")

    assert await shell.apply(agreed=False) == 1
    assert "say --yes, or give a --plan" in shell.err
    assert await in_force(world) == {}


async def test_a_draft_needs_no_right_to_publish(world: World, shell: Shell) -> None:
    shell.scopes = (Scope.COMPETENCIES_SYNC,)
    shell.write("A")

    assert await shell.apply() == 1
    assert await shell.apply(publish=False) == 0
    assert await in_force(world) == {}


async def test_faults_name_the_file_and_the_line(shell: Shell) -> None:
    shell.path = shell.path.with_suffix(".yaml")
    shell.path.write_text("framework: {code: m, title: M}\ncompetencies:\n  - {code: A}\n")

    assert await shell.plan() == 1
    assert f"  {shell.path}:3: line 3" in shell.err
    assert await shell.plan(as_json=True) == 1
    assert json.loads(shell.out)["code"] == "model_unreadable"


async def test_what_is_no_plan_and_no_file_is_said(shell: Shell, tmp_path: Path) -> None:
    assert await shell.plan() == 1
    assert "No such file" in shell.err
    shell.write("A")
    other = tmp_path / "other.json"
    other.write_text("{}")
    assert await shell.apply(other) == 1
    assert "is no plan" in shell.err


async def test_an_export_is_planned_as_no_change(
    world: World, shell: Shell, tmp_path: Path
) -> None:
    shell.scopes = (*SCOPES, Scope.COMPETENCIES_READ)
    shell.write("A", one("B", translations={"de": {"name": "Be"}}))
    await shell.apply()
    written = tmp_path / "written.yaml"

    assert await shell.export("craft", written, format="own_yaml") == 0
    shell.path = written
    assert await shell.plan() == 0

    assert await shell.export("craft", format="csv") == 0
    assert shell.out.startswith("code,")
    assert await shell.export("nothing", written) == 1
    assert "there is no framework with the code nothing" in shell.err
    assert await shell.export("craft", format="word") == 1
