"""Competency frameworks: of our own format, of CASE, with drafts, and out of use."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from app.domain.competencies import service as competencies
from app.domain.competencies.commands import DeprecateFramework, SyncFramework
from tests.scene_of_plans import SECRET
from tests.world import World

URI = "https://case.example/ims/case/v1p1"


def a_model(code: str, *competencies: str, **more: Any) -> dict[str, Any]:
    listed = [
        {"code": one, "name": f"{SECRET} name", "statement": f"{SECRET} {one}"}
        for one in competencies
    ]
    framework = {"code": code, "title": f"{SECRET} framework"}
    return {"framework": framework, "competencies": listed} | more


class Frameworks:
    """By the machine client."""

    world: World
    ids: dict[str, UUID]
    done: Callable[..., Awaitable[dict[str, Any]]]

    async def synced(self, document: dict[str, Any], **more: Any) -> UUID:
        command = SyncFramework(document=document, **more)
        action = competencies.sync_competency_framework
        report = await self.done("vendor", action, command=command)
        return UUID(report["frameworkId"])

    async def a_framework(self) -> UUID:
        """Published, in version 1."""
        return await self.synced(a_model(f"f-{uuid4()}", "A", "B"))

    async def a_framework_draft(self) -> UUID:
        """Of a framework that is published, in version 2."""
        code = f"f-{uuid4()}"
        await self.synced(a_model(code, "A", "B"))
        return await self.synced(a_model(code, "A", "C"), publish=False)

    async def a_deprecated_framework(self) -> UUID:
        """In version 2."""
        id = await self.a_framework()
        command = DeprecateFramework()
        action = competencies.deprecate_competency_framework
        await self.done("vendor", action, framework_id=id, command=command, if_version=1)
        return id

    async def a_case_framework(self) -> UUID:
        """With a link, and with what a model has no place for."""
        document = {
            "identifier": "00000000-0000-4000-8000-000000000001",
            "uri": f"{URI}/CFDocuments/1",
            "title": f"{SECRET} package",
            "creator": SECRET,
            "lastChangeDateTime": "2026-01-01T00:00:00Z",
        }
        items = [
            {
                "identifier": f"00000000-0000-4000-8000-00000000001{n}",
                "uri": f"{URI}/CFItems/{n}",
                "fullStatement": f"{SECRET} item {n}",
                "humanCodingScheme": f"CASE.{n}",
                "lastChangeDateTime": "2026-01-01T00:00:00Z",
            }
            for n in (1, 2)
        ]
        ends = [{"title": "x", "identifier": i["identifier"], "uri": i["uri"]} for i in items]
        link = {
            "identifier": "00000000-0000-4000-8000-000000000021",
            "uri": f"{URI}/CFAssociations/1",
            "associationType": "isRelatedTo",
            "originNodeURI": ends[0],
            "destinationNodeURI": ends[1],
            "lastChangeDateTime": "2026-01-01T00:00:00Z",
        }
        package = {
            "CFDocument": document,
            "CFItems": items,
            "CFAssociations": [link],
            "CFDefinitions": {"CFSubjects": [{"title": SECRET}]},
        }
        return await self.synced(package)

    async def a_framework_version(self, framework_id: UUID) -> UUID:
        path = f"/v1/competency-frameworks/{framework_id}/versions"
        [known] = (await self.world.rest("vendor", "GET", path)).json()["data"]
        await self.world.noted()
        return UUID(known["id"])
