"""Next steps: their table."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint

from app.domain.entity import Entity, belongs_to


class AgreedStep(Entity, table=True):
    """Which milestone was agreed in which conversation."""

    __tablename__ = "agreed_step"
    __table_args__: ClassVar[Any] = (
        belongs_to("conversation", "conversation_id"),
        belongs_to("milestone", "milestone_id"),
        UniqueConstraint("tenant_id", "milestone_id"),
        Index("agreed_step_conversation_ix", "tenant_id", "conversation_id"),
    )

    conversation_id: UUID
    milestone_id: UUID
