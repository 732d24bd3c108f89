"""How plans refuse."""

from app.domain.errors import Conflict, Invalid


class PlanClosed(Conflict):
    """This plan is completed or closed. Nothing can be added to it or worked on in it."""

    code = "plan_closed"


class PlanNotDraft(Conflict):
    """Only a draft plan can be activated."""

    code = "plan_not_draft"


class MilestoneNotPlanned(Conflict):
    """Only a planned milestone can be started."""

    code = "milestone_not_planned"


class MilestoneNotOpen(Conflict):
    """This milestone was reached or waived already."""

    code = "milestone_not_open"


class GoalElsewhere(Invalid):
    """This goal is not part of the plan."""

    code = "goal_elsewhere"
    constraint = "milestone_tenant_id_goal_id_plan_id_fk"


class NobodyThere(Invalid):
    """There is no such person here."""

    code = "nobody_there"


class PlanForNobody(NobodyThere):
    """There is no person with this `personId`."""

    code = "person_unknown"
    constraint = "plan_tenant_id_person_id_fk"


class OwnerUnknown(NobodyThere):
    """There is no person with this `ownerId`."""

    code = "owner_unknown"
    constraint = "milestone_tenant_id_owner_id_fk"
