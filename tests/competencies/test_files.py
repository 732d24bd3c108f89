"""Models as the files that they are, over REST: every format, how far it is, and what is wrong."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.domain.actor import Scope
from app.domain.competencies import service
from app.domain.competencies.commands import SyncFramework
from app.domain.competencies.service.files import ModelFile
from app.domain.errors import Busy
from tests.competencies.kit import a_model, in_force, listed, one
from tests.world import World

PATH = "/v1/competency-frameworks:sync-file"
EXAMPLE = Path(__file__).parents[2] / "examples" / "competency-model.yaml"
REAL = Path(__file__).parents[3] / "shared" / "data"
SKILLS = "Skill Name,Contextualized Skill Statement,Keywords\nListening,Hears people out.,ears\n"
LADDER = """---
title: Web
topics:
  - name: communication
    content:
      - level: 1
        criteria: [Says what is unclear]
---
"""


async def send(world: World, body: bytes, query: str = "", **more: str) -> Any:
    headers = {"content_type": "application/octet-stream"} | more
    return await world.rest("vendor", "POST", f"{PATH}{query}", body, **headers)


@pytest.mark.parametrize(
    ("text", "query", "codes"),
    [
        pytest.param(json.dumps(a_model("A", "B")), "", {"A", "B"}, id="our own JSON"),
        pytest.param(yaml.safe_dump(a_model("A", "B")), "", {"A", "B"}, id="our own YAML"),
        pytest.param(SKILLS, "?code=skills&title=Skills", {"listening"}, id="a table"),
        pytest.param(LADDER, "?name=web.md", {"communication"}, id="a ladder"),
    ],
)
async def test_a_file_is_told_by_its_content(
    world: World, text: str, query: str, codes: set[str]
) -> None:
    answer = await send(world, text.encode(), query)

    assert answer.status_code == 200, answer.text
    assert {code.casefold() for code in await in_force(world)} == {one.casefold() for one in codes}
    again = (await send(world, text.encode(), query)).json()
    assert (again["changed"], again["unchanged"]) == (False, len(codes))


async def test_the_example_is_synced_with_its_roles(world: World) -> None:
    report = (await send(world, EXAMPLE.read_bytes())).json()

    assert (report["created"], report["notices"]) == (24, [])
    assert {each["code"] for each in report["roles"]}
    assert not (await send(world, EXAMPLE.read_bytes())).json()["changed"]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")
@pytest.mark.parametrize(
    "name",
    [
        "case/opensalt-sample-framework-20c5134f.json",
        "case/opensalt-test-Ordering.json",
        "case/opensalt-test-Utf8TestFramework.json",
        "case/opensalt-sample_case.csv",
        "case/minimal-valid-case-v1p1.json",
        "rsd/osmt-Skills-Import.csv",
        "esco/digCompSkillsCollection_en.csv",
        "ladders/medium-snowflake-tracks.json",
        "ladders/monzo-engineering__web.md",
        "ladders/monzo-engineering__backend.md",
    ],
)
async def test_real_files_are_taken_and_twice_change_nothing(world: World, name: str) -> None:
    body = (REAL / name).read_bytes()
    query = f"?name={name.rpartition('/')[2]}"

    first = await send(world, body, query)

    assert first.status_code == 200, first.text
    assert first.json()["created"] > 0
    assert not (await send(world, body, query)).json()["changed"]


async def test_a_plan_says_in_the_query_what_a_body_would_say(world: World) -> None:
    text = json.dumps(a_model("A")).encode()

    plan = (await send(world, text, "?dryRun=true")).json()
    assert (plan["dryRun"], await listed(world, "/v1/competency-frameworks")) == (True, [])
    done = await send(world, text, f"?plan={plan['plan']}")
    assert done.json()["plan"] == plan["plan"]
    late = await send(world, text, f"?plan={plan['plan']}")
    assert (late.status_code, late.json()["code"]) == (409, "sync_plan_outdated")


async def test_what_is_wrong_is_told_with_its_line(world: World) -> None:
    text = "framework: {code: m, title: M}\ncompetencies:\n  - {code: A, name: A, statment: typo}\n"

    answer = await send(world, text.encode())

    assert (answer.status_code, answer.json()["code"]) == (422, "model_unreadable")
    assert {each["line"] for each in answer.json()["errors"]} == {3}
    assert any(
        each["pointer"] == "/competencies/0/statment" and "is not a field here" in each["detail"]
        for each in answer.json()["errors"]
    )


@pytest.mark.parametrize(
    ("body", "query", "status", "code"),
    [
        pytest.param(b"", "", 400, "malformed", id="nothing"),
        pytest.param(b"\x00\x01\x02", "", 422, "model_unreadable", id="no text"),
        pytest.param(b"hello", "", 422, "model_unreadable", id="no model"),
        pytest.param(b'{"framework": ', "", 422, "model_unreadable", id="half a file"),
        pytest.param(
            b'{"properties": {"CFDocument": {"type": "object"}, "CFItems": {"type": "array"}}}',
            "",
            422,
            "model_unreadable",
            id="a schema of models",
        ),
        pytest.param(b"{}", "?format=word", 422, "invalid", id="no such format"),
        pytest.param(b"{}", "?plan=1", 422, "invalid", id="no plan"),
        pytest.param(b"{}", "?documents=1", 422, "invalid", id="no such option"),
        pytest.param(b"[" * 100_000, "", 422, "model_unreadable", id="deep"),
    ],
)
async def test_no_file_is_too_strange(
    world: World, body: bytes, query: str, status: int, code: str
) -> None:
    answer = await send(world, body, query)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_who_may_send_one(world: World) -> None:
    body = json.dumps(a_model("A")).encode()
    headers = {"content_type": "application/octet-stream"}
    for who, status in ((None, 401), (world.without_scope("vendor", Scope.COMPETENCIES_SYNC), 403)):
        answer = await world.rest(who, "POST", PATH, body, **headers)
        assert answer.status_code == status
    assert await listed(world, "/v1/competency-frameworks") == []


async def test_whoever_wants_to_know_how_far_it_is_is_told_line_by_line(world: World) -> None:
    body = json.dumps(a_model("A")).encode()

    answer = await send(world, body, accept="application/x-ndjson")

    *_, last = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert last["report"]["created"] == 1
    refused = await send(world, b"hello", accept="application/x-ndjson")
    *_, last = [json.loads(line) for line in refused.text.splitlines()]
    assert (refused.status_code, last["problem"]["code"]) == (200, "model_unreadable")


async def test_progress_counts_the_bytes_that_were_read(world: World) -> None:
    body = json.dumps(a_model(*(one(f"C{n}") for n in range(5_000)))).encode()
    sync = ModelFile(world.ctx("vendor"), SyncFramework(), BytesIO(body), "digest", len(body))
    assert sync.progress() == {"stage": "reading", "read": 0, "size": len(body)}

    await sync.run()

    assert sync.progress() == {"stage": "applying", "read": len(body), "size": len(body)}


async def test_what_was_known_a_moment_ago_and_is_not_any_more_is_to_be_sent_again(
    world: World,
) -> None:
    command = SyncFramework().identified("0" * 64)

    with pytest.raises(Busy):
        await world.do("vendor", service.sync_competency_framework, command=command)
