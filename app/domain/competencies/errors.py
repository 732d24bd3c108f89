"""How competencies refuse."""

from app.domain.errors import Conflict, Invalid


class ModelUnreadable(Invalid):
    """This is not a competency model that we can read. `errors` lists what is wrong, and where."""

    code = "model_unreadable"


class PlanOutdated(Conflict):
    """The world has moved since this plan was made: applying the source would do something else
    now. Make the plan again, and look at it.
    """

    code = "sync_plan_outdated"


class CompetencyInUse(Conflict):
    """The source no longer names competencies that open plans, role profiles or assessments go
    by, and nothing that replaces them. `errors` lists them: name what `replaces` each.
    """

    code = "competency_in_use"


class LevelInUse(Conflict):
    """The source no longer names levels that people or role profiles go by, and nothing that
    replaces them. `errors` lists them: name the level that `replaces` each.
    """

    code = "level_in_use"


class NothingToPublish(Conflict):
    """There is no draft of this framework."""

    code = "nothing_to_publish"


class FrameworkNotInForce(Conflict):
    """This framework is deprecated or retired: reinstate it before you change it."""

    code = "framework_not_in_force"


class FrameworkNotPublished(Conflict):
    """Only a framework that was published, and is not retired, can be deprecated or retired."""

    code = "framework_not_published"


class FrameworkInForce(Conflict):
    """Only a framework that was deprecated or retired can be reinstated."""

    code = "framework_in_force"


class ReplacedByItself(Invalid):
    """A framework cannot be replaced by itself, or by one that it has replaced."""

    code = "framework_replaced_by_itself"


class FrameworkUnknown(Invalid):
    """There is no such framework."""

    code = "framework_unknown"
