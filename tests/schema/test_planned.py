"""What is planned is answered as graphql-core would: whatever is asked, however, by whomever."""

import json
import random
from collections import Counter
from dataclasses import replace
from typing import Any, Final

import pytest

from app.domain.actor import GRANTABLE, Actor
from app.domain.audit import service as audit
from app.domain.use_case import Query
from app.domain.view import View
from app.schema.door.execution import Executed, by_field, by_plan
from app.schema.door.limits import Limits, refusal
from app.schema.door.reading import Asked
from app.schema.fields import GraphQLContext
from app.settings import Settings
from tests.asking import Ask
from tests.cases import CASES, WHO
from tests.scene import Scene
from tests.schema.operations import Operation

ROUNDS: Final = 12
EACH: Final = 40
CHANGED: Final = {audit.list_audit_entries, audit.list_accesses}
"""Reading itself is what these tell of."""
LATE: Final = "timed_out"
PLANNED_AT_LEAST: Final = 0.7
"""Of the operations that are drawn; the others have a part that is graphql-core's."""


async def reads(scene: Scene) -> list[Ask]:
    """One question for every field of the root that shows rows of a view."""
    asks = [await case.ask(scene) for case in CASES if isinstance(case.use_case, Query)]
    return [
        ask
        for ask in asks
        if issubclass(ask.use_case.returns or object, View) and ask.use_case not in CHANGED
    ]


def reader(scene: Scene, drawn: random.Random) -> Actor:
    """Somebody who works there, at times without some of the scopes."""
    actor = scene.world.actors[drawn.choice(WHO)]
    if drawn.random() < 0.2:
        missing = drawn.sample(sorted(GRANTABLE), 3)
        actor = replace(actor, scopes=actor.scopes - set(missing))
    return actor


async def both(scene: Scene, actor: Actor, asked: Asked) -> tuple[Executed | None, Executed]:
    """A busy machine may need more than one attempt at a statement that it has not seen yet."""
    context = GraphQLContext(scene.world.ctx(actor), None, "request-1")
    for _ in range(3):
        planned, expected = await by_plan(asked, context), await by_field(asked, context)
        if LATE not in f"{planned} {expected}":
            break
    return planned, expected


def said(executed: Executed) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(executed.text)
    answer.get("errors", []).sort(key=lambda one: str(one.get("path")))
    return answer


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_what_is_drawn_is_answered_the_same_in_both_ways(
    scene: Scene, settings: Settings, seed: int
) -> None:
    drawn = random.Random(seed)  # noqa: S311
    asks = await reads(scene)
    limits = Limits(settings.graphql_max_depth, settings.graphql_max_cost)
    seen = Counter[str]()
    for _ in range(EACH):
        chosen = drawn.sample(asks, drawn.choice([1, 1, 2, 3]))
        asked = Operation(drawn).asked(chosen)
        if refusal(asked.query, None, limits, asked.integers) is not None:
            seen["too large"] += 1
            continue
        planned, expected = await both(scene, reader(scene, drawn), asked)
        seen["asked"] += 1
        if planned is None:
            continue
        one, other = said(planned), said(expected)
        assert one == other, asked
        assert json.dumps(one) == json.dumps(other), "in another order"
        assert planned.began is expected.began
        seen["planned"] += 1
        seen["with errors"] += "errors" in one
        seen["with data"] += bool(one.get("data"))
    assert seen["planned"] >= PLANNED_AT_LEAST * seen["asked"] > 0, seen
    assert seen["with errors"], seen
    assert seen["with data"], seen
