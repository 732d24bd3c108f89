"""What a milestone waits for: other milestones of the same plan, never in a circle."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint

from app.domain.entity import Entity


def _in_plan(column: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A milestone of the same plan, whatever else is written."""
    return ForeignKeyConstraint(
        ["tenant_id", column, "plan_id"],
        ["milestone.tenant_id", "milestone.id", "milestone.plan_id"],
        ondelete=ondelete,
    )


class MilestoneDependency(Entity, table=True):
    __tablename__ = "milestone_dependency"
    __table_args__: ClassVar[Any] = (
        _in_plan("milestone_id", ondelete="CASCADE"),
        _in_plan("depends_on_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "milestone_id", "depends_on_id"),
        CheckConstraint("milestone_id <> depends_on_id", name="other"),
        Index("milestone_dependency_needed_ix", "tenant_id", "depends_on_id", "milestone_id"),
        Index("milestone_dependency_plan_ix", "tenant_id", "plan_id"),
    )

    plan_id: UUID
    milestone_id: UUID
    depends_on_id: UUID


def way(edges: Iterable[tuple[UUID, UUID]], start: UUID, end: UUID) -> list[UUID]:
    """The shortest way along what depends on what, with both ends; empty if there is none."""
    further: dict[UUID, list[UUID]] = {}
    for milestone_id, depends_on_id in edges:
        further.setdefault(milestone_id, []).append(depends_on_id)
    ways, known = [[start]], {start}
    for found in ways:
        if found[-1] == end:
            return found
        for one in sorted(further.get(found[-1], ())):
            if one not in known:
                known.add(one)
                ways.append([*found, one])
    return []
