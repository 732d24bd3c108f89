"""A file and what shall be done with it: planned, looked at, carried out."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import typer

from app.syncing.calls import Call, Refused
from app.syncing.telling import refusal, told

NOTHING, FAILED, CHANGES = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Wish:
    """Which file, how it is to be read, and whether everybody goes by it at once."""

    path: Path
    format: str | None = None
    code: str | None = None
    title: str | None = None
    language: str | None = None
    publish: bool = True

    def query(self, **more: str) -> dict[str, str]:
        said = {
            "name": self.path.name,
            "format": self.format,
            "code": self.code,
            "title": self.title,
            "language": self.language,
            "publish": str(self.publish).lower(),
        }
        return {name: value for name, value in said.items() if value is not None} | more


async def plan(wish: Wish, call: Call, *, as_json: bool, out: Path | None) -> int:
    """Say what would change. 0: nothing, 2: something, 1: it cannot be done."""
    try:
        made = await call.sync(wish.path, wish.query(dryRun="true"))
        if out is not None:
            _keep(made, out)
    except (Refused, OSError, httpx.HTTPError) as error:
        return _failed(wish, error, as_json=as_json)
    _write(made, as_json=as_json)
    if made["obstacles"]:
        return FAILED
    return CHANGES if made["changed"] else NOTHING


async def apply(
    wish: Wish, call: Call, *, as_json: bool, planned: Path | None, agreed: bool
) -> int:
    """Carry out a plan: the one in a file, or one that is made and shown now. 0: it is as the
    source says, 1: it is not.
    """
    try:
        if planned is not None:
            digest = _digest(planned)
        else:
            made = await call.sync(wish.path, wish.query(dryRun="true"))
            if not as_json:
                sys.stdout.write(told(made))
            if not made["changed"]:
                _write(made, as_json=as_json, only_json=True)
                return NOTHING
            if made["obstacles"]:
                return FAILED
            if not agreed and not _agrees():
                sys.stderr.write("career: nothing was changed\n")
                return FAILED
            digest = made["plan"]
        done = await call.sync(wish.path, wish.query(plan=digest))
    except (Refused, OSError, ValueError, httpx.HTTPError) as error:
        return _failed(wish, error, as_json=as_json)
    if as_json or planned is not None:
        _write(done, as_json=as_json)
    else:
        sys.stdout.write(f"done: {done['code']} is as {wish.path.name} says\n")
    return NOTHING


async def export(code: str, call: Call, query: dict[str, str], out: Path | None) -> int:
    """Write a framework to a file, or to standard output. 0: it is there, 1: it is not."""
    try:
        text = await call.export(code, query)
        if out is None:
            sys.stdout.write(text.decode())
        else:
            _write_file(text, out)
    except (Refused, OSError, httpx.HTTPError) as error:
        sys.stderr.write(f"career: {code}: {error}\n")
        return FAILED
    return NOTHING


def _write_file(text: bytes, out: Path) -> None:
    out.write_bytes(text)


def _keep(made: dict[str, Any], out: Path) -> None:
    out.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")


def _digest(planned: Path) -> str:
    made = json.loads(planned.read_text(encoding="utf-8"))
    digest = made.get("plan") if isinstance(made, dict) else None
    if digest is None:
        message = f"{planned} is no plan: make one with `career sync plan --out`"
        raise ValueError(message)
    return str(digest)


def _agrees() -> bool:
    """Only somebody who sits there can be asked; a script says `--yes` or gives a plan."""
    if not sys.stdin.isatty():
        sys.stderr.write("career: say --yes, or give a --plan\n")
        return False
    return typer.confirm("Carry this out?", err=True)


def _write(made: dict[str, Any], *, as_json: bool, only_json: bool = False) -> None:
    if as_json:
        sys.stdout.write(json.dumps(made, indent=2, ensure_ascii=False) + "\n")
    elif not only_json:
        sys.stdout.write(told(made))


def _failed(wish: Wish, error: Exception, *, as_json: bool) -> int:
    if as_json and isinstance(error, Refused) and error.problem:
        sys.stdout.write(json.dumps(error.problem, indent=2, ensure_ascii=False) + "\n")
    sys.stderr.write(f"career: {refusal(wish.path, error)}\n")
    return FAILED
