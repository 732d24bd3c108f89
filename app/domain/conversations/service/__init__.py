"""What you can do with conversations. One function, one transaction, one scope; one file for each
noun.
"""

from app.domain.conversations.service.clock import (
    look_at_conversations,
    tenants_with_dates,
)
from app.domain.conversations.service.conversations import (
    cancel_conversation,
    get_conversation,
    hold_conversation,
    list_conversations,
    object_to_conversation,
    reschedule_conversation,
    schedule_conversation,
    skip_conversation,
)
from app.domain.conversations.service.notes import (
    get_note,
    list_notes,
    preview_audience,
    write_note,
)
from app.domain.conversations.service.preparations import (
    list_preparations,
    prepare_conversation,
)
from app.domain.conversations.service.reminders import set_conversation_reminders
from app.domain.conversations.service.steps import agree_next_step

__all__ = [
    "agree_next_step",
    "cancel_conversation",
    "get_conversation",
    "get_note",
    "hold_conversation",
    "list_conversations",
    "list_notes",
    "list_preparations",
    "look_at_conversations",
    "object_to_conversation",
    "prepare_conversation",
    "preview_audience",
    "reschedule_conversation",
    "schedule_conversation",
    "set_conversation_reminders",
    "skip_conversation",
    "tenants_with_dates",
    "write_note",
]
