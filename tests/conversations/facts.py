"""Who reads which conversations and notes, said in Python from the rows as they are.

The rules in SQL are asked nothing here: the two are compared.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tests.world import World

MET = {"held", "summarised", "closed"}
TABLES = (
    "person",
    "relationship",
    "conversation",
    "note",
    "note_reader",
    "note_tombstone",
    "handoff",
    "handoff_item",
    "conversation_access",
)


@dataclass(frozen=True)
class Facts:
    now: datetime
    rows: dict[str, list[dict[str, Any]]]

    @classmethod
    async def of(cls, world: World) -> "Facts":
        context, rows = world.system, {}
        now = context.clock()
        async with world.database.transaction(context.actor, now) as tx:
            for table in TABLES:
                sql = f"SELECT to_json(row)::text AS body FROM {table} AS row"  # noqa: S608
                found = await tx.connection.fetch(sql)
                rows[table] = [json.loads(one["body"]) for one in found]
        return cls(now, rows)

    def ids(self, table: str) -> set[str]:
        return {one["id"] for one in self.rows[table]}

    def of_id(self, table: str, id: str) -> dict[str, Any]:
        return next(one for one in self.rows[table] if one["id"] == id)

    @property
    def working(self) -> set[str]:
        return {one["id"] for one in self.rows["person"] if one["status"] != "left"}

    def conversations_of(self, reader: str) -> set[str]:
        return {
            one["id"]
            for one in self.rows["conversation"]
            if reader in _pair(one)
            or (one["status"] in MET and one["id"] in self._handed(reader, "conversation_id"))
            or one["id"] in self._opened(reader)
        }

    def notes_of(self, reader: str) -> set[str]:
        """Whose words they read."""
        return {one["id"] for one in self.rows["note"] if self._reads(reader, one)}

    def tombstones_of(self, reader: str) -> set[str]:
        return {one["note_id"] for one in self.rows["note_tombstone"] if one["reader_id"] == reader}

    def _reads(self, reader: str, note: dict[str, Any]) -> bool:
        if note["removed_at"] is not None or reader not in self.working:
            return False
        if note["author_id"] == reader:
            return True
        pair = _pair(self.of_id("conversation", note["conversation_id"]))
        named = any(
            one["note_id"] == note["id"] and one["reader_id"] == reader
            for one in self.rows["note_reader"]
        )
        return (
            (note["audience"] == "participants" and reader in pair)
            or (note["audience"] == "named" and named)
            or (note["audience"] != "author" and note["conversation_id"] in self._opened(reader))
            or any(
                note["audience"] == "participants" or note["author_id"] == handoff["person_id"]
                for handoff in self._received(reader)
                for item in self.rows["handoff_item"]
                if item["handoff_id"] == handoff["id"] and item["note_id"] == note["id"]
            )
        )

    def _received(self, reader: str) -> list[dict[str, Any]]:
        return [
            one
            for one in self.rows["handoff"]
            if one["to_id"] == reader
            and one["status"] == "shared"
            and self._holds(one["relationship_id"])
        ]

    def _handed(self, reader: str, kind: str) -> set[str]:
        handoffs = {one["id"] for one in self._received(reader)}
        return {one[kind] for one in self.rows["handoff_item"] if one["handoff_id"] in handoffs}

    def _opened(self, reader: str) -> set[str]:
        return {
            one["conversation_id"]
            for one in self.rows["conversation_access"]
            if one["requester_id"] == reader
            and one["status"] == "approved"
            and datetime.fromisoformat(one["ends_at"]) > self.now
        }

    def _holds(self, relationship_id: str) -> bool:
        tie, today = self.of_id("relationship", relationship_id), self.now.date()
        begins = date.fromisoformat(tie["starts_on"])
        ends = tie["ends_on"] and date.fromisoformat(tie["ends_on"])
        return begins <= today and (ends is None or today < ends)


def _pair(conversation: dict[str, Any]) -> set[str]:
    return {conversation["person_id"], conversation["partner_id"]}


def as_ids(rows: list[dict[str, Any]]) -> set[str]:
    return {str(UUID(one["id"])) for one in rows}
