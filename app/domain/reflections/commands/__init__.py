"""What can be asked of reflections. One file for each noun."""

from app.domain.reflections.commands.moments import (
    ChangeLearningMoment,
    LearningMomentFilters,
    WriteLearningMoment,
)
from app.domain.reflections.commands.reflections import (
    ChangeReflection,
    ReflectionFilters,
    ReflectionOrder,
    WriteReflection,
)
from app.domain.reflections.commands.rhythm import SetRhythm, SkipPrompt, SnoozePrompt

__all__ = [
    "ChangeLearningMoment",
    "ChangeReflection",
    "LearningMomentFilters",
    "ReflectionFilters",
    "ReflectionOrder",
    "SetRhythm",
    "SkipPrompt",
    "SnoozePrompt",
    "WriteLearningMoment",
    "WriteReflection",
]
