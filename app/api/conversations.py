"""Conversations, preparations and notes over REST."""

from app.api.route import Route, delete, get, patch, post, put
from app.domain.conversations import service

routes: list[Route] = [
    get("/conversations", service.list_conversations),
    post("/conversations", service.schedule_conversation),
    get("/conversations/{conversation_id}", service.get_conversation),
    get("/conversations/{conversation_id}/preparations", service.list_preparations),
    put("/conversations/{conversation_id}/preparation", service.prepare_conversation),
    post("/conversations/{conversation_id}/reschedule", service.reschedule_conversation),
    post("/conversations/{conversation_id}/skip", service.skip_conversation),
    post("/conversations/{conversation_id}/cancel", service.cancel_conversation),
    post("/conversations/{conversation_id}/hold", service.hold_conversation),
    post("/conversations/{conversation_id}/object", service.object_to_conversation),
    get("/conversations/{conversation_id}/audience", service.preview_audience),
    get("/conversations/{conversation_id}/notes", service.list_notes),
    post("/conversations/{conversation_id}/notes", service.write_note),
    get("/notes", service.list_notes_for_me),
    get("/notes/{note_id}", service.get_note),
    patch("/notes/{note_id}", service.change_note),
    delete("/notes/{note_id}", service.delete_note),
    get("/notes/{note_id}/audience", service.get_note_audience),
    post("/notes/{note_id}/narrow", service.narrow_note),
    post("/notes/{note_id}/widen", service.widen_note),
    get("/note-widenings", service.list_note_widenings),
    get("/note-widenings/{note_widening_id}", service.get_note_widening),
    post("/note-widenings/{note_widening_id}/accept", service.accept_note_widening),
    post("/note-widenings/{note_widening_id}/decline", service.decline_note_widening),
    post("/note-widenings/{note_widening_id}/withdraw", service.withdraw_note_widening),
    get("/conversations/{conversation_id}/accesses", service.list_conversation_accesses),
    get("/conversation-accesses", service.list_access_requests),
    post("/conversation-accesses", service.request_conversation_access),
    get("/conversation-accesses/{conversation_access_id}", service.get_access_request),
    post(
        "/conversation-accesses/{conversation_access_id}/approve",
        service.approve_conversation_access,
    ),
    post(
        "/conversation-accesses/{conversation_access_id}/decline",
        service.decline_conversation_access,
    ),
    post(
        "/conversation-accesses/{conversation_access_id}/revoke",
        service.revoke_conversation_access,
    ),
    post("/conversations/{conversation_id}/next-steps", service.agree_next_step),
]
