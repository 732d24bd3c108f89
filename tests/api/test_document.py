"""The OpenAPI document is true: what it promises is what is answered, whatever is sent."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import requests
import schemathesis
from httpx import Response
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema_rs import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.api.install import routes
from tests.api.asks import WHO, asks
from tests.world import World

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 4
"""Requests of each operation and kind."""

UNREAL = frozenset({"/metrics", "/health/ready"})
"""They answer for everybody's requests, and do not take any input."""


@pytest.fixture
async def document(world: World) -> dict[str, Any]:
    return dict((await world.client.get("/openapi.json")).json())


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def cases(operation: Any, mode: GenerationMode) -> list[Any]:
    """What schemathesis would send."""
    found: list[Any] = []

    @settings(
        max_examples=EXAMPLES,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
        derandomize=True,
    )
    @given(operation.as_strategy(generation_mode=mode))
    def collect(case: Any) -> None:
        found.append(case)

    try:
        collect()
    except Exception as error:
        if type(error).__name__ not in ("SkipTest", "Skipped", "Unsatisfiable"):
            raise
    return found


async def send(world: World, case: Any, who: str | None) -> Response:
    prepared = requests.Request(**_known(case.as_transport_kwargs("http://career.test"))).prepare()
    headers = {**prepared.headers, **(world.headers(who) if who else {})}
    return await world.client.request(
        str(prepared.method),
        str(prepared.url),
        headers={
            name: value.encode("latin-1", "replace") if isinstance(value, str) else value
            for name, value in headers.items()
        },
        content=prepared.body,
    )


def _known(given_: dict[str, Any]) -> dict[str, Any]:
    names = ("method", "url", "headers", "files", "data", "params", "auth", "cookies", "json")
    return {name: value for name, value in given_.items() if name in names}


async def test_every_answer_is_one_that_is_promised(world: World, document: Any) -> None:
    ids = {one.route.full_path: one for one in await asks(world)}
    wrong = []
    schema = schemathesis.openapi.from_dict(document)
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path in UNREAL:
            continue
        name = next((r.use_case.name for r in routes() if _is(r, operation)), None)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            for place, case in enumerate(cases(operation, mode)):
                if place % 2 and operation.path in ids and mode is GenerationMode.POSITIVE:
                    case.path_parameters = _ids(operation.path, "/v1" + ids[operation.path].path)
                who = WHO.get(name, "amina") if name or operation.path == "/graphql" else None
                answer = await send(world, case, who)
                try:
                    case.validate_response(answer, checks=CHECKS)
                except FailureGroup as error:
                    wrong.append(
                        f"{operation.label}: {' '.join(map(str, error.exceptions))} {answer.text}"[
                            :900
                        ]
                    )
    assert not wrong, f"{len(wrong)} of them:\n" + "\n\n".join(wrong[:8])


def _is(route: Any, operation: Any) -> bool:
    return (route.method, route.full_path) == (operation.method.upper(), operation.path)


def _ids(template: str, path: str) -> dict[str, str]:
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
    found = re.fullmatch(pattern, path)
    return found.groupdict() if found else {}


async def test_every_operation_is_described(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    ids += [item["post"]["operationId"] for item in document["webhooks"].values()]
    assert len(set(ids)) == len(ids)
    tags = {tag["name"] for tag in document["tags"]}
    for method, path, operation in operations(document):
        where = f"{method} {path}"
        assert operation["summary"], where
        assert operation["description"], where
        assert set(operation["tags"]) <= tags, where
        assert "security" in operation, where
        for status, answer in operation["responses"].items():
            assert answer["description"] or path in ("/graphql", "/oauth2/token"), (where, status)
    assert document["info"]["description"]
    assert all(item["post"]["tags"] == ["Webhooks"] for item in document["webhooks"].values())


async def test_every_route_is_in_the_document(document: dict[str, Any]) -> None:
    described = {(method, path) for method, path, _ in operations(document)}
    assert {(route.method, route.full_path) for route in routes()} <= described
    for path in ("/oauth2/token", "/graphql", "/health/live", "/.well-known/jwks.json"):
        assert path in document["paths"]


async def test_every_example_is_one(document: dict[str, Any]) -> None:
    found = 0
    for method, path, operation in operations(document):
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for body in bodies:
            for content in body.get("content", {}).values():
                if "example" not in content:
                    assert body is not operation.get("requestBody"), (method, path)
                    continue
                found += 1
                schema = {**content["schema"], "components": document["components"]}
                validator = Draft202012Validator(schema, validate_formats=True)
                assert not list(validator.iter_errors(content["example"])), (method, path)
    assert found > 50


async def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
        place: Any = document
        for step in reference.split("/"):
            place = place[step]
        assert place
    named = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))
    assert named == set(document["components"]["schemas"])


async def test_relations_are_fields_that_need_not_be_there(document: dict[str, Any]) -> None:
    plan = document["components"]["schemas"]["PlanView"]
    assert plan["properties"]["goals"]["items"]["$ref"].endswith("/GoalView")
    assert "goals" not in plan["required"]
    assert "title" in plan["required"]
