"""How reflections look to their author: one file for each noun."""

from app.domain.reflections.views.reflections import ReflectionView
from app.domain.reflections.views.rhythm import (
    ReflectionPromptView,
    ReflectionRhythmView,
    question,
    waits,
)

__all__ = [
    "ReflectionPromptView",
    "ReflectionRhythmView",
    "ReflectionView",
    "question",
    "waits",
]
