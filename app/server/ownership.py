"""One process at a time runs the database of a data folder."""

import contextlib
import fcntl
import os
import signal
import time
from pathlib import Path

from app.server.errors import DataFolderInUse, UnusableCluster

_PATIENCE = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))
_STATUS_LINE = 7


class Ownership:
    """A lock on the data folder that ends with the process which holds it."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._handle: int | None = None

    @property
    def _path(self) -> Path:
        return self._data_dir / "postgres.lock"

    def take(self) -> None:
        """Become the owner.

        Raises:
            DataFolderInUse: somebody else is.
            UnusableCluster: the folder is not ours to write in.

        """
        try:
            self._data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as refused:
            raise UnusableCluster(
                f"The data folder {self._data_dir} cannot be written to: {refused.strerror}. "
                "Choose another with CAREER_DATA_DIR."
            ) from refused
        if not _lock(handle):
            owner = os.read(handle, 20).decode().strip() or "unknown"
            os.close(handle)
            raise DataFolderInUse(
                f"The database in {self._data_dir} is already run by process {owner}: "
                "stop that one, or choose another folder with CAREER_DATA_DIR."
            )
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        self._handle = handle

    def is_taken(self) -> bool:
        """Whether some process is the owner right now."""
        try:
            handle = os.open(self._path, os.O_RDONLY)
        except OSError:
            return False
        try:
            return not _lock(handle)
        finally:
            os.close(handle)

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def postmaster_of(folder: Path) -> tuple[int, str] | None:
    """The process id and the state that PostgreSQL noted in its cluster; None if it did not."""
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), lines[_STATUS_LINE].strip() if len(lines) > _STATUS_LINE else ""
    except (OSError, ValueError, IndexError):
        return None


def clear_the_way(folder: Path) -> None:
    """See out what an owner that was killed left behind. Only the present owner may call this.

    Raises:
        UnusableCluster: something in there does not end.

    """
    for signum, patience in _PATIENCE:
        processes = _processes_in(folder)
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signum)
        if not processes or _empties(folder, patience):
            _forget_reused_process_id(folder)
            return
    raise UnusableCluster(f"A PostgreSQL that was left behind in {folder} does not end.")


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _empties(folder: Path, patience: float) -> bool:
    end = time.monotonic() + patience
    while _processes_in(folder):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _processes_in(folder: Path) -> list[int]:
    """PostgreSQL's processes on this cluster: they all keep it as their working directory."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if (
                entry.name.isdigit()
                and (entry / "cwd").readlink() == folder
                and (entry / "comm").read_text().strip() == "postgres"
            ):
                found.append(int(entry.name))
    return found


def _forget_reused_process_id(folder: Path) -> None:
    """PostgreSQL does not start while the id in its lock file is alive, whoever has it now."""
    noted = postmaster_of(folder)
    if noted is not None and Path(f"/proc/{noted[0]}").exists():
        (folder / "postmaster.pid").unlink(missing_ok=True)
