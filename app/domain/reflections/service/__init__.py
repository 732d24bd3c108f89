"""What you can do with reflections. One function, one transaction, one scope; one file for each
noun.
"""

from app.domain.reflections.service.moments import (
    change_learning_moment,
    delete_learning_moment,
    get_learning_moment,
    list_learning_moments,
    publish_learning_moment,
    withdraw_learning_moment,
    write_learning_moment,
)
from app.domain.reflections.service.reflections import (
    change_reflection,
    delete_reflection,
    get_reflection,
    list_reflections,
    write_reflection,
)
from app.domain.reflections.service.rhythm import (
    get_reflection_prompt,
    get_reflection_rhythm,
    set_reflection_rhythm,
    skip_reflection_prompt,
    snooze_reflection_prompt,
)

__all__ = [
    "change_learning_moment",
    "change_reflection",
    "delete_learning_moment",
    "delete_reflection",
    "get_learning_moment",
    "get_reflection",
    "get_reflection_prompt",
    "get_reflection_rhythm",
    "list_learning_moments",
    "list_reflections",
    "publish_learning_moment",
    "set_reflection_rhythm",
    "skip_reflection_prompt",
    "snooze_reflection_prompt",
    "withdraw_learning_moment",
    "write_learning_moment",
    "write_reflection",
]
