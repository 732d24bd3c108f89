"""What you can do with conversations. One function, one transaction, one scope; one file for each
noun.
"""

from app.domain.conversations.service.cadences import (
    get_cadence_setting,
    get_effective_cadence,
    list_cadence_settings,
    remove_cadence_setting,
    set_cadence,
)
from app.domain.conversations.service.clock import look_at_conversations, tenants_with_dates
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
from app.domain.conversations.service.occurrences import keep_series, tenants_with_series
from app.domain.conversations.service.preparations import list_preparations, prepare_conversation
from app.domain.conversations.service.questions import get_conversation_questions
from app.domain.conversations.service.reminders import set_conversation_reminders
from app.domain.conversations.service.series import (
    change_series,
    end_series,
    get_series,
    list_series,
    pause_series,
    resume_series,
    start_series,
)
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
    "change_series",
    "change_talking_point",
    "close_conversation",
    "confirm_summary",
    "decline_handoff",
    "decline_note_widening",
    "delete_note",
    "end_series",
    "get_cadence_setting",
    "get_conversation",
    "get_conversation_questions",
    "get_conversation_snapshot",
    "get_effective_cadence",
    "get_extract",
    "get_handoff",
    "get_note",
    "get_note_audience",
    "get_note_widening",
    "get_series",
    "get_summary",
    "get_talking_point",
    "hold_conversation",
    "keep_series",
    "list_addenda",
    "list_cadence_settings",
    "list_conversations",
    "list_extracts",
    "list_handoff_conversations",
    "list_handoff_notes",
    "list_handoffs",
    "list_note_widenings",
    "list_notes",
    "list_notes_for_me",
    "list_preparations",
    "list_series",
    "list_talking_points",
    "look_at_conversations",
    "move_talking_point",
    "narrow_note",
    "object_to_conversation",
    "open_handoffs",
    "pause_series",
    "prepare_conversation",
    "preview_audience",
    "remove_cadence_setting",
    "remove_talking_point",
    "request_summary_correction",
    "reschedule_conversation",
    "resume_series",
    "schedule_conversation",
    "set_cadence",
    "set_conversation_reminders",
    "share_extract",
    "share_handoff",
    "skip_conversation",
    "start_series",
    "tenants_with_changes",
    "tenants_with_dates",
    "tenants_with_series",
    "tick_talking_point",
    "untick_talking_point",
    "widen_note",
    "withdraw_extract",
    "withdraw_from_handoff",
    "withdraw_note_widening",
    "write_note",
    "write_summary",
]
