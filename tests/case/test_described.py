"""The document says what is answered: of CASE, too, and of files."""

from typing import Any

import schemathesis
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup

from app.api.case import ANSWERS
from app.api.case.described import ONE
from tests.api.test_document import CHECKS, cases, send
from tests.case.provider import NAMED, PATH, ours, package, synced
from tests.world import World


async def test_every_answer_is_one_that_is_promised(world: World) -> None:
    await synced(world, package())
    framework_id = (await synced(world, ours("eng", "Engineering")))["frameworkId"]
    document = (await world.client.get("/openapi.json")).json()
    there = {f"{PATH}/{name}/{{identifier}}": {"identifier": NAMED[name]} for name in ONE}
    there["/v1/competency-frameworks/{framework_id}/export"] = {"framework_id": framework_id}
    wrong, answered = [], set()
    for result in schemathesis.openapi.from_dict(document).get_all_operations():
        operation = result.ok()
        if operation.path not in there and operation.path != f"{PATH}/CFDocuments":
            continue
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            for place, one in enumerate(cases(operation, mode)):
                if place % 2 and operation.path in there:
                    one.path_parameters = there[operation.path]
                answer = await send(world, one, "amina" if place else None)
                answered.add((operation.path, answer.status_code))
                try:
                    one.validate_response(answer, checks=CHECKS)
                except FailureGroup as error:
                    told = " ".join(map(str, error.exceptions))
                    wrong.append(f"{operation.label}: {told} {answer.text}"[:900])
    assert not wrong, "\n\n".join(wrong[:5])
    assert {path for path, status in answered if status == 200} == {*there, f"{PATH}/CFDocuments"}


async def test_every_endpoint_of_the_standard_is_described(world: World) -> None:
    document: dict[str, Any] = (await world.client.get("/openapi.json")).json()
    described = {path for path in document["paths"] if path.startswith(PATH)}
    assert described == set(ANSWERS)
    assert len(described) == 12
