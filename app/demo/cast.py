"""Who plays in the demonstration, and what is remembered of them on disk."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from app.domain.actor import GRANTABLE, Scope

PERSON_SCOPES: Final = (
    Scope.PEOPLE_READ,
    Scope.PEOPLE_WRITE,  # to say who covers for them, and no more
    Scope.CONVERSATIONS_READ,
    Scope.CONVERSATIONS_WRITE,
    Scope.PLANS_READ,
    Scope.PLANS_WRITE,
    Scope.LEARNING_READ,
    Scope.WORK_READ,
    Scope.COMPETENCIES_READ,
    Scope.SEARCH_READ,
)
PEOPLE_TEAM: Final = (Scope.CONVERSATIONS_METADATA, Scope.CONVERSATIONS_INVESTIGATE)
"""What the people partner may besides."""
VENDOR_SCOPES: Final = tuple(sorted(GRANTABLE - {Scope.ADMIN, Scope.CONVERSATIONS_INVESTIGATE}))


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody whose token can be had."""

    key: str
    name: str
    role: str
    tenant_id: UUID
    person_id: UUID

    @property
    def scopes(self) -> list[str]:
        """What a token of theirs is for, if nothing else is asked for."""
        more = PEOPLE_TEAM if self.key == "people" else ()
        return [one.value for one in (*PERSON_SCOPES, *more)]


@dataclass(frozen=True, slots=True)
class Cast:
    """What `career demo load` made. The secret is of a client of the demonstration alone."""

    tenant_id: UUID
    client_id: str
    client_secret: str
    personas: tuple[Persona, ...]

    def persona(self, key: str) -> Persona | None:
        return next((one for one in self.personas if one.key == key), None)


def remembered(data_dir: Path) -> Cast | None:
    path = data_dir / "demo.json"
    if not path.exists():
        return None
    plain = json.loads(path.read_text())
    personas = tuple(
        Persona(
            one["key"], one["name"], one["role"], UUID(one["tenant_id"]), UUID(one["person_id"])
        )
        for one in plain["personas"]
    )
    return Cast(UUID(plain["tenant_id"]), plain["client_id"], plain["client_secret"], personas)


def remember(cast: Cast, data_dir: Path) -> None:
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / "demo.json"
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(asdict(cast), default=str, indent=2))
    fresh.replace(path)
