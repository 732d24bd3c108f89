"""Conversations and what belongs to them: their tables, and the rules between their states.

A method that changes state returns the events that say so; the use case records
them. Nothing here reads the clock, the database, or the actor. One file for each noun.
"""

from app.domain.conversations.models.access import ConversationAccess
from app.domain.conversations.models.addendum import Addendum
from app.domain.conversations.models.answer import Answer
from app.domain.conversations.models.cadence_setting import CadenceSetting
from app.domain.conversations.models.conversation import Conversation
from app.domain.conversations.models.extract import ReflectionExtract
from app.domain.conversations.models.handoff import Handoff, HandoffItem
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
from app.domain.conversations.models.series import Series
from app.domain.conversations.models.snapshot import ConversationSnapshot
from app.domain.conversations.models.step import AgreedStep
from app.domain.conversations.models.summary import Summary
from app.domain.conversations.models.talking_point import TalkingPoint
from app.domain.conversations.models.widening import NoteWidening
from app.domain.conversations.states import (
    AHEAD,
    MET,
    OVER,
    UNDER_WAY,
    AccessStatus,
    Audience,
    ConversationStatus,
    HandoffKind,
    HandoffStatus,
    SummaryStatus,
    WideningStatus,
)

__all__ = [
    "AHEAD",
    "MET",
    "OVER",
    "UNDER_WAY",
    "AccessStatus",
    "Addendum",
    "AgreedStep",
    "Answer",
    "Audience",
    "CadenceSetting",
    "Conversation",
    "ConversationAccess",
    "ConversationMove",
    "ConversationSnapshot",
    "ConversationStatus",
    "Handoff",
    "HandoffItem",
    "HandoffKind",
    "HandoffStatus",
    "Note",
    "NoteReader",
    "NoteTombstone",
    "NoteWidening",
    "Preparation",
    "ReflectionExtract",
    "Series",
    "Summary",
    "SummaryStatus",
    "TalkingPoint",
    "WideningStatus",
    "check_named",
    "check_narrower",
    "check_wider",
    "chosen",
]
