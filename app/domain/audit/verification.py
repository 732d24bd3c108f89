"""Reads the whole trail of an organisation again, and finds what is not as it was written."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from app.domain.audit import repository
from app.domain.audit.commands import Breach, Mark, TrailReport, VerifyTrail
from app.domain.transaction import Transaction

PART: Final = 5000
"""Entries that one statement reads: a statement may not take long."""


async def examine(tx: Transaction, command: VerifyTrail) -> TrailReport:
    tenant_id = tx.actor.tenant_id
    ends = await tx.connection.fetch(repository.LANES, tenant_id)
    lost = await tx.connection.fetch(repository.FOUND_LANES, tenant_id)
    breaches = [Breach(lane=one["lane"], sequence=0, what="end_missing") for one in lost]
    entries = 0
    for end in ends:
        marks = {mark.sequence: mark for mark in command.marks if mark.lane == end["lane"]}
        lane = _Lane(end["lane"], marks)
        while part := await tx.connection.fetch(
            *(repository.PART, tenant_id, lane.number, lane.at, lane.hash, end["sequence"], PART)
        ):
            breaches += lane.judge(part)
            entries += len(part)
        breaches += lane.judge_end(end["sequence"], end["hash"])
    for one in await tx.connection.fetch(repository.OUTSIDE, tenant_id):
        what, at = (
            ("added", one["sequence"]) if one["sequence"] < 1 else ("end_changed", one["last"])
        )
        breaches.append(Breach(lane=one["lane"], sequence=at, what=what, entry_id=one["id"]))
    known = {end["lane"] for end in ends}
    breaches += [
        Breach(lane=mark.lane, sequence=mark.sequence, what="missing")
        for mark in command.marks
        if mark.lane not in known
    ]
    reached = tuple(
        Mark(lane=end["lane"], sequence=end["sequence"], hash=end["hash"].hex()) for end in ends
    )
    return TrailReport(entries=entries, breaches=tuple(breaches), marks=reached)


class _Lane:
    """One chain, followed from its beginning."""

    def __init__(self, number: int, marks: dict[int, Mark]) -> None:
        self.number = number
        self.at = 0
        self.hash = b""
        self._marks = marks

    def judge(self, part: Sequence[Any]) -> Iterator[Breach]:
        for entry in part:
            if entry["sequence"] != self.at + 1:  # then there is nothing to judge its hash by
                yield self._breach("missing", self.at + 1)
            elif entry["hash"] != entry["expected"]:
                yield self._breach("changed", entry["sequence"], entry["id"])
            if not entry["names_the_same"]:
                yield self._breach("people_changed", entry["sequence"], entry["id"])
            mark = self._marks.pop(entry["sequence"], None)
            if mark is not None and bytes.fromhex(mark.hash) != entry["hash"]:
                yield self._breach("rewritten", entry["sequence"], entry["id"])
            self.at, self.hash = entry["sequence"], entry["hash"]

    def judge_end(self, sequence: int, hash: bytes) -> Iterator[Breach]:
        """Whether the lane is as long as it says, and as long as it was when it was marked."""
        if self.at < sequence:
            yield self._breach("missing", self.at + 1)
        elif (self.at, self.hash) != (sequence, hash):
            yield self._breach("end_changed", sequence)
        for mark in self._marks.values():
            if mark.sequence > 0:
                yield self._breach("missing", mark.sequence)

    def _breach(self, what: str, sequence: int, entry_id: Any = None) -> Breach:
        return Breach(lane=self.number, sequence=sequence, what=what, entry_id=entry_id)
