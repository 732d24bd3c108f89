"""Learning records: their table, and how they change. What was reported never does."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, SmallInteger, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.domain.entity import Entity, Moment, belongs_to, choice, words
from app.domain.learning_records.states import ActorIdentifier, LearningOutcome

FIRST_RETRY: Final = timedelta(minutes=1)
LONGEST_RETRY: Final = timedelta(days=1)
LOOKED_FOR: Final = timedelta(days=180)
"""How long after it came a person or a course is looked for that nobody knew then."""
MOST_DOUBLINGS: Final = 12


class LearningRecord(Entity, table=True):
    """`created_at` is when it was stored here."""

    __tablename__ = "learning_record"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("tenant_id", "statement_id"),
        belongs_to("person", "person_id"),
        CheckConstraint(words("outcome", LearningOutcome), name="outcome"),
        CheckConstraint(words("actor_kind", ActorIdentifier), name="actor_kind"),
        CheckConstraint("(actor_kind = 'nobody') = (actor IS NULL)", name="actor"),
        Index("learning_record_person_ix", "tenant_id", "person_id", "id"),
        Index("learning_record_outcome_ix", "tenant_id", "outcome", "id"),
        Index(
            "learning_record_voids_ix",
            "tenant_id",
            "voids_id",
            postgresql_where=text("voids_id IS NOT NULL"),
        ),
        Index(
            "learning_record_look_ix",
            "tenant_id",
            "look_at",
            "id",
            postgresql_where=text("look_at IS NOT NULL"),
        ),
    )

    statement_id: UUID
    fingerprint: str
    """Of what it says: the same statement has the same one, however it is written down."""
    xapi_version: str
    actor_kind: ActorIdentifier = Field(sa_type=choice(ActorIdentifier))
    actor: str | None = None
    """The address, hash, OpenID or name of the account."""
    verb: str
    object_id: str | None = None
    """The course, or another activity; empty if it is about something else."""
    voids_id: UUID | None = None
    """The statement that this one takes back."""
    happened_at: datetime = Field(sa_type=Moment)
    statement: dict[str, Any] = Field(sa_type=JSONB)
    """As it came."""
    reported_by_id: UUID
    outcome: LearningOutcome = Field(
        default=LearningOutcome.WAITING, sa_type=choice(LearningOutcome)
    )
    reason: str | None = None
    person_id: UUID | None = None
    milestone_ids: list[UUID] = Field(default_factory=list, sa_type=ARRAY(Uuid()))
    """That it advanced."""
    look_at: datetime | None = Field(default=None, sa_type=Moment)
    """When there may be something to do about it; empty if there is nothing any more."""
    looks: int = Field(default=0, sa_type=SmallInteger)
    """How often nothing was found."""

    def is_about(self, person_id: UUID) -> None:
        self.person_id = person_id

    def settle(self, outcome: LearningOutcome, reason: str | None = None) -> None:
        """There is nothing more to do about it."""
        self.outcome, self.reason, self.look_at = outcome, reason, None
        self.advance()

    def advanced(self, milestone_ids: list[UUID], reason: str | None) -> None:
        """It advanced these milestones; the reason is why it did not advance others."""
        self.milestone_ids = milestone_ids
        self.settle(LearningOutcome.ADVANCED, reason)

    def not_found(self, outcome: LearningOutcome, now: datetime) -> None:
        """Look again later, and later each time; nobody sees a difference in between."""
        pause = FIRST_RETRY * 2 ** min(self.looks, MOST_DOUBLINGS)
        if now - self.created_at > LOOKED_FOR:
            self.settle(outcome)
            return
        if self.outcome is not outcome:
            self.advance()
        self.outcome, self.reason = outcome, None
        self.look_at = now + min(pause, LONGEST_RETRY)
        self.looks = min(self.looks + 1, 1000)

    def void(self) -> None:
        """It was taken back: what it led to stays, and nothing more comes of it."""
        self.settle(LearningOutcome.VOIDED)
