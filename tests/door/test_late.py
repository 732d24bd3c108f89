"""What is made when somebody asks for it."""

import asyncio
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from app.door.asgi import Receive, Scope, Send
from app.door.late import Late, LateApp

ABSENT = ("scim2_models", "scim2_server", "strawberry", "graphql", "aiohttp", "icalendar")


class Made:
    """Remembers what it was asked, and by whom it was made."""

    def __init__(self) -> None:
        self.thread = threading.current_thread()
        self.asked: list[str] = []

    async def __call__(self, scope: Scope, _receive: Receive, _send: Send) -> None:
        self.asked.append(scope["path"])


async def test_it_is_made_once_by_the_first_who_come_and_not_where_others_wait() -> None:
    made: list[Made] = []
    go = threading.Event()

    def make() -> Made:
        assert go.wait(10)
        made.append(Made())
        return made[-1]

    late = LateApp(make)
    waiting = [asyncio.create_task(_ask(late, f"/{n}")) for n in range(3)]
    await asyncio.sleep(0.01)  # the loop goes on meanwhile
    assert not any(one.done() for one in waiting)
    go.set()
    await asyncio.gather(*waiting)
    await _ask(late, "/3")
    [one] = made
    assert sorted(one.asked) == ["/0", "/1", "/2", "/3"]
    assert one.thread is not threading.current_thread()


async def test_what_cannot_be_made_is_tried_again_by_the_next_who_comes() -> None:
    tries: list[int] = []

    def make() -> Made:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("too many open files")
        return Made()

    late = LateApp(make)
    with pytest.raises(OSError, match="too many"):
        await _ask(late, "/")
    await _ask(late, "/")
    assert len(tries) == 2


def test_what_is_made_at_the_start_is_not_made_again() -> None:
    made: list[Made] = []

    def make() -> Made:
        made.append(Made())
        return made[-1]

    late = Late(make)
    assert late.made is None
    late.make_now()
    assert late.made is made[0]
    assert len(made) == 1


def test_a_process_starts_without_what_few_are_asked_for(tmp_path: Path) -> None:
    code = f"""
import sys
from app.main import create_app
create_app()
there = [name for name in {ABSENT!r} if name in sys.modules]
assert not there, there
"""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", code],
        env=os.environ | {"CAREER_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


async def _ask(app: Any, path: str) -> None:
    async def receive() -> Any:
        raise AssertionError("nobody reads")

    async def send(_: Any) -> None:
        raise AssertionError("nobody answers")

    await app({"type": "http", "path": path}, receive, send)
