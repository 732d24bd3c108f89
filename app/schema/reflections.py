"""Reflections in the graph."""

from app.domain.reflections import service

queries = {
    "reflection": service.get_reflection,
    "reflections": service.list_reflections,
    "learningMoment": service.get_learning_moment,
    "learningMoments": service.list_learning_moments,
    "reflectionRhythm": service.get_reflection_rhythm,
    "reflectionPrompt": service.get_reflection_prompt,
}
mutations = [
    service.write_reflection,
    service.change_reflection,
    service.delete_reflection,
    service.write_learning_moment,
    service.change_learning_moment,
    service.delete_learning_moment,
    service.publish_learning_moment,
    service.withdraw_learning_moment,
    service.set_reflection_rhythm,
    service.skip_reflection_prompt,
    service.snooze_reflection_prompt,
]
