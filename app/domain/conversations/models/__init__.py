"""Conversations and what belongs to them: their tables, and the rules between their states.

A method that changes state returns the events that say so; the use case records
them. Nothing here reads the clock, the database, or the actor. One file for each noun.
"""

from app.domain.conversations.models.access import ConversationAccess
from app.domain.conversations.models.conversation import Conversation
from app.domain.conversations.models.move import ConversationMove
from app.domain.conversations.models.note import (
    Note,
    check_named,
    check_narrower,
    check_wider,
    chosen,
)
from app.domain.conversations.models.note_reader import NoteReader, NoteTombstone
from app.domain.conversations.models.preparation import Preparation
from app.domain.conversations.models.step import AgreedStep
from app.domain.conversations.models.widening import NoteWidening
from app.domain.conversations.states import (
    AHEAD,
    MET,
    UNDER_WAY,
    AccessStatus,
    Audience,
    ConversationStatus,
    WideningStatus,
)

__all__ = [
    "AHEAD",
    "MET",
    "UNDER_WAY",
    "AccessStatus",
    "AgreedStep",
    "Audience",
    "Conversation",
    "ConversationAccess",
    "ConversationMove",
    "ConversationStatus",
    "Note",
    "NoteReader",
    "NoteTombstone",
    "NoteWidening",
    "Preparation",
    "WideningStatus",
    "check_named",
    "check_narrower",
    "check_wider",
    "chosen",
]
