"""How closed conversations look from outside, and what was added to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from app.domain.actor import Scope
from app.domain.conversations import policy
from app.domain.conversations.models import Addendum, ConversationSnapshot
from app.domain.view import View


class ConversationSnapshotView(
    View,
    of=ConversationSnapshot,
    guard=policy.may_read_snapshot,
    scope=Scope.CONVERSATIONS_READ,
    about=("closed_by_id",),
):
    """A conversation as it was when it was closed. It never changes, whatever changes later.

    `document` has `format` (1), `conversation`, `preparations`, `answers` (to the questions of
    `templateVersionId`), `extracts`, `talkingPoints`, `summary`, `agreedSteps` (those that both of
    you could see) and `nextAt`. Notes are never in it.
    """

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Always 1: it does not change.")
    conversation_id: UUID = Field(description="The conversation that was closed.")
    closed_by_id: UUID = Field(description="Who closed it.")
    document: dict[str, Any] = Field(description="What there was, names and texts included.")
    sha256: str = Field(
        description="SHA-256 of the document, in the words in which PostgreSQL writes it."
    )
    created_at: datetime = Field(description="When it was closed.")


class AddendumView(
    View,
    of=Addendum,
    guard=policy.may_read_addendum,
    scope=Scope.CONVERSATIONS_READ,
    about=("author_id",),
):
    """What one of the two added to a closed conversation. Both read it, and it stays."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Always 1: it does not change.")
    conversation_id: UUID = Field(description="The conversation that it was added to.")
    author_id: UUID = Field(description="Who added it.")
    body: str = Field(description="What was added.")
    created_at: datetime = Field(description="When it was added.")
