"""Conversations, series of them, preparations and notes over REST."""

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
    get("/series", service.list_series),
    post("/series", service.start_series),
    get("/series/{series_id}", service.get_series),
    patch("/series/{series_id}", service.change_series),
    post("/series/{series_id}/pause", service.pause_series),
    post("/series/{series_id}/resume", service.resume_series),
    post("/series/{series_id}/end", service.end_series),
    get("/cadence-settings", service.list_cadence_settings),
    put("/cadence-settings", service.set_cadence),
    get("/cadence-settings/{cadence_setting_id}", service.get_cadence_setting),
    delete("/cadence-settings/{cadence_setting_id}", service.remove_cadence_setting),
    get("/people/{person_id}/cadence", service.get_effective_cadence),
    get("/conversations/{conversation_id}/audience", service.preview_audience),
    get("/conversations/{conversation_id}/notes", service.list_notes),
    post("/conversations/{conversation_id}/notes", service.write_note),
    get("/notes/{note_id}", service.get_note),
    post("/conversations/{conversation_id}/next-steps", service.agree_next_step),
]
