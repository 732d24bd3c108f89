"""Every state x step x kind of actor: what the lifecycles say is what happens, through both doors
where it is done.

Nothing here knows a step by name.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Final

import asyncpg
import pytest
from httpx import AsyncClient

from app.domain.actor import Actor
from app.domain.lifecycle import Lifecycle, Step, Untold
from app.domain.plans.errors import MilestoneNotOpen, PlanClosed
from app.domain.plans.lifecycle import HELP, MILESTONE, OWNER, PLAN
from app.domain.plans.states import OPEN, OwnerStatus
from app.domain.transaction import Database
from app.settings import Settings
from tests.asking import DONE, DOORS
from tests.kinds import actors
from tests.scene import Scene, as_app
from tests.subjects import USE_CASES, Situation, Subject, expected, may_take, situations
from tests.world import World

EVERY: Final = [
    (lifecycle, step)
    for lifecycle in Lifecycle.catalogue.values()
    for step in lifecycle.steps.values()
]
STEPS: Final = [pytest.param(*one, id=one[1].name) for one in EVERY]
# Help can be settled after its plan, and objectives are no part of any: their steps say so.
WITHIN_PLANS: Final = [
    pytest.param(lifecycle, step, id=step.name)
    for lifecycle, step in EVERY
    if lifecycle is not PLAN and PlanClosed in USE_CASES[step.name].raises
]

OF_OPEN_MILESTONES: Final = [
    pytest.param(lifecycle, step, id=step.name)
    for lifecycle, step in EVERY
    if lifecycle in (OWNER, HELP) and MilestoneNotOpen in USE_CASES[step.name].raises
]


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


@pytest.fixture(scope="module")
async def app(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    connection = await as_app(settings)
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def kept(database: Database, client: AsyncClient) -> tuple[Scene, dict[str, Actor]]:
    """One for all steps, and everybody: each puts what it is about into its state itself."""
    scene = await Scene.begin(await World.begin(database, client))
    return scene, await actors(scene, await World.begin(database, client))


@pytest.mark.parametrize(("lifecycle", "step"), STEPS)
async def test_every_step_from_every_state_by_everybody(
    kept: tuple[Scene, dict[str, Actor]], app: asyncpg.Connection, lifecycle: Any, step: Step[Any]
) -> None:
    scene, known = kept
    subject = await Subject.of(app, scene, lifecycle, step)
    for now in situations(lifecycle):
        for kind, actor in known.items():
            wanted = expected(step, lifecycle.noun, kind, now)
            await _through_both_doors(subject, step, now, (kind, actor), wanted)
    await subject.put(Situation(lifecycle.initial))  # others need it as it was in the beginning


@pytest.mark.parametrize(("lifecycle", "step"), WITHIN_PLANS)
async def test_no_step_of_what_ended_with_its_plan(
    scene: Scene,
    world: World,
    elsewhere: World,
    app: asyncpg.Connection,
    lifecycle: Any,
    step: Step[Any],
) -> None:
    """From whatever state, by whoever could take it: it says that the plan is closed."""
    known = await actors(scene, elsewhere)
    subject = await Subject.of(app, scene, lifecycle, step)
    path = f"/v1/plans/{scene.ids['plan']}/close"
    closed = await world.rest("amina", "POST", path, {"reason": "Another role"}, if_match="*")
    assert closed.is_success, closed.text
    refused = set()
    for now in situations(lifecycle):
        ended = replace(now, is_ended=True)
        for kind, actor in known.items():
            wanted = expected(step, lifecycle.noun, kind, ended)
            refused.add(wanted)
            await _through_both_doors(subject, step, ended, (kind, actor), wanted)
    assert PlanClosed.code in refused
    assert DONE not in refused


@pytest.mark.parametrize(("lifecycle", "step"), OF_OPEN_MILESTONES)
async def test_no_step_of_what_belongs_to_a_milestone_that_is_done(
    scene: Scene,
    world: World,
    elsewhere: World,
    app: asyncpg.Connection,
    lifecycle: Any,
    step: Step[Any],
) -> None:
    """Reached or waived: whoever could take it is told that it is not open."""
    known = await actors(scene, elsewhere)
    subject = await Subject.of(app, scene, lifecycle, step)
    for state in set(MILESTONE.states) - set(OPEN):
        await subject.value(
            "UPDATE milestone SET status = $3::text,"
            " reached_at = CASE WHEN $3::text = 'reached' THEN now() END"
            " WHERE tenant_id = $1 AND id = $2",
            subject.told_of,
            state.value,
        )
        for now in situations(lifecycle):
            for kind, actor in known.items():
                if may_take(step, kind, now):
                    wanted = MilestoneNotOpen.code
                    await _through_both_doors(subject, step, now, (kind, actor), wanted)


# Not generated: whoever offers a milestone to themself has accepted by that, which is told in other
# words. No state or kind of actor says that, but the command: `test_who_asks_themselves_…`.
async def test_nobody_is_offered_what_they_own_or_are_offered_already(
    scene: Scene, world: World, app: asyncpg.Connection
) -> None:
    """The one refusal that no state brings about: an offer is possible in all of them."""
    step = OWNER["offer_milestone"]
    assert set(step.sources) == set(OWNER.states)
    subject = await Subject.of(app, scene, OWNER, step)
    for now in situations(OWNER):
        for name, is_theirs in (
            ("olga", now.state is not OwnerStatus.DECLINED),
            ("tomas", now.is_offered),
        ):
            usual = replace(subject.usual, body={"ownerId": world.id(name)})
            wanted = step.refusal.code if is_theirs else DONE
            who = ("manager", world.actors["jonas"])
            await _through_both_doors(replace(subject, usual=usual), step, now, who, wanted)


async def _through_both_doors(
    subject: Subject, step: Step[Any], now: Situation, who: tuple[str, Any], wanted: str
) -> None:
    """Whoever is refused is refused at one of the doors: which one, goes round."""
    kind, actor = who
    doors = list(DOORS.items())
    if wanted != DONE:
        doors = [doors[sum(map(ord, f"{now}{kind}")) % len(doors)]]
    for door, through in doors:
        before = await subject.put(now)
        heard = await through(subject.world, actor, subject.ask(before.version))
        where = (str(now), kind, door)
        assert (*where, heard.outcome) == (*where, wanted)
        after = await subject.read()
        if wanted == DONE:
            assert after.state in step.targets
            assert after.version > before.version
            # First of all: what else the same request did may be told after it.
            tells = step.told_from(now.state)
            told = [] if tells is Untold else [tells.name]
            assert after.told[len(before.told) :][:1] == told
        else:
            assert after == before


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
        assert step.refusal in USE_CASES[step.name].raises, step.name
        assert step.name in lifecycle.drawn()
