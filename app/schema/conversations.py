"""Conversations, preparations and notes in the graph."""

from app.domain.conversations import service

queries = {
    "conversation": service.get_conversation,
    "conversations": service.list_conversations,
    "preparations": service.list_preparations,
    "talkingPoint": service.get_talking_point,
    "talkingPoints": service.list_talking_points,
    "summary": service.get_summary,
    "conversationSnapshot": service.get_conversation_snapshot,
    "addenda": service.list_addenda,
    "note": service.get_note,
    "notes": service.list_notes,
    "audience": service.preview_audience,
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
    service.write_summary,
    service.request_summary_correction,
    service.confirm_summary,
    service.close_conversation,
    service.add_addendum,
    service.write_note,
    service.agree_next_step,
]
