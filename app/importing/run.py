"""From a file to people: what is sent when, and what came of it."""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
from pydantic import ValidationError
from rich.console import Console

from app.domain.people.commands import MOST, PersonRecord
from app.domain.shape import faults
from app.importing.calls import AllRefused, Calls, Failed
from app.importing.source import Entry, Unusable, entries
from app.importing.telling import Teller

DONE, REFUSED = 0, 1
MOST_ROUNDS: Final = 20
BECAUSE_OF_OTHERS: Final = frozenset(
    {"manager_unknown", "reports_to_themselves", "user_name_taken"}
)
"""Codes of refusals that may be none once others are through."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a file is to be imported."""

    path: Path
    chunk: int = 1000
    all_or_nothing: bool = False
    dry_run: bool = False


def import_file(wish: Wish, url: str, client_id: str, client_secret: str) -> int:
    """The exit code: 0 all is as the file says, 1 somebody was refused, or it failed."""

    async def run() -> int:
        async with httpx.AsyncClient(base_url=url, timeout=60) as http:
            calls = Calls(http, client_id, client_secret)
            return await import_people(wish, calls, Console(stderr=True))

    return asyncio.run(run())


async def import_people(wish: Wish, calls: Calls, console: Console) -> int:
    with Teller(wish.path, console) as teller:
        try:
            outcome = await _Import(wish, calls, teller).run()
        except (Failed, Unusable) as why:
            teller.failed(why)
            return REFUSED
    sys.stdout.write(f"{wish.path.name}: {outcome.told(dry_run=wish.dry_run)}\n")
    return REFUSED if outcome.counts["refused"] else DONE


@dataclass(slots=True)
class _Outcome:
    """How many of each. Who is sent twice counts once, as what it came to in the end."""

    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("created", "updated", "unchanged", "refused"), 0)
    )
    checked: int = 0

    def told(self, *, dry_run: bool) -> str:
        if dry_run:
            return f"{self.checked} read, {self.counts['refused']} refused; nothing was sent"
        return ", ".join(f"{count} {status}" for status, count in self.counts.items())


@dataclass(slots=True)
class _Import:
    """One file on its way in.

    `again` are those to be sent in the next round: what they came to so far, or None.
    """

    wish: Wish
    calls: Calls
    teller: Teller
    outcome: _Outcome = field(default_factory=_Outcome)
    named: set[str] = field(default_factory=set)
    total: int = 0
    done: int = 0
    again: dict[int, str | None] = field(default_factory=dict)

    async def run(self) -> _Outcome:
        self._look()
        if self.wish.dry_run:
            return self.outcome
        if self.wish.all_or_nothing and self.total > MOST:
            raise Unusable(
                f"all or nothing is one call, of {MOST} people at the most; here are {self.total}"
            )
        if self.wish.all_or_nothing and self.outcome.counts["refused"]:
            raise Unusable("nothing was sent, since not every line can be read")
        if not self.total:
            return self.outcome
        await self.calls.admit()
        self.teller.start(self.total)
        if self.wish.all_or_nothing:
            await self._all_or_nothing()
        else:
            await self._first_round()
            await self._later_rounds()
        return self.outcome

    def _look(self) -> None:
        """Read it once: how many there are, who they are, and what can be seen from here."""
        for entry in entries(self.wish.path):
            self.outcome.checked += 1
            if entry.unreadable is not None:
                self._refuse(entry, [{"pointer": "", "detail": entry.unreadable}])
                continue
            self.total += 1
            if entry.external_id is not None:
                self.named.add(entry.external_id)
            if self.wish.dry_run and (found := _faults(entry)):
                self._refuse(entry, found)

    def _refuse(self, entry: Entry, errors: Iterable[dict[str, Any]]) -> None:
        self.outcome.counts["refused"] += 1
        self.teller.refused(entry, errors)

    async def _all_or_nothing(self) -> None:
        everybody = list(_readable(self.wish.path))
        try:
            report = await self.calls.bring([e.item for e in everybody], all_or_nothing=True)
        except AllRefused as refusal:
            for error in refusal.errors:
                at = str(error["pointer"]).split("/")
                if len(at) < 3 or not at[2].isdigit():  # noqa: PLR2004 - "", "items", the place
                    raise Failed(error["detail"]) from refusal
                self._refuse(everybody[int(at[2])], [error])
            raise Failed("nothing was changed") from refusal
        for entry, item in zip(everybody, report["items"], strict=True):
            self._take(entry, item, None)

    async def _first_round(self) -> None:
        sent: set[str] = set()
        for chunk in _chunks(_readable(self.wish.path), self.wish.chunk):
            sent |= {one.external_id for one in chunk if one.external_id is not None}
            later = [
                one.manager is not None and one.manager in self.named and one.manager not in sent
                for one in chunk
            ]
            items = [
                one.without_manager() if is_later else one.item
                for one, is_later in zip(chunk, later, strict=True)
            ]
            report = await self.calls.bring(items)
            for entry, is_later, item in zip(chunk, later, report["items"], strict=True):
                if is_later and item["status"] != "refused":
                    self.again[entry.nth] = item["status"]
                else:
                    self._take(entry, item, None)
            self._advance()

    async def _later_rounds(self) -> None:
        """Until nobody is left, or asking again helps nobody any more."""
        for _ in range(MOST_ROUNDS):
            waiting, self.again = self.again, {}
            if not waiting:
                return
            left = (one for one in _readable(self.wish.path) if one.nth in waiting)
            refusals: list[tuple[Entry, dict[str, Any], str | None]] = []
            for chunk in _chunks(left, self.wish.chunk):
                report = await self.calls.bring([one.item for one in chunk])
                for entry, item in zip(chunk, report["items"], strict=True):
                    if item["code"] in BECAUSE_OF_OTHERS:
                        refusals.append((entry, item, waiting[entry.nth]))
                    else:
                        self._count(entry, item, waiting[entry.nth])
                self._advance()
            if len(refusals) == len(waiting):
                break
            self.again = {entry.nth: before for entry, _, before in refusals}
        for entry, item, before in refusals:
            self._count(entry, item, before)
        self._advance()

    def _take(self, entry: Entry, item: dict[str, Any], before: str | None) -> None:
        if item["code"] in BECAUSE_OF_OTHERS and not self.wish.all_or_nothing:
            self.again[entry.nth] = before
        else:
            self._count(entry, item, before)

    def _count(self, entry: Entry, item: dict[str, Any], before: str | None) -> None:
        self.done += 1
        status = item["status"]
        if status == "refused":
            self._refuse(entry, item["errors"])
            return
        first_of = ("created", "updated", "unchanged")
        told = min((s for s in (before, status) if s is not None), key=first_of.index)
        self.outcome.counts[told] += 1

    def _advance(self) -> None:
        self.teller.advance(self.done, self.outcome.counts["refused"])


def _readable(path: Path) -> Iterator[Entry]:
    return (entry for entry in entries(path) if entry.unreadable is None)


def _chunks(of: Iterator[Entry], size: int) -> Iterator[list[Entry]]:
    chunk: list[Entry] = []
    for one in of:
        chunk.append(one)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _faults(entry: Entry) -> list[dict[str, Any]]:
    """What the server would say of this item by itself, knowing nobody else."""
    try:
        PersonRecord.model_validate(entry.item)
    except ValidationError as error:
        found = faults(error, "items", entry.nth)
        return [{"pointer": fault.pointer, "detail": fault.detail} for fault in found]
    return []
