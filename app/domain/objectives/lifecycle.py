"""What objectives may become: every step, who may take it, what it tells."""

from enum import StrEnum
from typing import Final

from app.domain.lifecycle import Lifecycle, Step
from app.domain.objectives import errors, events
from app.domain.objectives.states import ObjectiveStatus


class Who(StrEnum):
    """Who takes a step. `policy.TAKERS` has the rule for each."""

    OWNER = "the owner, or a machine client"


_ACTIVE, _ACHIEVED = ObjectiveStatus.ACTIVE, ObjectiveStatus.ACHIEVED
_RELEASED = ObjectiveStatus.RELEASED

OBJECTIVE: Final = Lifecycle(
    "objective",
    _ACTIVE,
    Step(
        "achieve_objective",
        (_ACTIVE,),
        (_ACHIEVED,),
        Who.OWNER,
        events.ObjectiveAchieved,
        errors.ObjectiveNotActive,
    ),
    Step(
        "release_objective",
        (_ACTIVE,),
        (_RELEASED,),
        Who.OWNER,
        events.ObjectiveReleased,
        errors.ObjectiveNotActive,
    ),
    Step(
        "reopen_objective",
        (_ACHIEVED, _RELEASED),
        (_ACTIVE,),
        Who.OWNER,
        events.ObjectiveReopened,
        errors.ObjectiveStillActive,
    ),
)
