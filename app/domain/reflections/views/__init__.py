"""How reflections look to their author, and learning moments to their readers: one file for each
noun.
"""

from app.domain.people.views import PersonView
from app.domain.reflections.views.moments import LearningMomentView
from app.domain.reflections.views.reflections import ReflectionView
from app.domain.reflections.views.rhythm import (
    ReflectionPromptView,
    ReflectionRhythmView,
    question,
    waits,
)
from app.domain.view import one

__all__ = [
    "LearningMomentView",
    "ReflectionPromptView",
    "ReflectionRhythmView",
    "ReflectionView",
    "question",
    "waits",
]


LearningMomentView.relates(
    author=one(PersonView, "author_id", "Who learned it."),
    reflection=one(ReflectionView, "reflection_id", "What it grew from, if you wrote it."),
)
