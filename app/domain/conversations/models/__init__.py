"""Conversations and what belongs to them: their tables, and the rules between their states.

A method that changes state returns the events that say so; the use case records
them. Nothing here reads the clock, the database, or the actor. One file for each noun.
"""

from app.domain.conversations.models.answer import Answer
from app.domain.conversations.models.conversation import Conversation
from app.domain.conversations.models.move import ConversationMove
from app.domain.conversations.models.note import Note
from app.domain.conversations.models.preparation import Preparation
from app.domain.conversations.models.step import AgreedStep
from app.domain.conversations.states import AHEAD, MET, UNDER_WAY, Audience, ConversationStatus

__all__ = [
    "AHEAD",
    "MET",
    "UNDER_WAY",
    "AgreedStep",
    "Answer",
    "Audience",
    "Conversation",
    "ConversationMove",
    "ConversationStatus",
    "Note",
    "Preparation",
]
