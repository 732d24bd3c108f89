"""Reflections in the graph."""

from app.domain.reflections import service

queries = {
    "reflection": service.get_reflection,
    "reflections": service.list_reflections,
    "reflectionRhythm": service.get_reflection_rhythm,
    "reflectionPrompt": service.get_reflection_prompt,
}
mutations = [
    service.write_reflection,
    service.change_reflection,
    service.delete_reflection,
    service.set_reflection_rhythm,
    service.skip_reflection_prompt,
    service.snooze_reflection_prompt,
]
