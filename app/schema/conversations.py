"""Conversations, preparations and notes in the graph."""

from app.domain.conversations import service

queries = {
    "conversation": service.get_conversation,
    "conversations": service.list_conversations,
    "preparations": service.list_preparations,
    "note": service.get_note,
    "notes": service.list_notes,
    "audience": service.preview_audience,
}
mutations = [
    service.schedule_conversation,
    service.prepare_conversation,
    service.hold_conversation,
    service.write_note,
    service.agree_next_step,
]
