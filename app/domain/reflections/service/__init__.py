"""What you can do with reflections. One function, one transaction, one scope; one file for each
noun.
"""

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
    "change_reflection",
    "delete_reflection",
    "get_reflection",
    "get_reflection_prompt",
    "get_reflection_rhythm",
    "list_reflections",
    "set_reflection_rhythm",
    "skip_reflection_prompt",
    "snooze_reflection_prompt",
    "write_reflection",
]
