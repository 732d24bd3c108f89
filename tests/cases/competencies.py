"""Competency models."""

from uuid import uuid4

from app.domain.competencies import service as competencies
from tests.asking import DONE, Ask
from tests.cases.kit import ASKED, case, of
from tests.scene import Scene

# Everybody reads competency models.

of(competencies.list_competency_frameworks, DONE)
of(competencies.get_competency_framework, DONE, framework_id="framework")
of(competencies.list_competencies, DONE)


@case(competencies.sync_competency_framework, DONE)
async def _sync_competency_framework(scene: Scene) -> Ask:
    document = {
        "framework": {"code": f"m-{uuid4()}", "title": f"{ASKED} model"},
        "competencies": [{"code": "A", "name": f"{ASKED} name", "statement": f"{ASKED} does"}],
    }
    return Ask(competencies.sync_competency_framework, body={"document": document})
