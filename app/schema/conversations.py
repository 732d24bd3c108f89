"""Conversations, preparations and notes in the graph."""

from app.domain.conversations import service

queries = {
    "conversation": service.get_conversation,
    "conversations": service.list_conversations,
    "preparations": service.list_preparations,
    "talkingPoint": service.get_talking_point,
    "talkingPoints": service.list_talking_points,
    "note": service.get_note,
    "notes": service.list_notes,
    "extract": service.get_extract,
    "extracts": service.list_extracts,
    "audience": service.preview_audience,
    "handoff": service.get_handoff,
    "handoffs": service.list_handoffs,
    "handoff_conversations": service.list_handoff_conversations,
    "handoff_notes": service.list_handoff_notes,
}
mutations = [
    service.schedule_conversation,
    service.prepare_conversation,
    service.add_talking_point,
    service.change_talking_point,
    service.move_talking_point,
    service.tick_talking_point,
    service.untick_talking_point,
    service.remove_talking_point,
    service.reschedule_conversation,
    service.skip_conversation,
    service.cancel_conversation,
    service.hold_conversation,
    service.object_to_conversation,
    service.share_extract,
    service.withdraw_extract,
    service.write_note,
    service.agree_next_step,
    service.share_handoff,
    service.withdraw_from_handoff,
    service.decline_handoff,
]
