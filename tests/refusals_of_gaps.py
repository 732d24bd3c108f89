"""How gaps refuse."""

from dataclasses import replace
from uuid import uuid4

from app.domain.gaps import service as gaps
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

changed("gap_role_unknown", gaps.begin_goal_from_gap, roleProfileId=uuid4())
changed("gap_not_there", gaps.begin_goal_from_gap, competencyIds=[str(uuid4())])
changed("invalid", gaps.begin_goal_from_gap, competencyIds=[])


@refused("gap_not_there", gaps.begin_goal_from_gap, "jonas")
async def _met_already(scene: Scene) -> Ask:
    ask = await of_case(gaps.begin_goal_from_gap)(scene)
    met = {"roleProfileId": scene.ids["role_profile"], "competencyIds": [scene.ids["competency"]]}
    return replace(ask, body={**ask.body, **met})
