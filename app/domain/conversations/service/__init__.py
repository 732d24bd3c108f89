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
from app.domain.conversations.service.occurrences import keep_series, tenants_with_series
from app.domain.conversations.service.preparations import (
    list_preparations,
    prepare_conversation,
)
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

__all__ = [
    "agree_next_step",
    "cancel_conversation",
    "change_series",
    "end_series",
    "get_cadence_setting",
    "get_conversation",
    "get_effective_cadence",
    "get_note",
    "get_series",
    "hold_conversation",
    "keep_series",
    "list_cadence_settings",
    "list_conversations",
    "list_notes",
    "list_preparations",
    "list_series",
    "object_to_conversation",
    "pause_series",
    "prepare_conversation",
    "preview_audience",
    "remove_cadence_setting",
    "reschedule_conversation",
    "resume_series",
    "schedule_conversation",
    "set_cadence",
    "skip_conversation",
    "start_series",
    "tenants_with_series",
    "write_note",
]
