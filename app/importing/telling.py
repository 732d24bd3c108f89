"""What is told while people come in: a bar where somebody looks, a line now and then elsewhere."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.importing.source import Entry

EVERY_S: Final = 5.0


class Teller:
    """Tells on standard error, so that standard output holds the outcome and nothing else."""

    def __init__(self, path: Path, console: Console) -> None:
        self.path = path
        self.console = console
        self._total = 0
        self._began = self._told_at = time.monotonic()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[told]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(path.name, total=None, told="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def start(self, total: int) -> None:
        self._total = total
        self._began = self._told_at = time.monotonic()
        self._bar.update(self._task, total=total)

    def advance(self, done: int, refused: int) -> None:
        """So many people are done, in all; of the refused, some may get through later."""
        now = time.monotonic()
        told = f"{done / max(now - self._began, 0.001):.0f}/s, {refused} refused so far"
        self._bar.update(self._task, completed=done, told=told)
        if not self.console.is_terminal and now - self._told_at >= EVERY_S:
            self._told_at = now
            self._line(f"{self.path.name}: {done} of {self._total}, {told}")

    def refused(self, entry: Entry, errors: Iterable[dict[str, Any]]) -> None:
        """`people.csv:17: managerExternalId: why`. A JSON file has places instead of lines."""
        where = f":{entry.line}" if entry.line is not None else f":/items/{entry.nth}"
        for error in errors:
            field = "/".join(str(error["pointer"]).split("/")[3:])
            name = f" {field}:" if field else ""
            self._line(f"{self.path.name}{where}:{name} {error['detail']}")

    def failed(self, why: object) -> None:
        self._line(f"career: {self.path.name}: {why}")

    def _line(self, text: str) -> None:
        self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)
