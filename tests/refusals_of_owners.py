"""How owners, supporters and help of milestones refuse: each error, by the shortest way to it."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID, uuid4

from app.domain.conversations import service as conversations
from app.domain.plans import service as plans
from app.domain.plans.commands import ReachMilestone
from app.domain.use_case import UseCase
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

VERSIONED: Final[dict[Any, str]] = {
    plans.offer_milestone: "amina",
    plans.accept_milestone: "olga",
    plans.decline_milestone: "olga",
    plans.withdraw_milestone_offer: "amina",
    plans.resolve_help: "amina",
}
for _versioned, _who in VERSIONED.items():
    changed("stale", _versioned, _who, version=9)

changed("owner_unknown", plans.offer_milestone, ownerId=uuid4())
changed("invalid", plans.decline_milestone, "olga", reason=" ")
changed("owner_unknown", plans.reassign_milestones, toId=uuid4())
changed("invalid", plans.reassign_milestones, toId=None)
changed("invalid", plans.reassign_milestones, toId=None, milestones=[])
changed("supporter_unknown", plans.add_milestone_supporter, supporterId=uuid4())
changed("invalid", plans.ask_for_help, need="")
changed("help_elsewhere", plans.offer_help, helpId=uuid4())


def _with_a_leaver(use_case: UseCase, field: str) -> None:
    @refused("owner_gone", use_case)
    async def _leaver(scene: Scene) -> Ask:
        ask = await of_case(use_case)(scene)
        return replace(ask, body={**ask.body, field: await scene.a_leaver()})


_with_a_leaver(plans.add_milestone, "ownerId")
_with_a_leaver(conversations.agree_next_step, "ownerId")
_with_a_leaver(plans.offer_milestone, "ownerId")
_with_a_leaver(plans.reassign_milestones, "toId")


@refused("owner_already", plans.offer_milestone)
async def _asked_twice(scene: Scene) -> Ask:
    ask = await of_case(plans.offer_milestone)(scene)
    return replace(ask, body={"ownerId": scene.world.id("olga")})


def _reached(use_case: UseCase, who: str, name: str = "milestone_id") -> None:
    @refused("milestone_not_open", use_case, who)
    async def _over(scene: Scene) -> Ask:
        ask = await of_case(use_case)(scene)
        milestone: UUID = ask.ids[name]
        given = {"command": ReachMilestone(), "milestone_id": milestone}
        await scene.done("amina", plans.reach_milestone, **given)
        return replace(ask, version=None if ask.version is None else ask.version + 1)


_reached(plans.offer_milestone, "amina")
_reached(plans.accept_milestone, "olga")
_reached(plans.decline_milestone, "olga")
_reached(plans.withdraw_milestone_offer, "amina")
_reached(plans.ask_for_help, "amina")
_reached(plans.offer_help, "amina")


@refused("no_offer_open", plans.accept_milestone, "olga")
async def _accepted_already(scene: Scene) -> Ask:
    return Ask(
        plans.accept_milestone, {"milestone_id": await scene.a_milestone_of_olga()}, version=2
    )


@refused("no_offer_open", plans.decline_milestone, "olga")
async def _declined_too_late(scene: Scene) -> Ask:
    ids = {"milestone_id": await scene.a_milestone_of_olga()}
    return Ask(plans.decline_milestone, ids, {"reason": "No time"}, version=2)


@refused("no_offer_open", plans.withdraw_milestone_offer)
async def _nothing_to_take_back(scene: Scene) -> Ask:
    ids = {"milestone_id": await scene.a_milestone()}
    return Ask(plans.withdraw_milestone_offer, ids, version=1)


@refused("nothing_to_reassign", plans.reassign_milestones)
async def _owns_nothing(scene: Scene) -> Ask:
    ask = await of_case(plans.reassign_milestones)(scene)
    return replace(ask, ids={"person_id": scene.world.id("tomas")})


@refused("reassigned_twice", plans.reassign_milestones)
async def _to_two_people(scene: Scene) -> Ask:
    ask = await of_case(plans.reassign_milestones)(scene)
    milestone = scene.ids["milestone"]
    each = [
        {"milestoneId": milestone, "ownerId": scene.world.id(who)} for who in ("priya", "tomas")
    ]
    return replace(ask, body={"milestones": each})


@refused("supports_already", plans.add_milestone_supporter)
async def _supports_already(scene: Scene) -> Ask:
    body = {"supporterId": scene.world.id("olga"), "role": "expert"}
    return Ask(plans.add_milestone_supporter, {"milestone_id": scene.ids["milestone"]}, body)


@refused("help_not_asked", plans.offer_help, apart=True)
async def _answered_already(scene: Scene) -> Ask:
    body = {"offer": "Me, too", "helpId": await scene.a_resolved_help()}
    return Ask(plans.offer_help, {"milestone_id": scene.ids["milestone"]}, body)


@refused("help_resolved", plans.resolve_help, apart=True)
async def _resolved_already(scene: Scene) -> Ask:
    return Ask(plans.resolve_help, {"help_id": await scene.a_resolved_help()}, {}, version=3)
