"""Owners, supporters and help of milestones."""

from app.domain.plans import service as plans
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case, of, person
from tests.scene import Scene

# amina, jonas, priya, olga, tomas, vendor

_OWNED = (DONE, DONE, FORBIDDEN, DONE, NOT_FOUND, FORBIDDEN)
_ASKED = (FORBIDDEN, FORBIDDEN, FORBIDDEN, DONE, NOT_FOUND, FORBIDDEN)
_NOTHING = "nothing_to_reassign"

of(plans.get_help, DONE, DONE, DONE, DONE, NOT_FOUND, DONE, help_id="help")
of(plans.list_help, DONE, DONE, DONE, DONE, EMPTY, DONE, milestone_id="milestone")


@case(plans.offer_milestone, DONE, DONE, FORBIDDEN, FORBIDDEN, NOT_FOUND, FORBIDDEN)
async def _offer_milestone(scene: Scene) -> Ask:
    """Olga was named its owner, and has not taken it on."""
    body = {"ownerId": person(scene, "priya"), "reason": f"{ASKED} reason"}
    return Ask(plans.offer_milestone, {"milestone_id": await scene.a_milestone()}, body, version=1)


@case(plans.accept_milestone, *_ASKED)
async def _accept_milestone(scene: Scene) -> Ask:
    return Ask(plans.accept_milestone, {"milestone_id": await scene.a_milestone()}, version=1)


@case(plans.decline_milestone, *_ASKED)
async def _decline_milestone(scene: Scene) -> Ask:
    ids = {"milestone_id": await scene.a_milestone()}
    return Ask(plans.decline_milestone, ids, {"reason": f"{ASKED} reason"}, version=1)


@case(plans.withdraw_milestone_offer, DONE, DONE, FORBIDDEN, DONE, FORBIDDEN, FORBIDDEN)
async def _withdraw_milestone_offer(scene: Scene) -> Ask:
    """Olga owns it, and tomas is asked."""
    ids = {"milestone_id": await scene.an_offered_milestone()}
    return Ask(plans.withdraw_milestone_offer, ids, version=3)


@case(plans.reassign_milestones, DONE, DONE, _NOTHING, DONE, _NOTHING, FORBIDDEN)
async def _reassign_milestones(scene: Scene) -> Ask:
    await scene.a_milestone_of_olga()
    body = {"toId": person(scene, "priya"), "reason": f"{ASKED} reason"}
    return Ask(plans.reassign_milestones, {"person_id": person(scene, "olga")}, body)


@case(plans.add_milestone_supporter, *_OWNED)
async def _add_milestone_supporter(scene: Scene) -> Ask:
    body = {"supporterId": person(scene, "priya"), "role": "mentor"}
    return Ask(plans.add_milestone_supporter, {"milestone_id": await scene.a_milestone()}, body)


@case(plans.remove_milestone_supporter, DONE, DONE, DONE, DONE, NOT_FOUND, FORBIDDEN)
async def _remove_milestone_supporter(scene: Scene) -> Ask:
    """It is priya who supports it, so she may stop."""
    milestone = await scene.a_milestone()
    supporter = await scene.a_supporter("priya", milestone)
    ids = {"milestone_id": milestone, "supporter_id": supporter}
    return Ask(plans.remove_milestone_supporter, ids)


@case(plans.ask_for_help, *_OWNED)
async def _ask_for_help(scene: Scene) -> Ask:
    ids = {"milestone_id": await scene.a_milestone()}
    return Ask(plans.ask_for_help, ids, {"need": f"{ASKED} need"})


@case(plans.offer_help, DONE, DONE, DONE, DONE, NOT_FOUND, FORBIDDEN)
async def _offer_help(scene: Scene) -> Ask:
    milestone = await scene.a_milestone()
    body = {"offer": f"{ASKED} offer", "helpId": await scene.a_help(milestone)}
    return Ask(plans.offer_help, {"milestone_id": milestone}, body)


@case(plans.resolve_help, *_OWNED)
async def _resolve_help(scene: Scene) -> Ask:
    ids = {"help_id": await scene.a_help(await scene.a_milestone())}
    return Ask(plans.resolve_help, ids, {"outcome": f"{ASKED} outcome"}, version=1)
