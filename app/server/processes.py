"""Processes that are kept running until somebody asks them to stop."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Protocol

from app.server.errors import KeepsCrashing
from app.server.gate import Gate
from app.server.lifeline import tied_to_me

_QUICK_S = 3.0
_QUICK_LIMIT = 4
_FIRST_DELAY_S = 0.2
_LOOK_EVERY_S = 0.1


class Runs(Protocol):
    """Something that runs, and can be run again after it ended."""

    name: str

    def poll(self) -> int | None:
        """Its exit code, None while it runs."""

    def restart(self) -> None:
        """Run it again."""


class Child:
    """A program of ours that ends with this process, however this process ends."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self._command = command
        self._environment: Mapping[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._spawn(environment)

    def start_behind(self, gate: Gate) -> None:
        """Let it import; it serves once the gate opens."""
        self._spawn(gate.environment, gate.handle)

    def open(self, gate: Gate, environment: Mapping[str, str]) -> None:
        self._environment = environment
        gate.open(environment)

    def poll(self) -> int | None:
        return None if self._process is None else self._process.poll()

    def restart(self) -> None:
        self._spawn(self._environment)

    def send(self, signum: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(signum)

    def wait(self, seconds: float | None = None) -> None:
        if self._process is not None:
            self._process.wait(seconds)

    def _spawn(self, environment: Mapping[str, str], *handles: int) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            self._command,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            pass_fds=handles,
            start_new_session=True,  # Ctrl-C is for us, we tell the children
            preexec_fn=tied_to_me(signal.SIGKILL),  # noqa: PLW1509 - it takes no lock
        )


class Watch:
    """Runs one thing again when it ended, a little later each time, and not forever."""

    def __init__(self, watched: Runs) -> None:
        self._watched = watched
        self._began = time.monotonic()
        self._quick_ends = 0
        self._due: float | None = None

    def look(self) -> None:
        """See to it.

        Raises:
            KeepsCrashing: it ended again and again right after its start.

        """
        now = time.monotonic()
        if self._due is None:
            code = self._watched.poll()
            if code is not None:
                self._due = now + self._delay_after(code, now - self._began)
        elif now >= self._due:
            self._due, self._began = None, now
            self._watched.restart()

    def _delay_after(self, code: int, lived: float) -> float:
        self._quick_ends = self._quick_ends + 1 if lived < _QUICK_S else 0
        how = f"{self._watched.name} stopped by itself ({_describe(code)})"
        if self._quick_ends == _QUICK_LIMIT:
            raise KeepsCrashing(f"{how}, {_QUICK_LIMIT} times right after its start.")
        say(f"{how}; starting it again.")
        return float(_FIRST_DELAY_S * 2**self._quick_ends)


def watch(watches: Iterable[Watch], until: Callable[[], bool] = lambda: False) -> None:
    """Keep everything running until the condition holds: without one, until an exception."""
    watches = tuple(watches)
    while not until():
        for each in watches:
            each.look()
        time.sleep(_LOOK_EVERY_S)


def stop(children: Iterable[Child], patience_s: float) -> None:
    """Let all finish what they do; kill those that do not, or all when asked a second time."""
    running = [child for child in children if child.poll() is None]
    end = time.monotonic() + patience_s
    try:
        for child in running:
            child.send(signal.SIGTERM)
        for child in running:
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0, end - time.monotonic()))
    finally:
        for child in running:
            child.send(signal.SIGKILL)
            child.wait()


def say(line: str) -> None:
    """Tell whoever watches the terminal; what the children log is theirs."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _describe(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"
