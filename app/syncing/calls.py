"""The calls of a sync: a token, then the file as it is, with lines on how far it is."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, Any, Final, Self

import httpx
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn

SYNC: Final = "competencies:sync"
PUBLISH: Final = "competencies:publish"
READ: Final = "competencies:read"
FRAMEWORKS: Final = "/v1/competency-frameworks"
PATH: Final = f"{FRAMEWORKS}:sync-file"
PIECE: Final = 262_144


class Refused(Exception):
    """The server does not do it. `problem` is what it says (RFC 9457), empty if it said nothing
    that can be read.
    """

    def __init__(self, problem: dict[str, Any], why: str) -> None:
        self.problem = problem
        super().__init__(why)


class Call:
    """One machine client at one server."""

    def __init__(self, http: httpx.AsyncClient, client_id: str, client_secret: str) -> None:
        self._http = http
        self._who = (client_id, client_secret)
        self._tokens: dict[str, str] = {}

    async def sync(self, path: Path, query: dict[str, str]) -> dict[str, Any]:
        """Send the file: the report. Raises `Refused`, `httpx.HTTPError` and `OSError`."""
        size = _size(path)
        headers = {
            "Authorization": f"Bearer {await self._admitted(_scope(query))}",
            "Accept": "application/x-ndjson",
            "Content-Type": "application/octet-stream",
            "Content-Length": str(size),
        }
        with path.open("rb") as file, _Bar(path.name, size) as bar:
            asked = self._http.build_request(
                "POST", PATH, params=query, content=bar.sending(file), headers=headers
            )
            answer = await self._http.send(asked, stream=True)
            try:
                return await _last(answer, bar)
            finally:
                await answer.aclose()

    async def export(self, code: str, query: dict[str, str]) -> bytes:
        """A framework as a file. Raises `Refused` and `httpx.HTTPError`."""
        headers = {"Authorization": f"Bearer {await self._admitted(READ)}"}
        known = await self._http.get(FRAMEWORKS, params={"code": code}, headers=headers)
        if known.is_error:
            raise _refused(known)
        if not known.json()["data"]:
            raise Refused({}, f"there is no framework with the code {code}")
        [framework] = known.json()["data"]
        path = f"{FRAMEWORKS}/{framework['id']}/export"
        answer = await self._http.get(path, params=query, headers=headers)
        if answer.is_error:
            raise _refused(answer)
        return answer.content

    async def _admitted(self, scope: str) -> str:
        if scope not in self._tokens:
            answer = await self._http.post(
                "/oauth2/token",
                data={"grant_type": "client_credentials", "scope": scope},
                auth=self._who,
            )
            if answer.is_error:
                raise _refused(answer)
            self._tokens[scope] = answer.json()["access_token"]
        return self._tokens[scope]


def _scope(query: dict[str, str]) -> str:
    """A draft, or only a plan, needs less than publishing."""
    publishes = query["publish"] == "true" and "dryRun" not in query
    return f"{SYNC} {PUBLISH}" if publishes else SYNC


def _size(path: Path) -> int:
    return path.stat().st_size


async def _last(answer: httpx.Response, bar: "_Bar") -> dict[str, Any]:
    """The report in the last line; what comes before says how far it is."""
    if answer.is_error:
        await answer.aread()
        raise _refused(answer)
    async for line in answer.aiter_lines():
        told = json.loads(line)
        if "report" in told:
            report: dict[str, Any] = told["report"]
            return report
        if "problem" in told:
            raise Refused(told["problem"], told["problem"]["detail"])
        bar.look(told)
    raise Refused({}, "the server ended the answer before it said what came of it")


def _refused(answer: httpx.Response) -> Refused:
    try:
        problem: dict[str, Any] = answer.json()
    except ValueError:
        return Refused({}, f"the server answered {answer.status_code}")
    why = problem.get("detail") or problem.get("error_description") or problem.get("error")
    return Refused(problem, str(why or f"the server answered {answer.status_code}"))


class _Bar:
    """Progress for whoever looks at a terminal; nothing for scripts."""

    def __init__(self, name: str, size: int) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
        self._progress = Progress(
            *columns, console=console, transient=True, disable=not console.is_terminal
        )
        self._name, self._size = name, size
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        self._task = self._progress.add_task(f"sending {self._name}", total=self._size)
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    async def sending(self, file: IO[bytes]) -> AsyncIterator[bytes]:
        sent = 0
        while piece := file.read(PIECE):
            yield piece
            sent += len(piece)
            self._update(completed=sent)

    def look(self, told: dict[str, Any]) -> None:
        stage = f"{told['stage']} {self._name}"
        self._update(description=stage, completed=told["read"], total=told["size"])

    def _update(self, **changes: Any) -> None:
        if self._task is not None:
            self._progress.update(self._task, **changes)
