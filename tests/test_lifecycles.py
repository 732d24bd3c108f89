"""Every state x step x kind of actor, through both doors: what the lifecycles say is what happens.

Nothing here knows a step by name. The states, the steps, who may take them, what is told and how
they are refused are read off `Lifecycle`; what the actors may see comes from their relations.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import pytest

from app.contracts import use_cases
from app.domain.lifecycle import Lifecycle, Step
from app.domain.plans.lifecycle import GOAL, MILESTONE, PLAN, Who
from app.domain.use_case import UseCase
from app.settings import Settings
from tests.asking import DONE, DOORS, Ask
from tests.cases import CASES
from tests.kinds import actors
from tests.scene import Scene, as_app
from tests.world import World

COVER, CLIENT, OWNER = "covers for the manager", "machine client", "owner of a step"
SIDES: Final = {"the person", "manager", COVER}
MAY: Final = {
    Who.SIDES: SIDES,
    Who.OTHER_SIDE: SIDES - {"the person"},  # who proposed it, here
    Who.ENDERS: SIDES - {COVER},
    Who.WORKERS: {"the person", OWNER},
    Who.EITHER: SIDES | {OWNER},
}
ENDED: Final = [state for state in PLAN.states if state in PLAN["reopen_plan"].sources]
STEPS: Final = [
    pytest.param(lifecycle, step, id=step.name)
    for lifecycle in (PLAN, GOAL, MILESTONE)
    for step in lifecycle.steps.values()
]

# What a row has besides in some of its states.
BESIDES: Final = {
    "plan": "closed_on = CASE WHEN $3::text IN ('completed', 'closed_early') THEN $4::date END,"
    " proposed_by_id = person_id, agreed_at = now()",
    "goal": "succeeded_by_id = CASE WHEN $3::text = 'adjusted' THEN id END, closed_on = $4::date",
    "milestone": "reached_at = CASE WHEN $3::text = 'reached' THEN now() END, started_at = now(),"
    " owner_status = 'accepted', closed_on = $4::date",
}
TOLD: Final = """
SELECT type, sequence FROM outbox_event WHERE tenant_id = $1 AND subject_id = $2
ORDER BY sequence DESC LIMIT 1
"""


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    connection = await as_app(settings)
    yield connection
    await connection.close()


@dataclass(frozen=True)
class Subject:
    """One row, which is put into any state, past all rules."""

    app: asyncpg.Connection
    world: World
    noun: str
    id: UUID

    async def put(self, state: str) -> tuple[Any, ...]:
        today = datetime.now(UTC).date()
        sql = (
            f"UPDATE {self.noun} SET status = $3::text, version = version + 1, {BESIDES[self.noun]}"  # noqa: S608
            " WHERE tenant_id = $1 AND id = $2"
        )
        on = today if self.noun == "plan" else None
        return await self._in_tenant(sql, self.world.tenant_id, self.id, state, on)

    async def read(self) -> tuple[Any, ...]:
        return await self._in_tenant("SELECT 1")

    async def _in_tenant(self, sql: str, *given: Any) -> tuple[Any, ...]:
        """Its status and version, and what was told of it last."""
        tenant = self.world.tenant_id
        async with self.app.transaction():
            await self.app.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant))
            await self.app.execute(sql, *given)
            row = await self.app.fetchrow(
                f"SELECT status, version FROM {self.noun} WHERE tenant_id = $1 AND id = $2",  # noqa: S608
                tenant,
                self.id,
            )
            told = await self.app.fetchrow(TOLD, tenant, self.id)
        assert row is not None
        return (*row, *(told or ()))


def may_see(noun: str, kind: str, state: str) -> bool:
    if noun == "plan" and state in ENDED and kind == COVER:
        return False  # a cover has a part in what is open, and in nothing else
    return kind in SIDES | {"people partner", CLIENT} or (noun == "milestone" and kind == OWNER)


def expected(step: Step[Any], noun: str, kind: str, state: str) -> str:
    if not may_see(noun, kind, state):
        return "not_found"
    if kind not in MAY[Who(step.who)]:
        return "forbidden"
    return DONE if state in step.sources else step.refusal.code


@pytest.mark.parametrize(("lifecycle", "step"), STEPS)
async def test_every_step_from_every_state_by_everybody(
    world: World, elsewhere: World, app: asyncpg.Connection, lifecycle: Any, step: Step[Any]
) -> None:
    scene = await Scene.begin(world)
    known = await actors(scene, elsewhere)
    use_case = use_cases()[step.name]
    usual = await _usual(scene, use_case)
    noun = lifecycle.noun
    id = await scene.a_plan() if noun == "plan" else scene.ids[noun]
    subject = Subject(app, world, noun, id)
    ask = replace(usual, ids={f"{noun}_id": subject.id})
    for state in lifecycle.states:
        for kind, actor in known.items():
            for door, through in DOORS.items():
                before = await subject.put(state)
                heard = await through(world, actor, replace(ask, version=before[1]))
                wanted = expected(step, noun, kind, state)
                assert (state, kind, door, heard.outcome) == (state, kind, door, wanted)
                after = await subject.read()
                if wanted == DONE:
                    assert after[0] in step.targets
                    assert after[1] > before[1]
                    assert after[2] == step.tells.name
                else:
                    assert after == before


async def _usual(scene: Scene, use_case: UseCase) -> Ask:
    [case] = [one for one in CASES if one.use_case is use_case]
    return await case.ask(scene)


@pytest.mark.parametrize("lifecycle", Lifecycle.catalogue.values(), ids=lambda one: one.noun)
def test_every_state_can_be_reached(lifecycle: Lifecycle[Any]) -> None:
    reached = {lifecycle.initial}
    for _ in lifecycle.states:
        for step in lifecycle.steps.values():
            if reached & set(step.sources):
                reached |= set(step.targets)
    assert reached == set(lifecycle.states)


@pytest.mark.parametrize("lifecycle", Lifecycle.catalogue.values(), ids=lambda one: one.noun)
def test_every_step_is_a_use_case_that_says_how_it_refuses(lifecycle: Lifecycle[Any]) -> None:
    for step in lifecycle.steps.values():
        assert step.refusal in use_cases()[step.name].raises, step.name
        assert step.name in lifecycle.drawn()
