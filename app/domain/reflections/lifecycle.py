"""What learning moments may become: every step, who may take it, what it tells."""

from enum import StrEnum
from typing import Final

from app.domain.lifecycle import Lifecycle, Step
from app.domain.reflections import errors
from app.domain.reflections.events import moments as told
from app.domain.reflections.states import LearningMomentStatus


class Who(StrEnum):
    """Who takes a step. `policy.TAKERS` has the rule for each."""

    LEADER = "the author, while somebody reports to them"
    AUTHOR = "the author"


_DRAFT, _PUBLISHED = LearningMomentStatus.DRAFT, LearningMomentStatus.PUBLISHED

LEARNING_MOMENT: Final = Lifecycle(
    "learning moment",
    _DRAFT,
    Step(
        "publish_learning_moment",
        (_DRAFT,),
        (_PUBLISHED,),
        Who.LEADER,
        told.LearningMomentPublished,
        errors.LearningMomentNotDraft,
    ),
    Step(
        "withdraw_learning_moment",
        (_PUBLISHED,),
        (LearningMomentStatus.WITHDRAWN,),
        Who.AUTHOR,
        told.LearningMomentWithdrawn,
        errors.LearningMomentNotPublished,
    ),
)
