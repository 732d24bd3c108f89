"""A learning record store hears what becomes of plans, once, and of nobody whom it may not know."""

from typing import Any
from uuid import UUID

from app.domain.actor import Actor
from app.domain.connections import Writer
from app.domain.entity import utc_now
from app.domain.plans import service as plans
from app.domain.plans.commands import ChangeGoal, ReachMilestone
from app.domain.statements.writing import SAID
from app.domain.webhooks.commands import Room
from app.domain.webhooks.formats import bodies, said_in_xapi
from app.domain.webhooks.models import EndpointFormat
from app.domain.webhooks.repository.outbox import Outbox
from tests.api.asks import asks
from tests.statements.conftest import Telling
from tests.worker.hooks import BASE_URL

CANARY = "Kanarienvogel-7f3a"


async def test_everything_that_can_be_said_is_taken_by_a_strict_store(telling: Telling) -> None:
    for one in await asks(telling.world):
        if one.route.use_case.feature == "plans":
            await one.send()
    said = await telling.said()

    assert {kind for kind, _ in said} == said_in_xapi()
    assert set(telling.store.statuses) == {204}


async def test_who_reached_a_step_is_named_and_no_word_is_said(telling: Telling) -> None:
    milestone = await telling.world.a_milestone(title=CANARY, success_measure=CANARY)
    await telling.world.do(
        "amina",
        plans.reach_milestone,
        milestone_id=UUID(milestone["id"]),
        command=ReachMilestone(evidence=CANARY),
        if_version=milestone["version"],
    )
    [*_, (kind, last)] = await telling.said()

    assert kind == "milestone.reached"
    [row] = await telling.sql(
        "SELECT work_email, external_id FROM person WHERE id = $1", telling.world.id("amina")
    )
    account = {"homePage": BASE_URL, "name": row["external_id"]}
    known = {"mbox": f"mailto:{row['work_email']}"} if row["work_email"] else {"account": account}
    assert last["actor"] == {"objectType": "Agent", **known}
    assert last["object"]["id"] == f"{BASE_URL}/v1/milestones/{milestone['id']}"
    assert CANARY not in str(telling.store.kept)


async def test_the_actor_of_a_milestone_is_its_owner(telling: Telling) -> None:
    await telling.sql(
        "UPDATE person SET work_email = external_id || '@northwind.example' RETURNING id"
    )
    await telling.world.a_milestone(owner="olga")
    said = dict(await telling.said())

    assert said["plan.created"]["actor"]["mbox"] == "mailto:amina@northwind.example"
    assert said["milestone.created"]["actor"]["mbox"] == "mailto:olga@northwind.example"


async def test_a_statement_that_is_known_there_counts_as_delivered(telling: Telling) -> None:
    await telling.world.a_plan()
    assert len(await telling.said()) == 1
    await telling.sql(
        "UPDATE webhook_delivery SET status = 'pending', due_at = now(), delivered_at = NULL"
    )
    await telling.hooks.send()

    assert telling.store.statuses == [204, 409]
    delivery = await telling.hooks.delivery(telling.endpoint)
    assert (delivery["status"], delivery["lastStatus"]) == ("delivered", 409)


async def test_what_is_gone_by_then_is_not_said(telling: Telling) -> None:
    milestone = await telling.world.a_milestone()
    await telling.world.do(
        "amina",
        plans.delete_milestone,
        milestone_id=UUID(milestone["id"]),
        if_version=milestone["version"],
    )

    assert [kind for kind, _ in await telling.said()] == ["plan.created"]


async def test_what_is_private_by_then_is_not_said(telling: Telling) -> None:
    plan = await telling.world.a_plan()
    goal = await telling.world.a_goal(plan)
    await telling.world.a_milestone(plan, goal_id=UUID(goal["id"]))
    await telling.world.do(
        "amina",
        plans.change_goal,
        goal_id=UUID(goal["id"]),
        command=ChangeGoal(is_private=True),
        if_version=goal["version"],
    )

    assert [kind for kind, _ in await telling.said()] == ["plan.created"]


async def test_nobody_is_said_whom_the_directory_deleted(telling: Telling) -> None:
    await telling.world.a_milestone(owner="olga")
    await telling.sql(
        "UPDATE person SET scim_deleted_at = now() WHERE id = $1", telling.world.id("amina")
    )

    assert [kind for kind, _ in await telling.said()] == ["milestone.created"]


async def test_a_batch_takes_one_statement_for_each_noun(telling: Telling) -> None:
    plan = await telling.world.a_plan()
    for _ in range(3):
        goal = await telling.world.a_goal(plan)
        milestone = await telling.world.a_milestone(plan, goal_id=UUID(goal["id"]))
        await telling.hooks.progress(milestone, 10, 20)
    actor = Actor.system(telling.world.tenant_id)
    async with telling.world.database.transaction(actor, utc_now()) as tx:
        room = Room(altogether=0, usual=100, known={})
        relayed = await Outbox(tx).relay(100, f"{BASE_URL}/v1", room)
        events = await Outbox(tx).these(relayed.untold)
        counted = Counting(tx.connection)
        tx.writer = Writer(counted, tx.writer.bound)
        said = await bodies(tx, events, EndpointFormat.XAPI)
        tx.writer = Writer(counted.inner, tx.writer.bound)

    assert len(said) == len(events) == 13
    assert counted.fetched == len(SAID)


class Counting:
    """A connection that counts what is asked of it."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.fetched = 0

    async def fetch(self, sql: str, *values: Any) -> Any:
        self.fetched += 1
        return await self.inner.fetch(sql, *values)
