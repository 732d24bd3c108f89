"""How what milestones show looks from outside."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.plans import policy
from app.domain.plans.models import Evidence, EvidenceKind
from app.domain.view import View, for_people


class EvidenceView(
    View,
    of=Evidence,
    guard=policy.may_read_of_milestone,
    scope=Scope.PLANS_READ,
    about=("person_id",),
    computed={"body": for_people("body"), "url": for_people("url")},
):
    """What shows that a milestone is done, or how far it is. It is never changed."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Always 1: evidence is never changed.")
    milestone_id: UUID = Field(description="The milestone that it belongs to.")
    person_id: UUID = Field(description="Whose plan it is part of.")
    author_id: UUID | None = Field(description="Who added it, if anybody here did.")
    kind: EvidenceKind = Field(description="What the evidence is.")
    body: str | None = Field(description="In words; null for machine clients.")
    url: str | None = Field(description="Where it can be seen; null for machine clients.")
    source: str | None = Field(description="The system that it came from; null from people.")
    created_at: datetime = Field(description="When it was added.")
