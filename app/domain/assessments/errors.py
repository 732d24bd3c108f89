"""How assessments refuse."""

from app.domain.errors import Conflict, Invalid


class AssessedUnknown(Invalid):
    """There is no person with this `personId`."""

    code = "assessed_unknown"
    constraint = "assessment_tenant_id_person_id_fk"


class AssessedCompetencyUnknown(Invalid):
    """There is no such competency, or it was retired."""

    code = "assessed_competency_unknown"


class AssessedLevelUnknown(Invalid):
    """An assessment names a level of the framework's scale; none where there is no scale."""

    code = "assessed_level_unknown"


class AssessedLater(Invalid):
    """Nobody knows yet how far somebody will be: `assessedOn` is today or earlier."""

    code = "assessed_later"


class AssessmentMismatch(Invalid):
    """`milestoneId` goes with evidence, `isShared` with what one says of oneself, `isNamed` with
    what a peer says, and none of them with anything else.
    """

    code = "assessment_mismatch"


class AssessedMilestoneUnknown(Invalid):
    """Evidence is a milestone of the person that was reached, and is not private."""

    code = "assessed_milestone_unknown"


class AssessmentWithdrawn(Conflict):
    """This assessment was withdrawn."""

    code = "assessment_withdrawn"


class AssessmentShared(Conflict):
    """You shared this assessment today already."""

    code = "assessment_shared"
