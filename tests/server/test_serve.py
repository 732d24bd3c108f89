"""`career serve`, with a tiny product in place of the real one: it starts, lasts, and leaves."""

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server.running import Running, answers, eventually, get, is_alive

Run = Callable[..., Running]
STOPS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]


def test_it_says_where_everything_is(run: Run, data_dir: Path, port: int) -> None:
    program = run("serve", CAREER_DATA_DIR=data_dir, PORT=str(port))
    assert program.says("REST docs").endswith(f"http://127.0.0.1:{port}/docs")
    assert program.says("GraphiQL").endswith(f"http://127.0.0.1:{port}/graphql")
    assert program.says("Data folder").endswith(str(data_dir))
    assert program.says("To stop").endswith("Ctrl-C")
    assert program.says("Try this") == "Try this: ..."  # from `demo banner`
    program.signalled(signal.SIGTERM)
    _, _, err = program.ends()
    assert "The database went from empty to 0002." in err


@pytest.mark.parametrize("signum", STOPS)
def test_a_stop_ends_everything_with_success(serve: Run, signum: signal.Signals) -> None:
    program = serve()
    program.signalled(signum)
    assert program.ends()[0] == 0
    assert program.leaves_nothing()


def test_a_kill_of_the_supervisor_leaves_nothing(serve: Run) -> None:
    program = serve()
    found = program.look()
    assert {"api", "work"} <= {line.split()[-1] for line in found.values() if "run.py" in line}
    program.signalled(signal.SIGKILL)
    assert program.ends()[0] == -signal.SIGKILL
    assert program.leaves_nothing()


def test_what_was_acknowledged_outlives_a_kill(serve: Run, port: int) -> None:
    first = serve()
    get(port, "/write?kept")
    first.signalled(signal.SIGKILL)
    first.ends()

    second = serve()

    assert get(port, "/read") == ["kept"]
    second.signalled(signal.SIGTERM)
    assert second.ends()[0] == 0


@pytest.mark.parametrize("part", ["api", "work", "postgres: career: checkpointer", "bin/postgres"])
def test_a_part_that_is_killed_comes_back(serve: Run, port: int, part: str) -> None:
    program = serve()
    get(port, "/write?before")
    before = program.look().copy()
    killed = min(pid for pid, line in before.items() if part in line and "initdb" not in line)

    os.kill(killed, signal.SIGKILL)

    assert eventually(lambda: not is_alive(killed))
    assert eventually(lambda: any(part in line for line in new(program, before).values()))
    assert eventually(lambda: answers(port, "/write?after"))
    assert get(port, "/read") == ["before", "after"]


def test_a_worker_of_the_api_that_is_killed_comes_back(serve: Run, port: int) -> None:
    serve()
    before = get(port, "/")
    os.kill(before["pid"], signal.SIGKILL)
    assert eventually(lambda: answers(port, "/"))
    assert get(port, "/")["pid"] != before["pid"]
    assert get(port, "/")["parent"] == before["parent"]


def test_a_part_that_keeps_crashing_ends_it_with_failure(serve: Run) -> None:
    program = serve(BROKEN="work")
    code, _, err = program.ends()
    assert code == 1
    assert "The worker stopped by itself (exit code 3), 4 times right after its start." in err


def test_demonstration_data_that_does_not_load_keeps_nobody_from_serving(
    run: Run, data_dir: Path, port: int
) -> None:
    program = run("serve", CAREER_DATA_DIR=data_dir, PORT=str(port), BROKEN="demo")
    program.says("To stop")
    program.signalled(signal.SIGTERM)
    code, _, err = program.ends()
    assert code == 0
    assert "serving without it" in err


def test_a_port_in_use_is_one_line_and_starts_nothing(run: Run, data_dir: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", port), reuse_port=True):
        code, out, err = run("serve", CAREER_DATA_DIR=data_dir, PORT=str(port)).ends()
    assert (code, out) == (1, "")
    assert err == (
        f"career: Port {port} on 127.0.0.1 is in use: "
        "stop what listens there, or set PORT to another.\n"
    )
    assert not data_dir.exists()


def test_a_second_one_on_the_same_folder_is_one_line(
    serve: Run, run: Run, data_dir: Path, port: int
) -> None:
    first = serve()
    with socket.create_server(("127.0.0.1", 0)) as other:
        free = other.getsockname()[1]
    code, out, err = run("serve", CAREER_DATA_DIR=data_dir, PORT=str(free)).ends()
    assert (code, out) == (1, "")
    assert f"already run by process {first.pid}" in err
    assert err.count("\n") == 1
    assert answers(port, "/")


def test_production_names_what_is_missing(run: Run, data_dir: Path, tmp_path: Path) -> None:
    production = {"CAREER_ENVIRONMENT": "production", "CAREER_DATA_DIR": data_dir}
    code, _, err = run("serve", **production).ends()
    assert code == 1
    for name in ("DATABASE_URL", "CAREER_SIGNING_KEYS", "CAREER_SECRET_KEY"):
        assert name in err
    given = {"DATABASE_URL": "postgresql://x@127.0.0.1/x", "CAREER_SECRET_KEY": "AAAA"}
    _, _, err = run("serve", **production, **given).ends()
    assert "Production needs CAREER_SIGNING_KEYS:" in err
    assert not data_dir.exists()


def test_an_outside_database_is_served_by_roles_that_are_held(
    run: Run, data_dir: Path, port: int
) -> None:
    owner = run("own", str(data_dir))
    outside = owner.says("postgresql://")
    serving = {"CAREER_DATA_DIR": data_dir, "PORT": str(port), "DATABASE_URL": outside}

    program = run("serve", **serving)
    program.says("To stop")
    program.signalled(signal.SIGTERM)
    assert program.ends()[0] == 0

    code, _, err = run("serve", **serving, CAREER_APP_DATABASE_URL=outside).ends()
    assert code == 1
    assert "The role career_owner owns tables" in err


def new(program: Running, before: dict[int, str]) -> dict[int, str]:
    return {
        pid: line for pid, line in program.look().items() if pid not in before and is_alive(pid)
    }
