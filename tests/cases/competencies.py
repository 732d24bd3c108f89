"""Competency models."""

from uuid import uuid4

from app.domain.competencies import service as competencies
from tests.asking import DONE, Ask
from tests.cases.kit import ASKED, case, of
from tests.scene import Scene

# Everybody reads competency models; whoever has the scope syncs and publishes them.

of(competencies.list_competency_frameworks, DONE)
of(competencies.get_competency_framework, DONE, framework_id="framework")
of(competencies.list_framework_versions, DONE, framework_id="framework")
of(competencies.get_framework_version, DONE, framework_version_id="framework_version")
of(competencies.list_version_competencies, DONE, framework_version_id="framework_version")
of(competencies.list_version_leftovers, DONE, framework_version_id="framework_version")
of(competencies.list_competencies, DONE)
of(competencies.get_competency, DONE, competency_id="competency")
of(competencies.list_competency_revisions, DONE, competency_id="competency")
of(competencies.list_competency_associations, DONE)


@case(competencies.sync_competency_framework, DONE)
async def _sync_competency_framework(scene: Scene) -> Ask:
    document = {
        "framework": {"code": f"m-{uuid4()}", "title": f"{ASKED} model"},
        "competencies": [{"code": "A", "name": f"{ASKED} name", "statement": f"{ASKED} does"}],
    }
    return Ask(competencies.sync_competency_framework, body={"document": document})


@case(competencies.publish_competency_framework, DONE)
async def _publish_competency_framework(scene: Scene) -> Ask:
    ids = {"framework_id": await scene.a_framework_draft()}
    return Ask(competencies.publish_competency_framework, ids, version=2)


@case(competencies.discard_framework_draft, DONE)
async def _discard_framework_draft(scene: Scene) -> Ask:
    ids = {"framework_id": await scene.a_framework_draft()}
    return Ask(competencies.discard_framework_draft, ids, version=2)


@case(competencies.deprecate_competency_framework, DONE)
async def _deprecate_competency_framework(scene: Scene) -> Ask:
    ids = {"framework_id": await scene.a_framework()}
    body = {"replacedById": scene.ids["framework"]}
    return Ask(competencies.deprecate_competency_framework, ids, body, version=1)


@case(competencies.reinstate_competency_framework, DONE)
async def _reinstate_competency_framework(scene: Scene) -> Ask:
    ids = {"framework_id": await scene.a_deprecated_framework()}
    return Ask(competencies.reinstate_competency_framework, ids, version=2)


@case(competencies.retire_competency_framework, DONE)
async def _retire_competency_framework(scene: Scene) -> Ask:
    ids = {"framework_id": await scene.a_framework()}
    return Ask(competencies.retire_competency_framework, ids, version=1)
