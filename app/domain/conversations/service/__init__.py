"""What you can do with conversations. One function, one transaction, one scope; one file for each
noun.
"""

from app.domain.conversations.service.closing import (
    add_addendum,
    close_conversation,
    get_conversation_snapshot,
    list_addenda,
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
from app.domain.conversations.service.extracts import (
    get_extract,
    list_extracts,
    share_extract,
    withdraw_extract,
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
from app.domain.conversations.service.preparations import list_preparations, prepare_conversation
from app.domain.conversations.service.steps import agree_next_step
from app.domain.conversations.service.successions import open_handoffs, tenants_with_changes
from app.domain.conversations.service.summaries import (
    confirm_summary,
    get_summary,
    request_summary_correction,
    write_summary,
)
from app.domain.conversations.service.talking_points import (
    add_talking_point,
    change_talking_point,
    get_talking_point,
    list_talking_points,
    move_talking_point,
    remove_talking_point,
    tick_talking_point,
    untick_talking_point,
)
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
    "add_addendum",
    "add_talking_point",
    "agree_next_step",
    "cancel_conversation",
    "change_note",
    "change_talking_point",
    "close_conversation",
    "confirm_summary",
    "decline_handoff",
    "decline_note_widening",
    "delete_note",
    "get_conversation",
    "get_conversation_snapshot",
    "get_extract",
    "get_handoff",
    "get_note",
    "get_note_audience",
    "get_note_widening",
    "get_summary",
    "get_talking_point",
    "hold_conversation",
    "list_addenda",
    "list_conversations",
    "list_extracts",
    "list_handoff_conversations",
    "list_handoff_notes",
    "list_handoffs",
    "list_note_widenings",
    "list_notes",
    "list_notes_for_me",
    "list_preparations",
    "list_talking_points",
    "move_talking_point",
    "narrow_note",
    "object_to_conversation",
    "open_handoffs",
    "prepare_conversation",
    "preview_audience",
    "remove_talking_point",
    "request_summary_correction",
    "reschedule_conversation",
    "schedule_conversation",
    "share_extract",
    "share_handoff",
    "skip_conversation",
    "tenants_with_changes",
    "tick_talking_point",
    "untick_talking_point",
    "widen_note",
    "withdraw_extract",
    "withdraw_from_handoff",
    "withdraw_note_widening",
    "write_note",
    "write_summary",
]
