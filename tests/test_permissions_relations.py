"""Rights follow relations: they come with them, they go with them, and they end where they end."""

from typing import Any
from uuid import UUID

import pytest

from app.domain.actor import Scope
from app.domain.conversations import service as conversations
from app.domain.conversations.commands import (
    AgreeNextStep,
    HoldConversation,
    ScheduleConversation,
)
from app.domain.errors import DomainError, Forbidden, NotFound
from app.domain.people import service as people
from app.domain.people.commands import StartRelationship, UpsertPeople
from app.domain.people.states import RelationshipKind
from app.domain.plans import service as plans
from app.domain.plans.commands import AddGoal, CreatePlan
from app.domain.use_case import Action
from tests.scene import SECRET, Scene
from tests.world import World


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


async def plans_seen(world: World, who: str) -> int:
    return len((await world.rest(who, "GET", "/v1/plans")).json()["data"])


async def amina_reports_to(world: World, manager: str | None) -> dict[str, Any]:
    item = {"externalId": "amina", "userName": "amina", "displayName": "Amina"}
    command = UpsertPeople(items=[item | {"managerExternalId": manager}])
    return dict(await world.do("vendor", people.upsert_people, command=command))


async def refusal(world: World, who: str, action: Action, **arguments: Any) -> type[DomainError]:
    with pytest.raises(DomainError) as refused:
        await world.do(who, action, **arguments)
    return type(refused.value)


async def test_with_a_new_manager_the_former_one_loses_the_plan_and_the_new_one_gains_it(
    scene: Scene,
) -> None:
    world, plan = scene.world, f"/v1/plans/{scene.ids['plan']}"
    assert [await plans_seen(world, who) for who in ("jonas", "tomas")] == [2, 0]

    assert (await amina_reports_to(world, "tomas"))["updated"] == 1

    assert [await plans_seen(world, who) for who in ("jonas", "tomas")] == [0, 2]
    assert (await world.rest("jonas", "GET", plan)).status_code == 404
    assert (await world.rest("tomas", "GET", plan)).status_code == 200
    command = AddGoal(title="Speak in public")
    arguments = {"plan_id": scene.ids["plan"], "command": command}
    assert await refusal(world, "jonas", plans.add_goal, **arguments) is NotFound
    await world.do("tomas", plans.add_goal, **arguments)
    conversation = f"/v1/conversations/{scene.ids['conversation']}"
    assert (await world.rest("jonas", "GET", conversation)).status_code == 200
    assert (await world.rest("tomas", "GET", conversation)).status_code == 404


async def test_without_a_manager_only_the_person_and_the_people_partner_are_left(
    scene: Scene,
) -> None:
    await amina_reports_to(scene.world, None)

    seen = [await plans_seen(scene.world, who) for who in ("amina", "jonas", "priya")]
    assert seen == [2, 0, 2]


async def test_there_and_back_on_one_day_leaves_the_manager_there_was(scene: Scene) -> None:
    for manager in ("tomas", "jonas", "tomas", "jonas"):
        await amina_reports_to(scene.world, manager)

    assert [await plans_seen(scene.world, who) for who in ("jonas", "tomas")] == [2, 0]


@pytest.mark.parametrize("kind", [RelationshipKind.MENTOR, RelationshipKind.SPONSOR])
async def test_a_mentor_or_sponsor_sees_no_plan(scene: Scene, kind: RelationshipKind) -> None:
    await scene.world.system.execute(
        people.start_relationship,
        {
            "command": StartRelationship(
                person_id=scene.world.id("amina"), related_id=scene.world.id("tomas"), kind=kind
            )
        },
    )

    assert await plans_seen(scene.world, "tomas") == 0


async def test_a_manager_of_a_manager_sees_no_plan(scene: Scene) -> None:
    item = {"externalId": "jonas", "userName": "jonas", "displayName": "Jonas"}
    command = UpsertPeople(items=[item | {"managerExternalId": "tomas"}])
    await scene.world.do("vendor", people.upsert_people, command=command)

    assert await plans_seen(scene.world, "tomas") == 0


async def test_a_partner_who_does_not_lead_cannot_put_a_step_into_the_plan(scene: Scene) -> None:
    world = scene.world
    for partner in ("tomas", "priya"):
        command = ScheduleConversation(
            person_id=world.id("amina"),
            partner_id=world.id(partner),
            scheduled_at="2031-05-01T09:00:00Z",  # type: ignore[arg-type]
        )
        made = await world.do(partner, conversations.schedule_conversation, command=command)
        id = UUID(made["id"])
        held = {"conversation_id": id, "command": HoldConversation(), "if_version": 1}
        await world.do(partner, conversations.hold_conversation, **held)
        step = AgreeNextStep(
            title="A step",
            owner_id=world.id("amina"),
            due_on="2031-06-01",  # type: ignore[arg-type]
        )
        arguments = {"conversation_id": id, "command": step}
        refused = await refusal(world, partner, conversations.agree_next_step, **arguments)
        assert refused is Forbidden
        assert await plans_seen(world, "amina") == 2
        await world.do("amina", conversations.agree_next_step, **arguments)


async def test_a_report_cannot_begin_a_plan_for_the_manager(scene: Scene) -> None:
    command = CreatePlan(person_id=scene.world.id("jonas"), title="Reversed")

    assert await refusal(scene.world, "amina", plans.create_plan, command=command) is Forbidden


async def test_the_owner_of_a_step_sees_the_step_and_the_people_and_not_the_plan(
    scene: Scene,
) -> None:
    query = """query ($id: UUID!) {
      milestone(milestoneId: $id) {
        title plan { title } goal { title aspiration } conversation { topic }
        person { displayName plans { title } } owner { displayName milestonesOwned { title } }
      }
    }"""
    graph = await scene.world.graphql("olga", query, {"id": scene.ids["milestone"]})
    path = f"/v1/milestones/{scene.ids['milestone']}?expand=plan,goal,person.plans,owner"
    rest = (await scene.world.rest("olga", "GET", path)).json()

    assert graph.json()["data"]["milestone"] == {
        "title": f"{SECRET} milestone",
        "plan": None,
        "goal": None,
        "conversation": None,
        "person": {"displayName": "Amina", "plans": []},
        "owner": {
            "displayName": "Olga",
            "milestonesOwned": [{"title": f"{SECRET} milestone"}] * 3,
        },
    }
    assert (rest["plan"], rest["goal"], rest["person"]["plans"]) == (None, None, [])
    assert rest["owner"]["displayName"] == "Olga"


async def test_the_owner_of_a_step_works_on_it(scene: Scene) -> None:
    path = f"/v1/milestones/{scene.ids['milestone']}"
    started = await scene.world.rest("olga", "POST", f"{path}/start", if_match='"1"')
    further = await scene.world.rest(
        "olga", "PATCH", path, {"progress": 60}, if_match=started.headers["etag"]
    )
    reached = await scene.world.rest(
        "olga", "POST", f"{path}/reach", {}, if_match=further.headers["etag"]
    )

    assert (reached.json()["status"], reached.json()["progress"]) == ("reached", 100)


async def test_the_owner_of_a_step_is_not_the_owner_of_the_others(scene: Scene) -> None:
    other = await scene.world.a_milestone({"id": str(scene.ids["plan"])}, owner="jonas")

    assert (await scene.world.rest("olga", "GET", f"/v1/milestones/{other['id']}")).is_error
    listed = (await scene.world.rest("olga", "GET", "/v1/milestones")).json()["data"]
    assert str(scene.ids["milestone"]) in {one["id"] for one in listed}
    assert {one["ownerId"] for one in listed} == {str(scene.world.id("olga"))}


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/v1/people?expand=plans.milestones", Scope.PEOPLE_READ),
        ("/v1/conversations?expand=person.plans", Scope.CONVERSATIONS_READ),
    ],
)
async def test_a_token_for_one_thing_does_not_read_another_through_it(
    scene: Scene, path: str, scope: Scope
) -> None:
    actor = scene.world.with_scopes("amina", scope)
    answer = await scene.world.rest(actor, "GET", path)

    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert f"{SECRET} plan" not in answer.text


async def test_a_token_for_plans_does_not_read_notes_through_a_milestone(scene: Scene) -> None:
    await scene.behind_the_scenes()
    actor = scene.world.with_scopes("amina", Scope.PLANS_READ)
    answer = await scene.world.rest(actor, "GET", "/v1/milestones?expand=conversation")

    assert f"{SECRET} topic" not in answer.text
