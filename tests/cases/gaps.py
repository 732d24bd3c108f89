"""Gaps: of a person, for them and their manager; and what helped others, for everybody."""

from app.domain.gaps import service as gaps
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, NOT_FOUND, case, of
from tests.scene import Scene

# amina, jonas, priya, olga, tomas, vendor: jonas leads amina, and priya is her people partner.

_LISTED = (DONE, DONE, EMPTY, EMPTY, EMPTY, EMPTY)

of(gaps.list_what_helped, EMPTY, competency_id="competency")


@case(gaps.list_gaps, *_LISTED)
async def _list_gaps(scene: Scene) -> Ask:
    return Ask(gaps.list_gaps, {"person_id": scene.world.id("amina")})


@case(gaps.list_reachable_roles, *_LISTED)
async def _list_reachable_roles(scene: Scene) -> Ask:
    return Ask(gaps.list_reachable_roles, {"person_id": scene.world.id("amina")})


@case(gaps.list_next_levels, *_LISTED)
async def _list_next_levels(scene: Scene) -> Ask:
    return Ask(gaps.list_next_levels, {"person_id": scene.world.id("amina")})


@case(gaps.begin_goal_from_gap, DONE, DONE, *[NOT_FOUND] * 4)
async def _begin_goal_from_gap(scene: Scene) -> Ask:
    ids = {"person_id": scene.world.id("amina")}
    body = {
        "roleProfileId": scene.ids["next_role"],
        "competencyIds": [scene.ids["graded"]],
        "title": f"{ASKED} goal",
    }
    return Ask(gaps.begin_goal_from_gap, ids, body)
