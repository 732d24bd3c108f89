"""Conversations, preparations and notes over REST."""

from app.api.route import Route, get, post, put
from app.domain.conversations import service

routes: list[Route] = [
    get("/conversations", service.list_conversations),
    post("/conversations", service.schedule_conversation),
    get("/conversations/{conversation_id}", service.get_conversation),
    get("/conversations/{conversation_id}/preparations", service.list_preparations),
    put("/conversations/{conversation_id}/preparation", service.prepare_conversation),
    post("/conversations/{conversation_id}/hold", service.hold_conversation),
    get("/conversations/{conversation_id}/audience", service.preview_audience),
    get("/conversations/{conversation_id}/notes", service.list_notes),
    post("/conversations/{conversation_id}/notes", service.write_note),
    get("/notes/{note_id}", service.get_note),
    post("/conversations/{conversation_id}/next-steps", service.agree_next_step),
]
