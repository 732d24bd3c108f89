"""The calls of a sync: a token, then the file as it is, with lines on how far it is."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self

import httpx
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn

SCOPES: Final = "competencies:sync competencies:publish"
PATH: Final = "/v1/competency-frameworks:sync-file"
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

    def __init__(self, http: httpx.Client, client_id: str, client_secret: str) -> None:
        self._http = http
        self._who = (client_id, client_secret)
        self._token: str | None = None

    def sync(self, path: Path, query: dict[str, str]) -> dict[str, Any]:
        """Send the file: the report. Raises `Refused`, `httpx.HTTPError` and `OSError`."""
        headers = {
            "Authorization": f"Bearer {self._admitted()}",
            "Accept": "application/x-ndjson",
            "Content-Type": "application/octet-stream",
            "Content-Length": str(path.stat().st_size),
        }
        with (
            path.open("rb") as file,
            _Bar(path.name, path.stat().st_size) as bar,
            self._http.stream(
                "POST", PATH, params=query, content=bar.sending(file), headers=headers
            ) as answer,
        ):
            if answer.is_error:
                answer.read()
                raise _refused(answer)
            for line in answer.iter_lines():
                told = json.loads(line)
                if "report" in told:
                    report: dict[str, Any] = told["report"]
                    return report
                if "problem" in told:
                    raise Refused(told["problem"], told["problem"]["detail"])
                bar.look(told)
        raise Refused({}, "the server ended the answer before it said what came of it")

    def _admitted(self) -> str:
        if self._token is None:
            answer = self._http.post(
                "/oauth2/token",
                data={"grant_type": "client_credentials", "scope": SCOPES},
                auth=self._who,
            )
            if answer.is_error:
                raise _refused(answer)
            token: str = answer.json()["access_token"]
            self._token = token
        return self._token


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
        self._progress.__enter__()
        self._task = self._progress.add_task(f"sending {self._name}", total=self._size)
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.__exit__(*error)

    def sending(self, file: Any) -> Iterator[bytes]:
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
