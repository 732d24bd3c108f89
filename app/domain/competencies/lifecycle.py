"""What competency frameworks may become: every step, and who may take it."""

from enum import StrEnum
from typing import Final

from app.domain.competencies import errors, events
from app.domain.competencies.states import FrameworkStatus
from app.domain.lifecycle import Lifecycle, Step


class Who(StrEnum):
    """Who takes a step. The policy has a rule for each."""

    PUBLISHER = "whoever has the scope to publish"


FRAMEWORK: Final = Lifecycle(
    "competency_framework",
    FrameworkStatus.DRAFT,
    Step(
        "publish_competency_framework",
        (FrameworkStatus.DRAFT, FrameworkStatus.PUBLISHED),
        (FrameworkStatus.PUBLISHED,),
        Who.PUBLISHER,
        events.FrameworkPublished,
        errors.FrameworkNotInForce,
    ),
    Step(
        "deprecate_competency_framework",
        (FrameworkStatus.PUBLISHED,),
        (FrameworkStatus.DEPRECATED,),
        Who.PUBLISHER,
        events.FrameworkDeprecated,
        errors.FrameworkNotPublished,
    ),
    Step(
        "reinstate_competency_framework",
        (FrameworkStatus.DEPRECATED, FrameworkStatus.RETIRED),
        (FrameworkStatus.PUBLISHED,),
        Who.PUBLISHER,
        events.FrameworkReinstated,
        errors.FrameworkInForce,
    ),
    Step(
        "retire_competency_framework",
        (FrameworkStatus.PUBLISHED, FrameworkStatus.DEPRECATED),
        (FrameworkStatus.RETIRED,),
        Who.PUBLISHER,
        events.FrameworkRetired,
        errors.FrameworkNotPublished,
    ),
)
