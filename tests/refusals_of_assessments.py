"""How assessments refuse: each error, by the shortest way to it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from app.domain.assessments import service as assessments
from app.domain.use_case import UseCase
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene

RECORD = assessments.record_assessment
TOMORROW = (datetime.now(UTC).date() + timedelta(days=2)).isoformat()

changed("stale", assessments.share_assessment, version=9)
changed("stale", assessments.withdraw_assessment, "jonas", version=9)
changed("assessed_unknown", RECORD, "jonas", personId=uuid4())
changed("assessed_competency_unknown", RECORD, "jonas", competencyId=uuid4())
changed("assessed_level_unknown", RECORD, "jonas", level="L1")
changed("assessed_later", RECORD, "jonas", assessedOn=TOMORROW)
changed("assessment_mismatch", RECORD, "jonas", isShared=True)
changed("assessment_mismatch", RECORD, "jonas", isNamed=True)
changed("assessed_milestone_unknown", RECORD, "jonas", kind="evidence", milestoneId=uuid4())
changed("forbidden", RECORD, "jonas", kind="self")
changed("forbidden", RECORD, "jonas", kind="peer")
changed("invalid", RECORD, "jonas", level=" ")


@refused("assessment_mismatch", RECORD, "jonas")
async def _evidence_of_nothing(scene: Scene) -> Ask:
    ask = await of_case(RECORD)(scene)
    return replace(ask, body={**ask.body, "kind": "evidence"})


@refused("assessed_milestone_unknown", RECORD, "jonas")
async def _not_reached(scene: Scene) -> Ask:
    ask = await of_case(RECORD)(scene)
    milestone = {"kind": "evidence", "milestoneId": await scene.a_milestone()}
    return replace(ask, body={**ask.body, **milestone})


@refused("forbidden", assessments.share_assessment, "jonas")
async def _not_of_oneself(scene: Scene) -> Ask:
    ids = {"assessment_id": await scene.a_manager_assessment()}
    return Ask(assessments.share_assessment, ids, version=1)


@refused("assessment_shared", assessments.share_assessment)
async def _shared_twice(scene: Scene) -> Ask:
    ids = {"assessment_id": await scene.an_assessment("amina", "self", isShared=True)}
    return Ask(assessments.share_assessment, ids, version=1)


async def _withdrawn(scene: Scene, use_case: UseCase, who: str) -> Ask:
    ask = await of_case(use_case)(scene)
    await scene.done(who, assessments.withdraw_assessment, **ask.ids, if_version=1)
    return replace(ask, version=2)


@refused("assessment_withdrawn", assessments.share_assessment)
async def _shared_too_late(scene: Scene) -> Ask:
    return await _withdrawn(scene, assessments.share_assessment, "amina")


@refused("assessment_withdrawn", assessments.withdraw_assessment, "jonas")
async def _withdrawn_twice(scene: Scene) -> Ask:
    return await _withdrawn(scene, assessments.withdraw_assessment, "jonas")
