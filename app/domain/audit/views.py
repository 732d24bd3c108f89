"""How the audit looks from outside."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, Date, cast, func

from app.domain.actor import ActorKind, Scope
from app.domain.audit import policy
from app.domain.people import ties
from app.domain.people.views import PersonView
from app.domain.policy import Me
from app.domain.trail import AuditEntry
from app.domain.view import View, one


def _concerns(_me: Me, entry: Any) -> ColumnElement[Any]:
    return func.cardinality(entry.subjects)


def _covering_for(me: Me, entry: Any) -> ColumnElement[Any]:
    day = cast(func.timezone("UTC", entry.created_at), Date)
    return ties.covered_by(me, entry.actor_id, entry.subjects, day)


class AuditEntryView(
    View,
    of=AuditEntry,
    guard=policy.may_read,
    scope=Scope.AUDIT_READ,
    computed={"concerns": _concerns, "covering_for": _covering_for},
):
    """One fact: somebody did, read or was refused something. Never a word that anybody wrote."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    created_at: datetime = Field(description="When it was; of several, the first time.")
    actor_id: UUID = Field(description="The person, or the machine client, who did it.")
    actor_kind: ActorKind = Field(
        description="Whether a person, a machine client or the product itself did it."
    )
    action: str = Field(description="The use case, such as `get_plan`; permissions.md lists them.")
    outcome: str = Field(description="`done`, or the code of the refusal.")
    row_id: UUID | None = Field(description="What it was done to, if it has an id.")
    times: int = Field(description="How often within that moment.")
    covering_for: UUID | None = Field(
        description="For which manager or people partner of those whom it is about they stood in "
        "on that day, if for any."
    )
    concerns: int = Field(description="How many people it is about.")


AuditEntryView.relates(
    actor=one(PersonView, "actor_id", "The person who did it; null for machine clients."),
)
