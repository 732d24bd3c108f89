"""What you can do with conversations. One function, one transaction, one scope; one file for each
noun.
"""

from app.domain.conversations.service.accesses import (
    approve_conversation_access,
    decline_conversation_access,
    get_access_request,
    list_access_requests,
    list_conversation_accesses,
    request_conversation_access,
    revoke_conversation_access,
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
    change_note,
    delete_note,
    get_note,
    get_note_audience,
    list_notes,
    list_notes_for_me,
    narrow_note,
    preview_audience,
    write_note,
)
from app.domain.conversations.service.preparations import (
    list_preparations,
    prepare_conversation,
)
from app.domain.conversations.service.steps import agree_next_step
from app.domain.conversations.service.widenings import (
    accept_note_widening,
    decline_note_widening,
    get_note_widening,
    list_note_widenings,
    widen_note,
    withdraw_note_widening,
)

__all__ = [
    "accept_note_widening",
    "agree_next_step",
    "approve_conversation_access",
    "cancel_conversation",
    "change_note",
    "decline_conversation_access",
    "decline_note_widening",
    "delete_note",
    "get_access_request",
    "get_conversation",
    "get_note",
    "get_note_audience",
    "get_note_widening",
    "hold_conversation",
    "list_access_requests",
    "list_conversation_accesses",
    "list_conversations",
    "list_note_widenings",
    "list_notes",
    "list_notes_for_me",
    "list_preparations",
    "narrow_note",
    "object_to_conversation",
    "prepare_conversation",
    "preview_audience",
    "request_conversation_access",
    "reschedule_conversation",
    "revoke_conversation_access",
    "schedule_conversation",
    "skip_conversation",
    "widen_note",
    "withdraw_note_widening",
    "write_note",
]
