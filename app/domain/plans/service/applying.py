"""How a template becomes plans: of many people, in as many statements as of one."""

from collections.abc import Iterator
from uuid import UUID

from app.domain.plans.commands.templates import (
    AppliedTo,
    ApplyOutcome,
    ApplyPlanTemplate,
    SkipReason,
    TemplateApplication,
)
from app.domain.plans.errors import TooManyAtOnce
from app.domain.plans.models import Goal, Milestone, MilestoneKind, OwnerChange, Plan
from app.domain.plans.models.template import OwnerRole, PlanTemplate, due_on
from app.domain.plans.repository.deadlines import working_days
from app.domain.plans.repository.goals import Goals
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.repository.owners import OwnerChanges
from app.domain.plans.repository.plans import Plans
from app.domain.plans.repository.templates import Candidate, Templates
from app.domain.plans.service.owners import history
from app.domain.transaction import Transaction

MOST_ROWS = 10_000


async def apply(
    tx: Transaction, template: PlanTemplate, command: ApplyPlanTemplate
) -> TemplateApplication:
    parts = len(template.goals) + len(template.milestones)
    if parts * len(command.person_ids) > MOST_ROWS:
        raise TooManyAtOnce
    known = await Templates(tx).candidates(template.id, set(command.person_ids))
    reasons = list(_reasons(command.person_ids, known))
    plans: dict[UUID, Plan] = {}
    if not command.dry_run:
        begun = [
            known[person]
            for person, reason in zip(command.person_ids, reasons, strict=True)
            if reason is None
        ]
        plans = await _Beginnings(tx, template, command).write(begun)
    people = tuple(
        AppliedTo(
            person_id=person,
            outcome=ApplyOutcome.SKIPPED if reason else ApplyOutcome.CREATED,
            reason=reason,
            plan_id=plans[person].id if reason is None and person in plans else None,
        )
        for person, reason in zip(command.person_ids, reasons, strict=True)
    )
    skipped = sum(reason is not None for reason in reasons)
    return TemplateApplication(
        plan_template_id=template.id,
        starts_on=command.starts_on,
        dry_run=command.dry_run,
        created=len(people) - skipped,
        skipped=skipped,
        people=people,
    )


def _reasons(people: tuple[UUID, ...], known: dict[UUID, Candidate]) -> Iterator[SkipReason | None]:
    """Why nothing is begun for each; whether they have a plan is told to nobody but their own."""
    seen: set[UUID] = set()
    for person in people:
        one = known.get(person)
        if person in seen:
            yield SkipReason.REPEATED
        elif one is None:
            yield SkipReason.UNKNOWN
        elif not one.is_mine:
            yield SkipReason.NOT_YOURS
        elif one.has_left:
            yield SkipReason.LEFT
        elif one.has_one:
            yield SkipReason.HAS_ONE
        else:
            yield None
        seen.add(person)


class _Beginnings:
    """Draft plans that are being begun, written table by table."""

    def __init__(self, tx: Transaction, template: PlanTemplate, command: ApplyPlanTemplate) -> None:
        self.tx, self.template = tx, template
        self.due = [due_on(command.starts_on, one["afterDays"]) for one in template.milestones]
        self.plans, self.goals, self.milestones = Plans(tx), Goals(tx), Milestones(tx)
        self.offers = OwnerChanges(tx)

    async def write(self, people: list[Candidate]) -> dict[UUID, Plan]:
        workdays = await working_days(self.tx)
        self.due = [workdays.on_or_after(day) for day in self.due]
        plans: dict[UUID, Plan] = {}
        offers: list[OwnerChange] = []
        goals: list[Goal] = []
        milestones: list[Milestone] = []
        for one in people:
            plan = self._plan(one)
            own = [self._goal(plan, goal) for goal in self.template.goals]
            steps = [self._milestone(plan, own, one, n) for n in range(len(self.due))]
            plans[one.person_id] = plan
            goals += own
            milestones += steps
            self.tx.record(*plan.created())
            for made in own:
                self.tx.record(*made.created())
            for step in steps:
                self.tx.record(*step.agree(workdays))
                asked = step.first_owned(self.tx.actor.id)
                if asked:
                    self.tx.record(*asked)
                    offers.append(self.offers.new(history(self.tx, step, None, None)))
            self.tx.concern(one.person_id)
        await self.plans.add_all(plans.values())
        if len(people) > 1:
            await self.tx.plan_anew()
        await self.goals.add_all(goals)
        await self.milestones.add_all(milestones)
        await self.offers.add_all(offers)
        return plans

    def _plan(self, one: Candidate) -> Plan:
        fields = {"person_id": one.person_id, "title": self.template.title}
        return self.plans.new({**fields, "template_id": self.template.id})

    def _goal(self, plan: Plan, goal: dict[str, str]) -> Goal:
        return self.goals.new(
            {
                "plan_id": plan.id,
                "person_id": plan.person_id,
                "title": goal["title"],
                "success_criteria": goal["successCriteria"],
            }
        )

    def _milestone(self, plan: Plan, goals: list[Goal], one: Candidate, place: int) -> Milestone:
        step = self.template.milestones[place]
        led = step["owner"] == OwnerRole.MANAGER and one.manager_id is not None
        owner = one.manager_id if led else one.person_id
        index = step["goalIndex"]
        return self.milestones.new(
            {
                "plan_id": plan.id,
                "person_id": plan.person_id,
                "goal_id": None if index is None else goals[index].id,
                "owner_id": owner,
                "kind": MilestoneKind(step["kind"]),
                "title": step["title"],
                "success_measure": step["successMeasure"],
                "due_on": self.due[place],
            }
        )
