"""Conversations, preparations and notes over REST."""

from app.api.route import Route, delete, get, patch, post, put
from app.domain.conversations import service

routes: list[Route] = [
    get("/conversations", service.list_conversations),
    post("/conversations", service.schedule_conversation),
    get("/conversations/{conversation_id}", service.get_conversation),
    get("/conversations/{conversation_id}/preparations", service.list_preparations),
    put("/conversations/{conversation_id}/preparation", service.prepare_conversation),
    get("/conversations/{conversation_id}/talking-points", service.list_talking_points),
    post("/conversations/{conversation_id}/talking-points", service.add_talking_point),
    get("/talking-points/{talking_point_id}", service.get_talking_point),
    patch("/talking-points/{talking_point_id}", service.change_talking_point),
    delete("/talking-points/{talking_point_id}", service.remove_talking_point),
    post("/talking-points/{talking_point_id}/move", service.move_talking_point),
    post("/talking-points/{talking_point_id}/tick", service.tick_talking_point),
    post("/talking-points/{talking_point_id}/untick", service.untick_talking_point),
    post("/conversations/{conversation_id}/reschedule", service.reschedule_conversation),
    post("/conversations/{conversation_id}/skip", service.skip_conversation),
    post("/conversations/{conversation_id}/cancel", service.cancel_conversation),
    post("/conversations/{conversation_id}/hold", service.hold_conversation),
    post("/conversations/{conversation_id}/object", service.object_to_conversation),
    get("/conversations/{conversation_id}/summary", service.get_summary),
    put("/conversations/{conversation_id}/summary", service.write_summary),
    post(
        "/conversations/{conversation_id}/summary/request-correction",
        service.request_summary_correction,
    ),
    post("/conversations/{conversation_id}/summary/confirm", service.confirm_summary),
    post("/conversations/{conversation_id}/close", service.close_conversation),
    get("/conversations/{conversation_id}/snapshot", service.get_conversation_snapshot),
    get("/conversations/{conversation_id}/addenda", service.list_addenda),
    post("/conversations/{conversation_id}/addenda", service.add_addendum),
    get("/conversations/{conversation_id}/audience", service.preview_audience),
    get("/conversations/{conversation_id}/notes", service.list_notes),
    post("/conversations/{conversation_id}/notes", service.write_note),
    get("/notes/{note_id}", service.get_note),
    post("/conversations/{conversation_id}/next-steps", service.agree_next_step),
]
