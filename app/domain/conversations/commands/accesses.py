"""What can be asked of exceptional access to conversations."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.domain.conversations.models import AccessStatus
from app.domain.shape import Command, Filters, Several
from app.domain.values import Text

Hours = Annotated[int, Field(ge=1, le=72)]
"""One hour to three days."""


class RequestAccess(Command):
    conversation_id: UUID = Field(description="One that you do not take part in.")
    reason: Text = Field(description="Why you need to read it. The two who take part read this.")
    hours: Hours = Field(description="For how long, from the approval on: 1 to 72.")


class AccessFilters(Filters):
    conversation_id: UUID | None = Field(default=None, description="Only for this conversation.")
    requester_id: UUID | None = Field(default=None, description="Asked for by this person.")
    status: Several[AccessStatus] | None = Field(
        default=None, description="In one of these states."
    )
