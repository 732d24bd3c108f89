"""What you can do with conversations. One function, one transaction, one scope; one file for each
noun.
"""

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
from app.domain.conversations.service.handoffs import (
    decline_handoff,
    get_handoff,
    list_handoff_conversations,
    list_handoff_notes,
    list_handoffs,
    share_handoff,
    withdraw_from_handoff,
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
from app.domain.conversations.service.steps import agree_next_step
from app.domain.conversations.service.successions import open_handoffs, tenants_with_changes

__all__ = [
    "agree_next_step",
    "cancel_conversation",
    "decline_handoff",
    "get_conversation",
    "get_handoff",
    "get_note",
    "hold_conversation",
    "list_conversations",
    "list_handoff_conversations",
    "list_handoff_notes",
    "list_handoffs",
    "list_notes",
    "list_preparations",
    "object_to_conversation",
    "open_handoffs",
    "prepare_conversation",
    "preview_audience",
    "reschedule_conversation",
    "schedule_conversation",
    "share_handoff",
    "skip_conversation",
    "tenants_with_changes",
    "withdraw_from_handoff",
    "write_note",
]
