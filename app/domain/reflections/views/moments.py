"""How learning moments look from outside."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, Uuid, case, cast, null

from app.domain.actor import Scope
from app.domain.entity import Moment
from app.domain.policy import Me
from app.domain.reflections import policy
from app.domain.reflections.models import LearningMoment
from app.domain.reflections.states import LearningAudience, LearningMomentStatus
from app.domain.view import View


def reflection(me: Me, moment: Any) -> ColumnElement[Any]:
    """What it grew from, and whether that is still there, is the author's to know."""
    return case((moment.author_id == me.id, moment.reflection_id), else_=cast(null(), Uuid()))


def published_at(_me: Me, moment: Any) -> ColumnElement[Any]:
    is_draft = moment.status == LearningMomentStatus.DRAFT
    return case((is_draft, cast(null(), Moment)), else_=moment.stands_at)


class LearningMomentView(
    View,
    of=LearningMoment,
    guard=policy.may_read_moment,
    scope=Scope.CONVERSATIONS_READ,
    computed={"reflection_id": reflection, "published_at": published_at},
):
    """What somebody who leads learned, for others to read. Who read it is not kept."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the learning moment.")
    author_id: UUID = Field(description="Who learned it.")
    title: str = Field(description="What it is about, in a line.")
    body: str = Field(description="What they learned.")
    audience: LearningAudience = Field(
        description="Who reads it while it is published: whoever reports to the author today, or "
        "everybody who works here."
    )
    status: LearningMomentStatus = Field(description="Whether others can read it.")
    published_at: datetime | None = Field(description="Null until it is published.")
    reflection_id: UUID | None = Field(
        description="What it grew from; null for everybody but the author."
    )
