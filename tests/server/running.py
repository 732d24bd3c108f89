"""Programs that tests start, and what is left of them afterwards."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

PROGRAM = Path(__file__).parent / "tiny_product" / "run.py"
MIGRATIONS = PROGRAM.with_name("migrations")
PATIENCE_S = 30  # how long a hang may take to be called one


class Running:
    """A program in a process group of its own, and every process that came of it."""

    def __init__(
        self, *arguments: str, command: tuple[str, ...] = (), **environment: str | Path
    ) -> None:
        self._errors = TemporaryFile("w+")  # noqa: SIM115 - a pipe that nobody reads fills up
        self.process = subprocess.Popen(  # noqa: S603
            command or (sys.executable, "-P", str(PROGRAM), *arguments),
            env=plain_environment() | {name: str(value) for name, value in environment.items()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            start_new_session=True,
        )
        self._seen: dict[int, str] = {}

    @property
    def pid(self) -> int:
        return self.process.pid

    def says(self, word: str) -> str:
        """The next line of its output with this word in it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if word in line:
                return line.strip()
        raise AssertionError(f"it ended without saying {word!r}: {self.ends()}")

    def look(self) -> dict[int, str]:
        """Every process below it by now, also those found before: command lines by id."""
        self._seen |= descendants(self.pid)
        return self._seen

    def signalled(self, signum: signal.Signals) -> None:
        self.look()
        self.process.send_signal(signum)

    def ends(self) -> tuple[int, str, str]:
        """Exit code, standard output and standard error, once it ended."""
        out, _ = self.process.communicate(timeout=PATIENCE_S)
        self._errors.seek(0)
        return self.process.returncode, out, self._errors.read()

    def leaves_nothing(self) -> bool:
        """Whether everything that it started is gone, soon."""
        return eventually(lambda: not any(map(is_alive, self._seen)))

    def kill(self) -> None:
        self.look()
        for process in (self.pid, *self._seen):
            if is_alive(process):
                os.kill(process, signal.SIGKILL)
        self.process.communicate(timeout=PATIENCE_S)
        self._errors.close()


def plain_environment() -> dict[str, str]:
    """This one without settings of the product, and with nothing below HOME."""
    names = {"HOST", "PORT", "DATABASE_URL", "HOME"}
    return {
        name: value
        for name, value in os.environ.items()
        if name not in names and not name.startswith("CAREER_")
    }


def descendants(pid: int) -> dict[int, str]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (status := _status(int(entry.name))):
            children.setdefault(status[1], []).append(int(entry.name))
    found: dict[int, str] = {}
    waiting = children.get(pid, [])[:]
    while waiting:
        child = waiting.pop()
        found[child] = _command_line(child)
        waiting += children.get(child, [])
    return found


def is_alive(pid: int) -> bool:
    status = _status(pid)
    return status is not None and status[0] != "Z"


def eventually(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def get(port: int, path: str) -> Any:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE_S) as answer:
        return json.load(answer)


def answers(port: int, path: str = "/") -> bool:
    try:
        get(port, path)
    except OSError:
        return False
    return True


def _status(pid: int) -> tuple[str, int] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    state, parent, *_ = text.rpartition(")")[2].split()
    return state, int(parent)


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""
