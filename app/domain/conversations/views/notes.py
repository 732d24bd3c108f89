"""How notes look from outside."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.models import Audience, Note
from app.domain.sealed.views import erased_at
from app.domain.view import View


class NoteView(
    View,
    of=Note,
    guard=policy.may_read_note,
    scope=Scope.CONVERSATIONS_READ,
    about=("author_id",),
    sealed={"body": "author_id"},
    computed={"erased_at": erased_at("body", "author_id")},
):
    """Something written down about a conversation, for an audience that was chosen first."""

    id: UUID
    version: int = Field(description="Counts the changes of the note.")
    conversation_id: UUID
    author_id: UUID
    audience: Audience = Field(description="Who reads it.")
    body: str | None = Field(description="Null if it was erased.")
    erased_at: datetime | None = Field(
        description="When all that its author had written was erased; null if it is there."
    )
    created_at: datetime
