"""Plans, goals, milestones and what belongs to them, in many states."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from app.domain.competencies import service as competencies
from app.domain.competencies.commands import SyncFramework
from app.domain.objectives import service as objectives
from app.domain.objectives.commands import CreateObjective
from app.domain.objectives.states import ObjectiveKind
from app.domain.plans import service as plans
from app.domain.plans.commands import (
    AddDependency,
    AddEvidence,
    AddGoal,
    AddMilestone,
    AddResource,
    AddSupporter,
    AlignGoal,
    AskForHelp,
    BlockMilestone,
    ClosePlan,
    CreatePlan,
    CreatePlanTemplate,
    MoveDeadline,
    OfferHelp,
    OfferMilestone,
    ReachMilestone,
    ResolveHelp,
    ReviewPlan,
    SetGoalCompetencies,
    WaiveMilestone,
)
from app.domain.plans.states import ResourceKind, SupporterRole
from app.domain.reflections import service as reflections
from app.domain.reflections.commands import WriteReflection
from tests.world import World

SECRET = "canary"
"""Stands in every text that is stored."""

MODEL: dict[str, Any] = {
    "framework": {"code": "model", "title": f"{SECRET} model"},
    "competencies": [{"code": "COM", "name": f"{SECRET} name", "statement": f"{SECRET} statement"}],
}


class Plans:
    """Of amina, unless a method says otherwise."""

    world: World
    ids: dict[str, UUID]
    done: Callable[..., Awaitable[dict[str, Any]]]
    made: Callable[..., Awaitable[UUID]]

    async def a_plan(self) -> UUID:
        command = CreatePlan(person_id=self.world.id("amina"), title=f"{SECRET} plan")
        return await self.made("amina", plans.create_plan, command=command)

    async def a_proposed_plan(self) -> UUID:
        """By amina, to jonas."""
        id = await self.a_plan()
        await self.done("amina", plans.propose_plan, plan_id=id, if_version=1)
        return id

    async def an_active_plan(self) -> UUID:
        """In version 3. Amina's manager agreed to it; she herself, if she has none."""
        id = await self.a_proposed_plan()
        path = f"/v1/people/{self.world.id('amina')}/managers?limit=1"
        managers = (await self.world.rest("vendor", "GET", path)).json()["data"]
        who = managers[0]["userName"] if managers else "amina"
        await self.world.noted()  # now, so that the trail of every scene is in the same order
        await self.done(who, plans.agree_to_plan, plan_id=id, if_version=2)
        return id

    async def a_closed_plan(self) -> UUID:
        """In version 2, closed before it was agreed."""
        id = await self.a_plan()
        command = ClosePlan(reason=f"{SECRET} reason")
        await self.done("amina", plans.close_plan, plan_id=id, command=command, if_version=1)
        return id

    async def a_measured_plan(self) -> UUID:
        """Completed, with a goal that was about a competency."""
        id = await self.an_active_plan()
        arguments = {"plan_id": id, "command": AddGoal(title=f"{SECRET} measured goal")}
        goal = await self.made("amina", plans.add_goal, **arguments)
        gaps = SetGoalCompetencies(
            items=[{"competencyId": self.ids["competency"], "toLevel": SECRET}]  # type: ignore[arg-type]
        )
        await self.done("amina", plans.set_goal_competencies, goal_id=goal, command=gaps)
        await self.done("amina", plans.complete_plan, plan_id=id, if_version=3)
        return id

    async def a_waived_milestone(self) -> UUID:
        """In version 2."""
        id = await self.a_milestone()
        command = WaiveMilestone(reason=f"{SECRET} reason")
        ids = {"milestone_id": id, "command": command}
        await self.done("amina", plans.waive_milestone, **ids, if_version=1)
        return id

    async def a_blocked_milestone(self) -> UUID:
        """In version 2."""
        id = await self.a_milestone()
        command = BlockMilestone(help_needed=f"{SECRET} help")
        ids = {"milestone_id": id, "command": command}
        await self.done("amina", plans.block_milestone, **ids, if_version=1)
        return id

    async def a_template(self) -> UUID:
        """By amina, and about nobody."""
        parts = {
            "title": f"{SECRET} template",
            "description": f"{SECRET} description",
            "goals": [{"title": f"{SECRET} goal", "successCriteria": f"{SECRET} criteria"}],
            "milestones": [
                {
                    "title": f"{SECRET} step",
                    "afterDays": 30,
                    "successMeasure": f"{SECRET} measure",
                    "goalIndex": 0,
                    "owner": "manager",
                }
            ],
        }
        command = CreatePlanTemplate.model_validate(parts)
        return await self.made("amina", plans.create_plan_template, command=command)

    async def a_goal(self) -> UUID:
        command = AddGoal(title=f"{SECRET} goal", aspiration=f"{SECRET} aspiration")
        return await self.made("amina", plans.add_goal, plan_id=self.ids["plan"], command=command)

    async def an_objective(self, parent: UUID | None = None) -> UUID:
        """Of jonas's team; in version 1."""
        command = CreateObjective(
            title=f"{SECRET} objective",
            description=f"{SECRET} description",
            kind=ObjectiveKind.TEAM,
            owner_id=self.world.id("jonas"),
            parent_id=parent,
            starts_on="2031-01-01",  # type: ignore[arg-type]
            ends_on="2031-06-30",  # type: ignore[arg-type]
        )
        return await self.made("jonas", objectives.create_objective, command=command)

    async def a_reflection(self) -> UUID:
        command = WriteReflection(body=f"{SECRET} reflection", prompt=f"{SECRET} prompt")
        return await self.made("amina", reflections.write_reflection, command=command)

    async def aligned(self, goal_id: UUID) -> None:
        command = AlignGoal(objective_id=self.ids["objective"])
        await self.done("amina", plans.align_goal, goal_id=goal_id, command=command)

    async def a_competency(self, framework_id: UUID) -> UUID:
        path = f"/v1/competencies?frameworkId={framework_id}"
        [known] = (await self.world.rest("vendor", "GET", path)).json()["data"]
        await self.world.noted()
        return UUID(known["id"])

    async def a_graded_competency(self) -> UUID:
        """Of a framework whose scale has one level, L1."""
        scale = [{"code": "L1", "name": f"{SECRET} level", "rank": 1}]
        document = MODEL | {"framework": {"code": "graded", "title": f"{SECRET}"}, "scale": scale}
        report = await self.done(
            "vendor",
            competencies.sync_competency_framework,
            command=SyncFramework(document=document),
        )
        return await self.a_competency(UUID(report["frameworkId"]))

    async def something_private(self) -> None:
        """A private goal with all that a goal can have."""
        command = AddGoal(
            title=f"{SECRET} private goal",
            is_private=True,
            reflection_id=self.ids["reflection"],
        )
        arguments = {"plan_id": self.ids["plan"], "command": command}
        goal = await self.made("amina", plans.add_goal, **arguments)
        self.ids["private_goal"] = goal
        await self.aligned(goal)
        gaps = SetGoalCompetencies(
            items=[  # type: ignore[arg-type]
                {"competencyId": self.ids["competency"], "fromLevel": SECRET, "toLevel": SECRET}
            ]
        )
        await self.done("amina", plans.set_goal_competencies, goal_id=goal, command=gaps)

    async def a_milestone(self) -> UUID:
        command = AddMilestone(
            title=f"{SECRET} milestone",
            owner_id=self.world.id("olga"),
            goal_id=self.ids["goal"],
            due_on="2031-05-01",  # type: ignore[arg-type]
            success_measure=f"{SECRET} measure",
        )
        arguments = {"plan_id": self.ids["plan"], "command": command}
        return await self.made("amina", plans.add_milestone, **arguments)

    async def a_moved_deadline(self) -> UUID:
        """By amina."""
        return await self._moved(await self.a_milestone(), 1)

    async def moved_again(self, change_id: UUID) -> UUID:
        """By amina, too."""
        return await self._moved(await self._milestone_of(change_id), 2)

    async def reached_after(self, change_id: UUID) -> None:
        arguments = {"milestone_id": await self._milestone_of(change_id), "if_version": 2}
        await self.done("amina", plans.reach_milestone, **arguments, command=ReachMilestone())

    async def _milestone_of(self, change_id: UUID) -> UUID:
        change = await self.world.find(
            "amina", plans.get_deadline_change, deadline_change_id=change_id
        )
        await self.world.noted()
        return UUID(change["milestoneId"])

    async def _moved(self, milestone_id: UUID, version: int) -> UUID:
        command = MoveDeadline(
            due_on=f"2031-06-0{version}",  # type: ignore[arg-type]
            reason=f"{SECRET} reason",
            support_offered=f"{SECRET} help",
        )
        arguments = {"milestone_id": milestone_id, "if_version": version, "command": command}
        await self.done("amina", plans.move_deadline, **arguments)
        path = f"/v1/milestones/{milestone_id}?expand=deadlineChanges"
        shown = (await self.world.rest("amina", "GET", path)).json()
        await self.world.noted()
        return UUID(shown["deadlineChanges"][-1]["id"])

    async def a_milestone_of_olga(self) -> UUID:
        """She took it on: in version 2."""
        id = await self.a_milestone()
        await self.done("olga", plans.accept_milestone, milestone_id=id, if_version=1)
        return id

    async def an_offered_milestone(self, to: str = "tomas") -> UUID:
        """Olga owns it, and somebody is asked to: in version 3."""
        id = await self.a_milestone_of_olga()
        command = OfferMilestone(owner_id=self.world.id(to), reason=f"{SECRET} reason")
        arguments = {"milestone_id": id, "command": command, "if_version": 2}
        await self.done("amina", plans.offer_milestone, **arguments)
        return id

    async def a_supporter(self, who: str, milestone: UUID) -> UUID:
        command = AddSupporter(supporter_id=self.world.id(who), role=SupporterRole.EXPERT)
        arguments = {"milestone_id": milestone, "command": command}
        return await self.made("amina", plans.add_milestone_supporter, **arguments)

    async def a_help(self, milestone: UUID) -> UUID:
        arguments = {"milestone_id": milestone, "command": AskForHelp(need=f"{SECRET} need")}
        return await self.made("amina", plans.ask_for_help, **arguments)

    async def a_resolved_help(self) -> UUID:
        """In version 3."""
        milestone = self.ids["milestone"]
        id = await self.a_help(milestone)
        offer = OfferHelp(offer=f"{SECRET} offer", help_id=id)
        await self.done("olga", plans.offer_help, milestone_id=milestone, command=offer)
        command = ResolveHelp(outcome=f"{SECRET} outcome")
        arguments = {"help_id": id, "command": command, "if_version": 2}
        await self.done("amina", plans.resolve_help, **arguments)
        return id

    async def a_leaver(self) -> UUID:
        """Somebody who worked here."""
        id = await self.a_person()
        path = f"/v1/people/{id}/status"
        left = await self.world.rest("vendor", "POST", path, {"status": "left"}, if_match="*")
        assert left.is_success
        return id

    async def a_dependency(self) -> tuple[UUID, UUID]:
        """A new milestone, and the one of the scene, which waits for it."""
        before, after = await self.a_milestone(), self.ids["milestone"]
        command = AddDependency(depends_on_id=before)
        await self.world.do("amina", plans.add_dependency, milestone_id=after, command=command)
        return before, after

    async def a_resource(self) -> UUID:
        """That jonas is asked to approve."""
        command = AddResource(
            kind=ResourceKind.APPROVER,
            title=f"{SECRET} title",
            note=f"{SECRET} note",
            approver_id=self.world.id("jonas"),
        )
        arguments = {"milestone_id": self.ids["milestone"], "command": command}
        return await self.made("amina", plans.add_resource, **arguments)

    async def some_evidence(self) -> UUID:
        command = AddEvidence(body=f"{SECRET} body", url=f"https://example.com/{SECRET}")
        arguments = {"milestone_id": self.ids["milestone"], "command": command}
        return await self.made("amina", plans.add_evidence, **arguments)

    async def a_review(self, plan_id: UUID) -> UUID:
        command = ReviewPlan(
            held_on="2026-01-31",  # type: ignore[arg-type]
            summary=f"{SECRET} summary",
            changes=f"{SECRET} changes",
        )
        arguments = {"plan_id": plan_id, "command": command, "if_version": 3}
        return await self.made("jonas", plans.review_plan, **arguments)
