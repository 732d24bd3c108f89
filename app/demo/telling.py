"""How the story is told on a terminal: short lines, in colour only where somebody looks."""

import re
from collections.abc import Iterable, Sequence

import httpx
from rich.console import Console
from rich.text import Text

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WHO, _REQUEST = 9, 41


class Teller:
    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._steps = 0

    def step(self, title: str) -> None:
        self._steps += 1
        self._print(Text(f"\n{self._steps}. {title}", "bold"))

    def answered(self, who: str, answer: httpx.Response, text: str) -> None:
        """A request, its status, and what came of it."""
        request = f"{answer.request.method} {shortened(answer.request.url.path)}"
        self._line(who, request, str(answer.status_code), text)

    def asked(self, who: str, operation: str, text: str) -> None:
        """A GraphQL operation, and what came of it."""
        self._line(who, f"GraphQL {operation}", "ok", text)

    def note(self, text: str) -> None:
        self._print(Text(f"   {text}"))

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        lines = [tuple(head), *(tuple(row) for row in rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for index, line in enumerate(lines):
            cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            self._print(Text(f"   {'  '.join(cells).rstrip()}", "dim" if index == 0 else ""))

    def end(self, text: str) -> None:
        self._print(Text(f"\n{text}", "bold green"))

    def _line(self, who: str, request: str, status: str, text: str) -> None:
        parts = (
            (f"   {who:<{_WHO}}", "cyan"),
            f"{request:<{_REQUEST}} ",
            (f"{status:<4}", "green"),
            text,
        )
        self._print(Text.assemble(*parts))

    def _print(self, text: Text) -> None:
        text.rstrip()
        self._console.print(text, soft_wrap=True)


def shortened(path: str) -> str:
    """A path without its ids, which nobody reads."""
    return _ID.sub("…", path)
