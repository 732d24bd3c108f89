"""All that is stored of one framework, read at once: the rows themselves, past every view."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from app.domain.actor import Actor
from app.domain.entity import utc_now
from tests.world import World

Row = dict[str, Any]
HERE: Final = "SELECT id FROM competency_framework WHERE tenant_id = $1 AND code = $2"
ROLES: Final = f"SELECT id FROM role_profile WHERE framework_id = ({HERE})"  # noqa: S608 - ours
OF_FRAMEWORK: Final = (
    "competency_framework_version",
    "competency",
    "competency_revision",
    "competency_association",
    "competency_leftover",
    "role_profile",
    "pathway",
)
WHERE: Final = {
    "competency_framework": "code = $2",
    **dict.fromkeys(OF_FRAMEWORK, f"framework_id = ({HERE})"),
    "role_requirement": f"role_profile_id IN ({ROLES})",
    "role_profile_version": f"role_profile_id IN ({ROLES})",
    "outbox_event": f"subject_id = ({HERE}) OR subject_id IN ({ROLES})",
}
ALL: Final = " UNION ALL ".join(
    f"SELECT '{table}' AS kind, one.xmin::text AS xmin, to_jsonb(one)::text AS said "  # noqa: S608
    f"FROM {table} AS one WHERE one.tenant_id = $1 AND ({where})"
    for table, where in WHERE.items()
)
COUNTED: Final = ("competency_framework", "competency_framework_version", "competency")
"""Whose rows anybody may read with an ETag."""

DISCARDED = "competency_framework.draft_discarded"


@dataclass(frozen=True)
class Rows:
    """By table and id."""

    of: dict[str, dict[str, Row]]
    written: frozenset[tuple[str, str, str]]
    """Who wrote each row: the same for two moments if nobody wrote anything in between."""

    def all(self, table: str) -> Iterable[Row]:
        return self.of[table].values()

    @property
    def framework(self) -> Row | None:
        return next(iter(self.all("competency_framework")), None)

    @property
    def published_number(self) -> int:
        return 0 if self.framework is None else self.framework["published_number"] or 0

    def said(self, table: str, number: int) -> list[Row]:
        """The rows of a version."""
        return [
            row
            for row in self.all(table)
            if row["since"] <= number and (row["until"] is None or row["until"] > number)
        ]

    def in_force(self) -> dict[str, Any]:
        """Everything that anybody goes by, a draft notwithstanding."""
        number = self.published_number
        framework = dict(self.framework or {})
        for name in ("draft_number", "version"):
            framework.pop(name, None)
        tables = ("competency", "role_profile", "role_requirement", "pathway", "outbox_event")
        return {
            "framework": framework if number else {},
            "versions": {
                id: row
                for id, row in self.of["competency_framework_version"].items()
                if row["published_at"]
            },
            "links": {row["id"]: _without_end(row) for row in self._links(number)},
            **{table: self.of[table] for table in tables},
        }

    def without_draft(self) -> dict[str, Any]:
        """Everything but that the framework was changed, and that a draft of it was discarded."""
        framework = {name: one for name, one in (self.framework or {}).items() if name != "version"}
        told = {id: row for id, row in self.of["outbox_event"].items() if row["type"] != DISCARDED}
        return {**self.of, "competency_framework": framework, "outbox_event": told}

    def _links(self, number: int) -> list[Row]:
        return self.said("competency_association", number)


def _without_end(row: Row) -> Row:
    return {name: said for name, said in row.items() if name != "until"}


async def stored(world: World, code: str) -> Rows:
    async with world.database.transaction(Actor.system(world.tenant_id), utc_now()) as tx:
        found = await tx.connection.fetch(ALL, world.tenant_id, code)
    of: dict[str, dict[str, Row]] = {table: {} for table in WHERE}
    written = set()
    for row in found:
        said = json.loads(row["said"])
        of[row["kind"]][said["id"]] = said
        written.add((row["kind"], said["id"], row["xmin"]))
    return Rows(of, frozenset(written))


def uncounted(before: Rows, after: Rows) -> list[Row]:
    """Rows that say something else under the same version."""
    return [
        row
        for table in COUNTED
        for id, row in after.of[table].items()
        if id in before.of[table]
        and row != before.of[table][id]
        and row["version"] <= before.of[table][id]["version"]
    ]
