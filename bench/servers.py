"""The two processes that are measured: started, watched, ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

from app.security.issuer import Issuer
from app.security.provision import create_keyring
from app.server.lifeline import tied_to_me
from app.server.postgres import free_port
from app.settings import MOST_PER_MINUTE, Settings
from bench.workloads import Tokens

LIFETIME_S: Final = 3600
BUDGETS: Final = ("PERSON", "CLIENT", "SENSITIVE", "TOKEN", "ADDRESS")
"""They are counted as ever, and never met."""
PRODUCT: Final = ("-m", "app.cli", "api")
LIMIT: Final = ("-m", "bench.serve")
_START_S: Final = 120.0
_STOP_S: Final = 15.0
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PARENT, _USER, _SYSTEM = 1, 11, 12  # places in /proc/<pid>/stat, counted after the name


@dataclass(frozen=True)
class Server:
    """A server on loopback: the process that was started, and those that it started."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        return cpu_seconds_below(self.pid)


@contextmanager
def served(
    command: Sequence[str], port: int, log: Path, environment: Mapping[str, str]
) -> Iterator[Server]:
    """Run until the block ends. What it says goes into a file, as it would elsewhere."""
    with log.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-P", *command],
            env={**os.environ, "PORT": str(port), **environment},
            stdout=said,
            stderr=said,
            preexec_fn=tied_to_me(signal.SIGTERM),  # noqa: PLW1509 - it takes no lock
        )
        try:
            _wait_until_ready(process, port, log)
            yield Server(port, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def as_served() -> Settings:
    """The settings that a server is measured with; those that it starts with are the same."""
    os.environ |= {"HOST": "127.0.0.1", "PORT": str(a_port()), "CAREER_LOG_LEVEL": "info"}
    os.environ |= {f"CAREER_RATE_{one}_PER_MINUTE": str(MOST_PER_MINUTE) for one in BUDGETS}
    return Settings()


def tokens_of(settings: Settings) -> Tokens:
    return Tokens(Issuer(create_keyring(settings), settings.base_url, LIFETIME_S))


def a_port() -> int:
    return free_port()


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:  # noqa: PLR2004
                return
        except (OSError, HTTPException):
            pass
        time.sleep(0.05)
    said = log.read_text(errors="replace")[-2000:]
    message = f"a server did not start: {said}"
    raise RuntimeError(message)


def cpu_seconds_below(pid: int) -> float:
    """What a process and all below it have spent so far."""
    parents, spent = {}, {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            stat = (folder / "stat").read_text()
        except OSError:
            continue  # it has just ended
        fields = stat.rpartition(")")[2].split()
        parents[int(folder.name)] = int(fields[_PARENT])
        spent[int(folder.name)] = int(fields[_USER]) + int(fields[_SYSTEM])
    return sum(ticks for one, ticks in spent.items() if _is_below(one, pid, parents)) / _TICKS


def busy_seconds() -> float:
    """What all processes of this machine have spent so far, and what was taken from it."""
    user, nice, system, _idle, _waiting, *others = map(int, _first_line("/proc/stat").split()[1:9])
    return sum((user, nice, system, *others)) / _TICKS


def _first_line(path: str) -> str:
    with Path(path).open() as file:
        return file.readline()


def _is_below(one: int, pid: int, parents: Mapping[int, int]) -> bool:
    while one and one != pid:
        one = parents.get(one, 0)
    return one == pid


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def parent_of(pid: int) -> int:
    stat = Path(f"/proc/{pid}/stat").read_text()
    return int(stat.rpartition(")")[2].split()[_PARENT])
