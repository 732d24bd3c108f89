"""Conversations, preparations and notes in the graph."""

from app.domain.conversations import service

queries = {
    "conversation": service.get_conversation,
    "conversations": service.list_conversations,
    "preparations": service.list_preparations,
    "note": service.get_note,
    "notes": service.list_notes,
    "audience": service.preview_audience,
    "notes_for_me": service.list_notes_for_me,
    "note_audience": service.get_note_audience,
    "note_widening": service.get_note_widening,
    "note_widenings": service.list_note_widenings,
    "conversation_accesses": service.list_conversation_accesses,
    "access_request": service.get_access_request,
    "access_requests": service.list_access_requests,
}
mutations = [
    service.schedule_conversation,
    service.prepare_conversation,
    service.reschedule_conversation,
    service.skip_conversation,
    service.cancel_conversation,
    service.hold_conversation,
    service.object_to_conversation,
    service.write_note,
    service.change_note,
    service.narrow_note,
    service.delete_note,
    service.widen_note,
    service.accept_note_widening,
    service.decline_note_widening,
    service.withdraw_note_widening,
    service.request_conversation_access,
    service.approve_conversation_access,
    service.decline_conversation_access,
    service.revoke_conversation_access,
    service.agree_next_step,
]
