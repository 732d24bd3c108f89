"""Who may do what, asked of the rules themselves: every use case, by every kind of actor.

What they answer is printed in `openapi/permissions.md`, which is reviewed like any contract.
`make contracts` writes it; everything else fails here when an answer changes.
"""

import os
from pathlib import Path

import pytest

from app.contracts import permissions
from tests.asking import by_rest, changes_something
from tests.cases import CASES
from tests.kinds import actors
from tests.scene import Scene
from tests.world import World

TABLE = Path(__file__).parents[1] / "openapi" / "permissions.md"
WRITE = "CAREER_WRITE_PERMISSIONS"


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


async def test_the_table_says_what_the_rules_answer(
    scene: Scene, world: World, elsewhere: World
) -> None:
    asked: dict[str, dict[str, str]] = {}
    known = await actors(scene, elsewhere)
    for case in CASES:
        ask = await case.ask(scene)
        row: dict[str, str] = {}
        for kind, actor in known.items():
            row[kind] = (await by_rest(world, actor, ask)).outcome
            if row[kind] == "done" and changes_something(case.use_case):
                ask = await case.ask(scene)
        asked[case.use_case.name] = row
    text = permissions(asked)
    if os.environ.get(WRITE):
        TABLE.write_text(text, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == text, "run `make contracts`, and read what changed"
