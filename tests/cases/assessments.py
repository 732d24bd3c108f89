"""How far somebody is: read by the person and their manager, each from who may say it."""

from app.domain.assessments import service as assessments
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import FORBIDDEN, NOT_FOUND, case, of, person
from tests.scene import Scene

# amina, jonas, priya, olga, tomas, vendor: jonas leads amina, and priya is her people partner.

_READ = (DONE, DONE, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND)
_LISTED = (DONE, DONE, EMPTY, EMPTY, EMPTY, EMPTY)
_GIVEN = (NOT_FOUND, DONE, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND)

of(assessments.list_assessments, *_LISTED)
of(assessments.get_assessment, *_READ, assessment_id="assessment")
of(assessments.list_given_assessments, *_LISTED)
of(assessments.get_given_assessment, *_GIVEN, assessment_id="assessment")


@case(assessments.list_competency_standings, *_LISTED)
async def _list_competency_standings(scene: Scene) -> Ask:
    return Ask(assessments.list_competency_standings, {"person_id": scene.world.id("amina")})


@case(assessments.record_assessment, FORBIDDEN, DONE, *[FORBIDDEN] * 4)
async def _record_assessment(scene: Scene) -> Ask:
    body = {
        "personId": person(scene, "amina"),
        "competencyId": scene.ids["competency"],
        "kind": "manager",
        "confidence": "medium",
        "assessedOn": "2026-01-31",
    }
    return Ask(assessments.record_assessment, body=body)


@case(assessments.share_assessment, DONE, *[NOT_FOUND] * 5)
async def _share_assessment(scene: Scene) -> Ask:
    ids = {"assessment_id": await scene.a_self_assessment()}
    return Ask(assessments.share_assessment, ids, version=1)


@case(assessments.withdraw_assessment, FORBIDDEN, DONE, *[NOT_FOUND] * 4)
async def _withdraw_assessment(scene: Scene) -> Ask:
    ids = {"assessment_id": await scene.a_manager_assessment()}
    return Ask(assessments.withdraw_assessment, ids, version=1)
