"""What can be asked of the audit, and how its examination is answered."""

from uuid import UUID

from pydantic import Field

from app.domain.actor import ActorKind
from app.domain.shape import Command, Filters, Shape
from app.domain.values import Instant, Key


class AccessFilters(Filters):
    action: Key | None = Field(default=None, description="What was done, such as `get_plan`.")
    since: Instant | None = Field(default=None, description="From this moment on.")
    until: Instant | None = Field(default=None, description="Before this moment.")


class AuditFilters(AccessFilters):
    person_id: UUID | None = Field(default=None, description="About this person.")
    actor_id: UUID | None = Field(default=None, description="By this person or client.")
    actor_kind: ActorKind | None = Field(
        default=None,
        description="Only what was done by people, by machine clients, or by the product itself.",
    )
    outcome: Key | None = Field(
        default=None, description="`done`, or the code of a refusal, such as `forbidden`."
    )


class Mark(Command):
    """How far a lane had got, and the hash it had there: kept elsewhere, it tells later whether
    everything up to it is still as it was.
    """

    lane: int = Field(ge=0)
    sequence: int = Field(ge=0)
    hash: str = Field(pattern="^([0-9a-f]{2})*$", max_length=64)


class VerifyTrail(Command):
    """Marks of an earlier examination."""

    marks: tuple[Mark, ...] = ()


class Breach(Shape):
    """Something that is not as it was written."""

    lane: int
    sequence: int
    what: str = Field(
        description="`changed`, `missing`, `people_changed` (whom it names), `rewritten` (it is "
        "not what was marked), `added` (before the first), `end_changed` or `end_missing` (where "
        "the lane ends)."
    )
    entry_id: UUID | None = None


class TrailReport(Shape):
    """What an examination of the whole trail of an organisation found."""

    entries: int
    breaches: tuple[Breach, ...]
    marks: tuple[Mark, ...] = Field(description="To be kept elsewhere.")

    @property
    def is_whole(self) -> bool:
        return not self.breaches
