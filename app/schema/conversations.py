"""Conversations, series of them, preparations and notes in the graph."""

from app.domain.conversations import service

queries = {
    "conversation": service.get_conversation,
    "conversations": service.list_conversations,
    "series": service.get_series,
    "series_list": service.list_series,
    "cadence_setting": service.get_cadence_setting,
    "cadence_settings": service.list_cadence_settings,
    "effective_cadence": service.get_effective_cadence,
    "preparations": service.list_preparations,
    "note": service.get_note,
    "notes": service.list_notes,
    "audience": service.preview_audience,
}
mutations = [
    service.schedule_conversation,
    service.prepare_conversation,
    service.reschedule_conversation,
    service.skip_conversation,
    service.cancel_conversation,
    service.hold_conversation,
    service.object_to_conversation,
    service.start_series,
    service.change_series,
    service.pause_series,
    service.resume_series,
    service.end_series,
    service.set_cadence,
    service.remove_cadence_setting,
    service.write_note,
    service.agree_next_step,
]
