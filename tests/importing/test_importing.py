"""`career people import`: files of every kind, in any order, over a line that breaks."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from httpx import ASGITransport, AsyncClient
from rich.console import Console
from typer.testing import CliRunner

from app.cli import cli
from app.domain.access import service as access
from app.domain.access.commands import RegisterClient
from app.domain.actor import Scope
from app.importing import calls as calling
from app.importing.calls import Calls
from app.importing.run import Wish, import_people
from tests.door.app import application
from tests.world import World

Answer = Callable[[httpx.Request], httpx.Response | None]


class Line(httpx.AsyncBaseTransport):
    """A connection to the application that can be interfered with: before, and after."""

    def __init__(self, world: World) -> None:
        self.inner = ASGITransport(application(world.client), raise_app_exceptions=False)
        self.sent: list[httpx.Request] = []
        self.before: Answer = lambda _: None
        self.after: Answer = lambda _: None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        early = self.before(request)
        if early is not None:
            return early
        answer = await self.inner.handle_async_request(request)
        return self.after(request) or answer

    @property
    def batches(self) -> list[dict[str, Any]]:
        return [json.loads(r.content) for r in self.sent if r.url.path.endswith(":batch")]


class Run:
    """Imports of one organisation's HRIS, and what was told of them."""

    def __init__(self, world: World, client: dict[str, Any], line: Line) -> None:
        self.world, self.client, self.line = world, client, line
        self.told = ""

    async def __call__(self, path: Path, **wish: Any) -> int:
        out = io.StringIO()
        base = "http://career.test"
        async with AsyncClient(transport=self.line, base_url=base) as http:
            calls = Calls(http, self.client["clientId"], self.client["clientSecret"])
            code = await import_people(Wish(path, **wish), calls, Console(file=out, width=40))
        self.told = out.getvalue()
        return code

    async def managers(self) -> dict[str, str | None]:
        path = "/v1/people?expand=manager&limit=200"
        listed = (await self.world.rest("vendor", "GET", path)).json()["data"]
        return {
            one["externalId"]: one["manager"] and one["manager"]["externalId"] for one in listed
        }


@pytest.fixture
async def run(world: World, monkeypatch: pytest.MonkeyPatch) -> Run:
    command = RegisterClient(name="HRIS", scopes=(Scope.PEOPLE_WRITE,))
    answer = await world.system.execute(access.register_client, {"command": command})
    monkeypatch.setattr(calling, "_usual_wait", lambda _attempt: 0.0)
    return Run(world, json.loads(answer.body), Line(world))


def person(name: str, manager: str = "", **more: str) -> dict[str, str]:
    known = {"externalId": name, "userName": name, "displayName": name.title()}
    return {**known, "managerExternalId": manager, "title": "", **more}


def written(path: Path, people: list[dict[str, str]]) -> Path:
    items = [
        {n: v or None for n, v in one.items() if v or n == "managerExternalId"} for one in people
    ]
    if path.suffix == ".csv":
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(people[0]))
            writer.writeheader()
            writer.writerows(people)
    elif path.suffix == ".json":
        path.write_text(json.dumps({"items": items}))
    else:
        path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return path


@pytest.mark.parametrize("suffix", ["csv", "ndjson", "jsonl", "json"])
async def test_every_kind_of_file_brings_the_same_people_and_twice_changes_nothing(
    run: Run, tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / f"people.{suffix}", [person("a", "b"), person("b"), person("c", "a")])

    assert await run(path) == 0
    told = f"people.{suffix}: 3 created, 0 updated, 0 unchanged, 0 refused\n"
    assert capsys.readouterr().out == told
    assert await run(path) == 0
    assert "0 created, 0 updated, 3 unchanged" in capsys.readouterr().out
    found = await run.managers()
    assert [found[name] for name in "abc"] == ["b", None, "a"]


@pytest.mark.parametrize("chunk", [1, 2, 3])
async def test_the_order_of_the_lines_does_not_matter(
    run: Run, tmp_path: Path, chunk: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Managers come last; then all is turned upside down, and two swap their names."""
    down = [person(f"p{n}", f"p{n + 1}" if n < 5 else "") for n in range(6)]
    up = [person(f"p{n}", f"p{n - 1}" if n else "") for n in reversed(range(6))]

    assert await run(written(tmp_path / "down.csv", down), chunk=chunk) == 0
    assert "6 created, 0 updated" in capsys.readouterr().out
    assert await run(written(tmp_path / "up.csv", up), chunk=chunk) == 0
    assert "0 created, 6 updated" in capsys.readouterr().out
    found = await run.managers()
    assert [found[f"p{n}"] for n in range(6)] == [None, "p0", "p1", "p2", "p3", "p4"]


async def test_names_that_are_passed_on_between_calls_arrive(run: Run, tmp_path: Path) -> None:
    before = [person("a"), person("b"), person("c")]
    after = [person("a", userName="b"), person("c"), person("b", userName="x")]
    assert await run(written(tmp_path / "before.csv", before)) == 0

    assert await run(written(tmp_path / "after.csv", after), chunk=1) == 0


async def test_a_refused_line_is_told_with_its_number_and_the_rest_comes(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = [person("a", title="Two\nlines"), person("b", "nobody"), person("c")]
    path = written(tmp_path / "people.csv", people)
    with path.open("ab") as file:
        file.write(b"d,d\r\n")

    assert await run(path, chunk=1) == 1
    lines = run.told.splitlines()
    assert lines[0].startswith("people.csv:6: The line has 2 cells")
    assert [line.split(": ")[:2] for line in lines[1:]] == [
        ["people.csv:2", "title"],
        ["people.csv:4", "managerExternalId"],
    ]
    assert "1 created, 0 updated, 0 unchanged, 3 refused" in capsys.readouterr().out


async def test_a_json_file_has_places_instead_of_lines(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path / "people.json", [person("a"), person("b", locale="?")])

    assert await run(path) == 1
    assert run.told.startswith("people.json:/items/1: locale: ")


async def test_all_or_nothing_is_one_call(run: Run, tmp_path: Path) -> None:
    bad = written(tmp_path / "bad.ndjson", [person("a"), person("b", locale="?")])
    good = written(tmp_path / "good.ndjson", [person("a"), person("b")])

    assert await run(bad, all_or_nothing=True, chunk=1) == 1
    assert run.told.startswith("bad.ndjson:2: locale: ")
    assert "nothing was changed" in run.told
    assert "a" not in await run.managers()
    assert await run(good, all_or_nothing=True, chunk=1) == 0
    assert [len(body["items"]) for body in run.line.batches] == [2, 2]


async def test_all_or_nothing_has_a_limit_and_says_so(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path / "many.csv", [person(f"p{n}") for n in range(10_001)])

    assert await run(path, all_or_nothing=True) == 1
    assert "10000 people at the most; here are 10001" in run.told
    assert run.line.sent == []


async def test_a_broken_connection_is_no_reason_to_do_it_twice(run: Run, tmp_path: Path) -> None:
    """The answer to the first call is lost, after it was done."""
    lost: list[str] = []

    def lose(request: httpx.Request) -> None:
        if request.url.path.endswith(":batch") and not lost:
            lost.append(request.headers["idempotency-key"])
            raise httpx.ReadError("gone")

    run.line.after = lose
    path = written(tmp_path / "people.csv", [person("a"), person("b")])

    assert await run(path, chunk=1) == 0
    keys = [r.headers["idempotency-key"] for r in run.line.sent if "batch" in r.url.path]
    assert keys[:2] == lost * 2
    assert len(set(keys)) == 2


@pytest.mark.parametrize(
    ("status", "code"), [(429, ""), (503, "busy"), (409, "idempotency_in_progress")]
)
async def test_who_asks_for_patience_is_given_it(
    run: Run, tmp_path: Path, status: int, code: str
) -> None:
    left = [httpx.Response(status, json={"code": code}, headers={"retry-after": "0"})] * 2

    def busy(request: httpx.Request) -> httpx.Response | None:
        return left.pop() if left and request.url.path.endswith(":batch") else None

    run.line.before = busy
    assert await run(written(tmp_path / "people.csv", [person("a")])) == 0
    assert len(run.line.batches) == 3


async def test_a_token_that_ends_on_the_way_is_asked_for_again(run: Run, tmp_path: Path) -> None:
    ended = [httpx.Response(401, json={"code": "unauthenticated"})]

    def end(request: httpx.Request) -> httpx.Response | None:
        return ended.pop() if ended and request.url.path.endswith(":batch") else None

    run.line.before = end
    assert await run(written(tmp_path / "people.csv", [person("a")])) == 0
    assert [r.url.path for r in run.line.sent].count("/oauth2/token") == 2


async def test_what_does_not_get_better_ends_with_a_reason(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path / "people.csv", [person("a")])
    run.line.before = lambda _: httpx.Response(502, text="<html>")
    assert await run(path) == 1
    assert "no token: 502" in run.told
    run.line.before = lambda _: None
    run.client["clientSecret"] = "wrong"
    assert await run(path) == 1
    assert "no token" in run.told


async def test_a_dry_run_reads_and_checks_and_sends_nothing(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "people.csv", [person("a"), person("b", title="x" * 201)])

    assert await run(path, dry_run=True) == 1
    assert run.told.startswith("people.csv:3: title: ")
    assert "2 read, 1 refused; nothing was sent" in capsys.readouterr().out
    assert run.line.sent == []


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("people.xlsx", b"", "none of .csv"),
        ("people.csv", b'a,b\n"1', "line 2 is not closed"),
        ("people.json", b"{}", "neither a list"),
        ("people.json", b"{", "The file is not JSON"),
        ("missing.csv", None, "No such file"),
    ],
)
async def test_a_file_that_cannot_be_read_says_why(
    run: Run, tmp_path: Path, name: str, content: bytes | None, why: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    assert await run(path) == 1
    assert why in run.told


async def test_an_empty_file_asks_nobody(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(b"")

    assert await run(path) == 0
    assert run.line.sent == []


def test_the_command_ends_with_one_where_nothing_can_be_read(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["people", "import", str(tmp_path / "people.csv")])

    assert done.exit_code == 1
    assert "No such file" in done.stderr
