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


class ReviewToCome(Invalid):
    """A review is written down once it was held: this day is still to come."""

    code = "review_to_come"


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
    """This milestone was agreed in a conversation, and stays with it. Waive it instead."""

    code = "milestone_in_use"
    constraint = "agreed_step_tenant_id_milestone_id_fk"


class DeadlineUnchanged(Conflict):
    """This milestone has that deadline already, so there is nothing to move."""

    code = "deadline_unchanged"


class DeadlineMovedSince(Conflict):
    """The deadline was moved again since. Only the newest change can be agreed to."""

    code = "deadline_moved_since"


class DeadlineAgreed(Conflict):
    """This change of the deadline was agreed to already."""

    code = "deadline_agreed"


class OwnerAlready(Conflict):
    """This person owns the milestone already, or it is offered to them."""

    code = "owner_already"


class OwnerGone(Conflict):
    """This person has left the organisation. Choose somebody who works here."""

    code = "owner_gone"


class NoOfferOpen(Conflict):
    """This offer was answered or taken back already. A milestone that nobody took on yet can be
    offered to somebody else.
    """

    code = "no_offer_open"


class NothingToReassign(Conflict):
    """This person owns no open milestone that you may hand on."""

    code = "nothing_to_reassign"


class SupportsAlready(Conflict):
    """This person supports the milestone in this role already."""

    code = "supports_already"
    constraint = "milestone_supporter_once_uq"


class HelpNotAsked(Conflict):
    """This was answered already. Help can still be offered for the milestone itself."""

    code = "help_not_asked"


class HelpResolved(Conflict):
    """This was resolved already."""

    code = "help_resolved"


class HelpElsewhere(Invalid):
    """Nobody asked for this help with this milestone."""

    code = "help_elsewhere"


class ReassignedTwice(Invalid):
    """A milestone is handed to one person."""

    code = "reassigned_twice"


class DependsInCircle(Invalid):
    """The other milestone waits for this one already, perhaps through others: `errors` names those
    that you may see. Take one of these dependencies out first.
    """

    code = "depends_in_circle"


class DependsOnItself(Invalid):
    """A milestone cannot wait for itself."""

    code = "depends_on_itself"
    constraint = "milestone_dependency_other_ck"


class DependsElsewhere(Invalid):
    """There is no such milestone in the same plan, or you may not know of it."""

    code = "depends_elsewhere"
    constraint = "milestone_dependency_tenant_id_depends_on_id_plan_id_fk"


class ResourceApproved(Conflict):
    """This was approved already, and stays as it was approved. Take it out and add another one."""

    code = "resource_approved"


class ResourceMismatch(Invalid):
    """Each kind of resource has its own fields and no others: time has `minutes`, budget has
    `amountMinor` and `currency`, link has `url`, course has `courseId`, approver has `approverId`.
    """

    code = "resource_mismatch"
    constraint = "milestone_resource_fields_ck"


class GoalElsewhere(Invalid):
    """This goal is not part of the plan, or is not open any more."""

    code = "goal_elsewhere"
    constraint = "milestone_tenant_id_goal_id_plan_id_fk"


class GoalOfSomebodyElse(Invalid):
    """Only the person whose goal it is can make it private, or show it again."""

    code = "goal_of_somebody_else"


class ReflectionUnknown(Invalid):
    """A goal grows from a reflection of the person whose goal it is, named by themself. There is
    no such reflection with this `reflectionId`.
    """

    code = "reflection_unknown"
    constraint = "goal_tenant_id_reflection_id_person_id_fk"


class ObjectiveUnknown(Invalid):
    """There is no objective with this `objectiveId`."""

    code = "objective_unknown"
    constraint = "goal_objective_tenant_id_objective_id_fk"


class GoalAligned(Conflict):
    """This goal is aligned with this objective already."""

    code = "goal_aligned"
    constraint = "goal_objective_tenant_id_goal_id_objective_id_uq"


class GoalNotAligned(Conflict):
    """This goal is not aligned with this objective."""

    code = "goal_not_aligned"


class CompetencyUnknown(Invalid):
    """There is no competency with this `competencyId`."""

    code = "competency_unknown"
    constraint = "goal_competency_tenant_id_competency_id_fk"


class CompetencyTwice(Invalid):
    """Each competency can be named once."""

    code = "competency_twice"


class LevelUnknown(Invalid):
    """The levels of a competency are the codes of its framework's scale."""

    code = "level_unknown"


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


class SupporterUnknown(NobodyThere):
    """There is no person with this `supporterId`."""

    code = "supporter_unknown"
    constraint = "milestone_supporter_tenant_id_supporter_id_fk"


class ApproverUnknown(NobodyThere):
    """There is no person with this `approverId`."""

    code = "approver_unknown"
    constraint = "milestone_resource_tenant_id_approver_id_fk"


class TemplateRetired(Conflict):
    """This template is retired. Plans are begun from another one, or from none."""

    code = "plan_template_retired"


class TemplateGoalUnknown(Invalid):
    """A milestone serves a goal that the template does not have: goals are counted from 0."""

    code = "template_goal_unknown"


class TooManyAtOnce(Invalid):
    """This would make more than 10,000 goals and milestones. Apply it to fewer people at once."""

    code = "too_many_at_once"
