"""Who goes by competencies: what the features above say of themselves, so that a sync can ask.

A sync says beforehand whom it concerns, and refuses to retire what somebody relies on. Plans, role
profiles and assessments stand above this feature and are not known here; each of them registers a
`Concern` when it is imported, as views are told their relations to what is above them. Whoever
keeps role profiles takes those that a model declares in the same way.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

CONCERNS: Final[dict[str, "Concern"]] = {}
THRESHOLD: Final = "$2"
"""In the clauses of a concern: for how many people a number stands at least."""


@dataclass(frozen=True, slots=True)
class Concern:
    """How one kind of thing goes by competencies, in clauses over one competency.

    In each of them `one.id` is the competency, `$1` the organisation; all are scalar.
    """

    name: str
    number: str
    """How many there are, as everybody may know it: null where that would say too much."""
    exists: str
    """Whether there is any, whoever may know of it."""
    of_level: str
    """Whether any goes by the level `lost.code` of a competency of the framework `$2`."""
    holds: bool = False
    """Whether what somebody goes by in this way cannot be retired without a replacement."""
    names: str = "NULL::text[]"
    """Names of those that everybody may know."""

    def register(self) -> None:
        CONCERNS[self.name] = self


class RoleDifference(NamedTuple):
    """What became of one role that a model declares, or declared before."""

    kind: str
    code: str
    fields: tuple[str, ...]


Things = Sequence[Mapping[str, Any]]
TakeRoles = Callable[[Any, UUID, int, Things, Things], Awaitable[list[RoleDifference]]]
"""`(tx, framework_id, number, roles, pathways)`: makes the roles of a framework those, in the
version with this number, which everybody goes by; what is unchanged is not told.
"""
ROLE_TAKERS: Final[list[TakeRoles]] = []

GiveRoles = Callable[[Any, UUID, UUID], Awaitable[tuple[list[Any], list[Any]]]]
"""`(database, tenant_id, framework_id)`: the roles and pathways that are declared with a framework,
as its own format writes them.
"""
ROLE_GIVERS: Final[list[GiveRoles]] = []
