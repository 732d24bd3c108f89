"""How plans refuse."""

from app.domain.errors import Conflict, Invalid


class PlanClosed(Conflict):
    """This plan is completed or closed. Nothing can be added to it or worked on in it."""

    code = "plan_closed"


class PlanNotDraft(Conflict):
    """Only a plan that is a draft, or that should be changed, can be proposed."""

    code = "plan_not_draft"


class PlanNotProposed(Conflict):
    """This plan is not proposed at the moment, so there is nothing to agree to or to change."""

    code = "plan_not_proposed"


class PlanNotActive(Conflict):
    """This plan is not being worked on: it is not agreed yet, or has ended."""

    code = "plan_not_active"


class PlanNotClosed(Conflict):
    """Only a plan that is completed or closed can be reopened."""

    code = "plan_not_closed"


class PlanHasOpenSteps(Conflict):
    """Some steps of this plan are still open. Reach or waive them first, or close the plan
    early.
    """

    code = "plan_has_open_steps"


class PlanAgreed(Conflict):
    """This plan was agreed by both sides. Waive the step instead: what was agreed stays visible."""

    code = "plan_agreed"


class GoalNotPlanned(Conflict):
    """Only a planned goal can be started."""

    code = "goal_not_planned"


class GoalNotOpen(Conflict):
    """This goal was achieved, adjusted or released already."""

    code = "goal_not_open"


class GoalStillOpen(Conflict):
    """This goal is open, or another one took its place: there is nothing to reopen."""

    code = "goal_still_open"


class MilestoneNotPlanned(Conflict):
    """Only a planned milestone can be started or deleted."""

    code = "milestone_not_planned"


class MilestoneNotOpen(Conflict):
    """This milestone was reached or waived already."""

    code = "milestone_not_open"


class MilestoneNotUnderway(Conflict):
    """Only a milestone that is planned or in progress can wait for help."""

    code = "milestone_not_underway"


class MilestoneNotBlocked(Conflict):
    """Nothing is in the way of this milestone."""

    code = "milestone_not_blocked"


class MilestoneStillOpen(Conflict):
    """Only a milestone that was reached or waived can be reopened."""

    code = "milestone_still_open"


class MilestoneInUse(Conflict):
    """This milestone was agreed in a conversation, or another one depends on it. Waive it
    instead.
    """

    code = "milestone_in_use"


class GoalElsewhere(Invalid):
    """This goal is not part of the plan, or is not open any more."""

    code = "goal_elsewhere"
    constraint = "milestone_tenant_id_goal_id_plan_id_fk"


class GoalOfSomebodyElse(Invalid):
    """Only the person whose goal it is can make it private, or show it again."""

    code = "goal_of_somebody_else"


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


class TemplateRetired(Conflict):
    """This template is retired. Plans are begun from another one, or from none."""

    code = "plan_template_retired"


class TemplateGoalUnknown(Invalid):
    """A milestone serves a goal that the template does not have: goals are counted from 0."""

    code = "template_goal_unknown"


class TooManyAtOnce(Invalid):
    """This would make more than 10,000 goals and milestones. Apply it to fewer people at once."""

    code = "too_many_at_once"
