"""The audit of `graphql-http`: everything that GraphQL over HTTP must, should or may be.

It runs where CAREER_NODE_MODULES says where its packages are (`npm install graphql-http graphql`
in some folder makes them). What it asks for is asked for in Python as well, in `test_over_http`.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.node import MODULES, needs
from tests.schema.asking import settled
from tests.world import World

SCRIPT = Path(__file__).with_name("audit.mjs")
AUDITS = 61


async def answered(world: World, asked: dict[str, Any]) -> dict[str, Any]:
    headers = asked["headers"] | world.headers("amina")
    answer = await world.client.request(
        asked["method"], asked["path"], headers=headers, content=asked["body"].encode()
    )
    shown = {"content-type": answer.headers["content-type"]}
    return {"status": answer.status_code, "headers": shown, "body": answer.text}


async def audited(world: World) -> list[dict[str, Any]]:
    node = await asyncio.create_subprocess_exec(
        *("node", str(SCRIPT), MODULES),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert node.stdin is not None
    assert node.stdout is not None
    async for line in node.stdout:
        said = json.loads(line)
        if "results" in said:
            assert await node.wait() == 0
            return list(said["results"])
        told = {"id": said["id"], **await answered(world, said)}
        node.stdin.write(json.dumps(told).encode() + b"\n")
    raise AssertionError("the audit ended before it was done")


@needs("graphql-http", "graphql")
async def test_every_audit_is_ok(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(world, monkeypatch, graphql_get=True)
    results = await audited(world)
    assert len(results) == AUDITS
    assert [one for one in results if one["status"] != "ok"] == []
