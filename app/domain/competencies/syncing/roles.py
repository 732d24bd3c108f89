"""The roles and pathways that a model declares, handed on to whoever keeps them.

They are of the version that everybody goes by: those of a draft wait with it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.competencies.commands import RoleChange, SyncKind
from app.domain.competencies.concerns import ROLE_TAKERS
from app.domain.competencies.declared import Spool
from app.domain.competencies.errors import ModelUnreadable
from app.domain.competencies.models import CompetencyFramework
from app.domain.errors import Conflict, Fault, Invalid
from app.domain.transaction import Transaction

Thing = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """What a model says of roles, as plain objects."""

    roles: list[Thing] = field(default_factory=list)
    pathways: list[Thing] = field(default_factory=list)

    @property
    def are_some(self) -> bool:
        return bool(self.roles or self.pathways)

    @property
    def waiting(self) -> Thing:
        return {"roles": self.roles, "pathways": self.pathways}


def said(spool: Spool) -> Said:
    return Said([_role(row) for row in spool.roles()], [_pathway(row) for row in spool.pathways()])


def remembered(report: Mapping[str, Any]) -> Said:
    """Those that waited with a draft."""
    return Said(report.get("roles", []), report.get("pathways", []))


async def take(tx: Transaction, framework: CompetencyFramework, said: Said) -> list[RoleChange]:
    """Have the roles of a framework be those, in the version that is in force."""
    changed, number = [], framework.published_number or 0
    try:
        for taker in ROLE_TAKERS:
            changed += await taker(tx, framework.id, number, said.roles, said.pathways)
    except (Invalid, Conflict) as error:  # of roles, which this feature does not know
        raise ModelUnreadable(*(error.faults or (Fault("", error.message),))) from error
    return [
        RoleChange(kind=SyncKind(one.kind), code=one.code, fields=one.fields) for one in changed
    ]


def _role(row: tuple[Any, ...]) -> Thing:
    code, title, family, track, rank, description, identifier, required, words, extra, known, at = (
        row
    )
    return {
        "code": code,
        "title": title,
        "family": family,
        "track": track,
        "rank": rank,
        "description": description or None,
        "identifier": identifier,
        "requirements": json.loads(required),
        "translations": json.loads(words),
        "extra": json.loads(extra),
        "digest": bytes(known).hex(),
        "place": _place(at),
    }


def _pathway(row: tuple[Any, ...]) -> Thing:
    origin, destination, kind, description, known, at = row
    return {
        "origin": origin,
        "destination": destination,
        "kind": kind,
        "description": description or None,
        "digest": bytes(known).hex(),
        "place": _place(at),
    }


def _place(where: str) -> str:
    """As a pointer into what was sent."""
    return f"/document{where}" if where.startswith("/") else "/text"
