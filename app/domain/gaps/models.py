"""Rows that the lists of gaps are made of, as the views put them together. None is stored."""

from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.domain.entity import Entity
from app.domain.plans.states import MilestoneKind
from app.domain.role_profiles.states import PathwayKind, RoleTrack


class Measured(Entity):
    """A person against a role. Its `id` is that of the role, or of the version of it."""

    person_id: UUID
    role_profile_id: UUID
    code: str
    title: str
    family: str | None
    track: RoleTrack
    role_rank: int
    met: int
    missing: int
    unassessed: int
    distance: int
    readiness: int


class Gap(Measured):
    role_profile_version_id: UUID | None
    role_profile_number: int
    framework_id: UUID
    framework_number: int
    requirements: list[dict[str, Any]] = Field(sa_type=JSONB)


class ReachableRole(Measured):
    kind: PathwayKind
    steps: int
    path: list[UUID] = Field(sa_type=ARRAY(Uuid()))


class NextLevel(Entity):
    """A level of a competency that somebody has not yet. Its `id` is that of one requirement."""

    person_id: UUID
    competency_id: UUID
    level: str | None
    rank: int | None
    opens: int
    nearer: int
    opens_role_ids: list[UUID] = Field(sa_type=ARRAY(Uuid()))
    nearer_role_ids: list[UUID] = Field(sa_type=ARRAY(Uuid()))


class Helped(Entity):
    """How many goals about a competency were achieved with a kind of milestone."""

    competency_id: UUID
    kind: MilestoneKind
    goals: int
