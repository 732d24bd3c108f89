"""REST and GraphQL are two doors of one house: the same outcome, the same fields, the same code.

Each request is made in two organisations that have the same in them, through one door each.
"""

import importlib
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

import pytest
from httpx import AsyncClient

from app.domain.access import service as access
from app.domain.actor import Scope
from app.domain.calendars import service as calendars
from app.domain.competencies import service as competencies
from app.domain.conversations import service as conversations
from app.domain.objectives import service as objectives
from app.domain.people import service as people
from app.domain.plans import service as plans
from app.domain.reflections import service as reflections
from app.domain.transaction import Database
from app.domain.use_case import Query, UseCase
from app.domain.webhooks import service as webhooks
from tests.asking import (
    DONE,
    MUTATIONS,
    QUERIES,
    ROUTES,
    Ask,
    Heard,
    as_graphql,
    by_graphql,
    by_rest,
    changes_something,
    node_type,
)
from tests.cases import CASES, CLIENT_KEY, WHO, Case
from tests.plain import plain
from tests.refusing import APART, REFUSALS, Make, changed, of_case, refused
from tests.scene import SECRET, Scene
from tests.world import World

DECLARED = [
    importlib.import_module(f"tests.refusals_{name}")
    for name in (
        "of_people",
        "of_objectives",
        "of_plans",
        "of_owners",
        "of_plan_templates",
        "of_calendars",
        "when_over",
    )
]
"""Where refusals are declared, besides here; some say which are out of reach."""

FEATURES = (
    "people",
    "competencies",
    "objectives",
    "reflections",
    "plans",
    "conversations",
    "work",
    "webhooks",
    "access",
    "issuers",
    "audit",
    "calendars",
)


@pytest.fixture
async def scenes(world: World, elsewhere: World) -> tuple[Scene, Scene]:
    return await Scene.begin(world), await Scene.begin(elsewhere)


@pytest.fixture(scope="module")
async def kept(database: Database, client: AsyncClient) -> tuple[Scene, Scene]:
    """The same two, for all that change nothing in them but to have something to ask for."""
    here, there = await World.begin(database, client), await World.begin(database, client)
    return await Scene.begin(here), await Scene.begin(there)


@pytest.fixture(scope="module")
async def changing(database: Database, client: AsyncClient) -> tuple[Scene, Scene]:
    """Two more, for what changes only what it made itself, or what nobody else asks for."""
    here, there = await World.begin(database, client), await World.begin(database, client)
    return await Scene.begin(here), await Scene.begin(there)


def use_cases() -> list[UseCase]:
    services = [importlib.import_module(f"app.domain.{name}.service") for name in FEATURES]
    return [
        one
        for service in services
        for one in vars(service).values()
        if isinstance(one, UseCase) and one.feature == service.__name__.split(".")[2]
    ]


@pytest.mark.parametrize("use_case", use_cases(), ids=lambda one: one.name)
def test_every_use_case_stands_behind_both_doors_or_behind_none(use_case: UseCase) -> None:
    behind = (use_case.name in ROUTES, use_case.name in {**QUERIES, **MUTATIONS})

    assert behind == ((False, False) if use_case.scope is Scope.SYSTEM else (True, True))
    if behind[0]:
        assert (use_case.name in MUTATIONS) == changes_something(use_case)


def test_every_feature_is_looked_at() -> None:
    features = {case.use_case.feature for case in CASES}

    assert features == set(FEATURES)


# The same outcome and the same values


def in_words(heard: Heard, ask: Ask) -> Any:
    kind = node_type(ask)
    if isinstance(heard.value, list):
        return [plain(as_graphql(one, kind)) for one in heard.value]
    return plain(as_graphql(heard.value, kind))


async def agreed(scenes: tuple[Scene, Scene], who: str, make: Make) -> str:
    """The outcome of a request, after seeing that both doors answer with the same."""
    here, there = scenes
    ask, same = await make(here), await make(there)
    rest = await by_rest(here.world, who, ask)
    graphql = await by_graphql(there.world, who, same)
    assert (who, graphql.outcome) == (who, rest.outcome)
    if not rest.refused and rest.response.content:
        assert plain(graphql.value) == in_words(rest, ask)
    return rest.outcome


ALONE: Final = {
    "people",
    "audit",
    # Who is refused here has a part in the step that others gave them elsewhere.
    "remove_dependency",
    "change_resource",
    "remove_resource",
}
"""Features and use cases that change or ask for so much that nothing else can be tried there."""

APART_FROM_OTHERS: Final = [
    case for case in CASES if {case.use_case.feature, case.use_case.name} & ALONE
]
TOGETHER: Final = [case for case in CASES if case not in APART_FROM_OTHERS]


async def everybody(scenes: tuple[Scene, Scene], case: Case) -> None:
    for who in WHO:
        assert await agreed(scenes, who, case.ask) == case.outcomes[who]


@pytest.mark.parametrize(
    "case", [one for one in TOGETHER if not changes_something(one.use_case)], ids=str
)
async def test_both_doors_read_the_same_to_everybody(kept: tuple[Scene, Scene], case: Case) -> None:
    await everybody(kept, case)


@pytest.mark.parametrize(
    "case", [one for one in TOGETHER if changes_something(one.use_case)], ids=str
)
async def test_both_doors_do_the_same_for_everybody(
    changing: tuple[Scene, Scene], case: Case
) -> None:
    await everybody(changing, case)


@pytest.mark.parametrize("case", APART_FROM_OTHERS, ids=str)
async def test_both_doors_do_the_same_for_everybody_alone(
    scenes: tuple[Scene, Scene], case: Case
) -> None:
    await everybody(scenes, case)


# The same refusals

VERSIONED = (
    people.end_relationship,
    people.change_organisation,
    conversations.hold_conversation,
    webhooks.remove_webhook_endpoint,
    access.change_client,
    access.disable_client,
    access.enable_client,
    access.revoke_client_tokens,
    access.replace_client_keys,
    access.rotate_client_secret,
    access.revoke_client_secret,
)
for _versioned in VERSIONED:
    changed("stale", _versioned, version=9)

changed("invalid", conversations.schedule_conversation, scheduledAt="2031-01-31T10:00:00")
changed("invalid", conversations.write_note, body=" ")
changed("owner_unknown", conversations.agree_next_step, ownerId=uuid4())
changed("goal_elsewhere", conversations.agree_next_step, goalTitle=None, goalId=uuid4())
changed("model_unreadable", competencies.sync_competency_framework, document={"neither": 1})
changed("url_not_allowed", webhooks.register_webhook_endpoint, url="https://10.0.0.1/hook")
changed("event_type_unknown", webhooks.register_webhook_endpoint, eventTypes=["no.such"])
changed("invalid", people.upsert_people, "vendor", items=[])
changed("invalid", people.upsert_person, "vendor", locale="?")
changed("user_name_taken", people.upsert_person, "vendor", userName="amina")
changed("manager_unknown", people.upsert_person, "vendor", managerExternalId="nobody")


@refused("reports_to_themselves", people.upsert_person, "vendor")
async def _above_oneself(scene: Scene) -> Ask:
    ask = await of_case(people.upsert_person)(scene)
    return replace(ask, body={**ask.body, "managerExternalId": ask.ids["external_id"]})


changed("invalid", access.register_client, scopes=["people:read", "system"])
changed("invalid", access.register_client, scopes=[])
changed("invalid", access.change_client, scopes=["everything"])
changed("invalid", access.change_client, name=None)
changed("invalid", access.rotate_client_secret, overlapHours=721)
changed("invalid", access.rotate_client_secret, expiresAt="2026-01-01T00:00:00Z")
changed("key_not_allowed", access.replace_client_keys, keys=[CLIENT_KEY, CLIENT_KEY])
changed("key_not_allowed", access.replace_client_keys, keys=[{"kty": "oct", "k": "c2VjcmV0"}])


@refused("too_many_secrets", access.rotate_client_secret)
async def _ten_already(scene: Scene) -> Ask:
    ids = {"api_client_id": await scene.a_client()}
    command = access.RotateSecret(overlap_hours=None)
    for version in range(1, 10):
        given = {"command": command, "if_version": version}
        await scene.done("amina", access.rotate_client_secret, **ids, **given)
    return Ask(access.rotate_client_secret, ids, {"overlapHours": None}, version=10)


@refused("conversation_over", conversations.hold_conversation)
async def _held_already(scene: Scene) -> Ask:
    ids = {"conversation_id": await scene.a_held_conversation()}
    return Ask(conversations.hold_conversation, ids, version=2)


@refused("conversation_over", conversations.prepare_conversation)
async def _prepared_too_late(scene: Scene) -> Ask:
    ids = {"conversation_id": await scene.a_held_conversation()}
    return Ask(conversations.prepare_conversation, ids, {"talkingPoints": "Late"})


@refused("conversation_not_held", conversations.agree_next_step)
async def _agreed_too_early(scene: Scene) -> Ask:
    ask = await of_case(conversations.agree_next_step)(scene)
    return replace(ask, ids={"conversation_id": await scene.a_conversation()})


@refused("partner_unknown", conversations.schedule_conversation)
async def _with_nobody(scene: Scene) -> Ask:
    ask = await of_case(conversations.schedule_conversation)(scene)
    return replace(ask, body={**ask.body, "partnerId": uuid4()})


@refused("participant_unknown", conversations.schedule_conversation, "jonas")
async def _about_nobody(scene: Scene) -> Ask:
    ask = await of_case(conversations.schedule_conversation)(scene)
    return replace(ask, body={**ask.body, "personId": uuid4()})


@refused("talks_to_themselves", conversations.schedule_conversation)
async def _with_oneself(scene: Scene) -> Ask:
    ask = await of_case(conversations.schedule_conversation)(scene)
    return replace(ask, body={**ask.body, "partnerId": ask.body["personId"]})


@pytest.mark.parametrize(("code", "use_case", "who", "make"), REFUSALS)
async def test_both_doors_refuse_with_the_same_code(
    kept: tuple[Scene, Scene], code: str, use_case: UseCase, who: str, make: Make
) -> None:
    assert await agreed(kept, who, make) == code


@pytest.mark.parametrize(("code", "use_case", "who", "make"), APART)
async def test_both_doors_refuse_it_wherever_it_is_tried_apart(
    scenes: tuple[Scene, Scene], code: str, use_case: UseCase, who: str, make: Make
) -> None:
    assert await agreed(scenes, who, make) == code


def test_every_refusal_that_is_declared_is_tried_or_said_to_be_out_of_reach() -> None:
    out_of_reach = {
        "user_name_taken",  # a batch answers for each item
        "external_id_taken",
        "version_required",  # a missing header over REST, a missing field over GraphQL
        "not_found",  # the matrix of permissions
        "forbidden",
    }.union(*(getattr(one, "OUT_OF_REACH", ()) for one in DECLARED))
    tried = {(one.values[1].name, one.values[0]) for one in (*REFUSALS, *APART)}
    declared = {(case.use_case.name, kind.code) for case in CASES for kind in case.use_case.raises}

    assert {one for one in declared - tried if one[1] not in out_of_reach} == set()


# A list shows what reading one by one shows

SAME: list[tuple[Query, Query, str]] = [
    (people.list_people, people.get_person, "person_id"),
    (people.list_relationships, people.get_relationship, "relationship_id"),
    (plans.list_plans, plans.get_plan, "plan_id"),
    (objectives.list_objectives, objectives.get_objective, "objective_id"),
    (reflections.list_reflections, reflections.get_reflection, "reflection_id"),
    (plans.list_milestones, plans.get_milestone, "milestone_id"),
    (plans.list_plan_templates, plans.get_plan_template, "plan_template_id"),
    (conversations.list_conversations, conversations.get_conversation, "conversation_id"),
    (
        competencies.list_competency_frameworks,
        competencies.get_competency_framework,
        "framework_id",
    ),
    (webhooks.list_webhook_endpoints, webhooks.get_webhook_endpoint, "endpoint_id"),
    (access.list_clients, access.get_client, "api_client_id"),
    (calendars.list_calendar_feeds, calendars.get_calendar_feed, "calendar_feed_id"),
]


async def everything(scene: Scene) -> None:
    """Plans and milestones of several people, and conversations between several."""
    for person in ("amina", "jonas", "tomas"):
        plan = await scene.world.a_plan(person, title=f"{SECRET} of {person}")
        for owner in ("amina", "jonas", "olga"):
            await scene.world.a_milestone(plan, person=person, owner=owner)
    for one, other in (("amina", "priya"), ("tomas", "olga"), ("olga", "jonas")):
        pair = {"personId": scene.world.id(one), "partnerId": scene.world.id(other)}
        body = pair | {"scheduledAt": "2031-01-31T10:00:00Z"}
        await by_rest(scene.world, one, Ask(conversations.schedule_conversation, body=body))


@pytest.mark.parametrize(("lists", "reads", "id"), SAME, ids=lambda one: getattr(one, "name", ""))
async def test_a_list_shows_exactly_what_can_be_read(
    world: World, lists: Query, reads: Query, id: str
) -> None:
    scene = await Scene.begin(world)
    await everything(scene)
    listed = {who: (await by_rest(world, who, Ask(lists))).value for who in WHO}
    known = {one["id"] for rows in listed.values() for one in rows}
    for who, rows in listed.items():
        by_id = {one["id"]: one for one in rows}
        assert len(by_id) == len(rows)
        for one in known:
            heard = await by_rest(world, who, Ask(reads, {id: one}))
            assert (heard.outcome == DONE) == (one in by_id)
            assert heard.value == by_id.get(one)


async def test_notes_are_listed_exactly_where_they_can_be_read(world: World) -> None:
    scene = await Scene.begin(world)
    ids = {"conversation_id": scene.ids["conversation"]}
    known = [one for name, one in scene.ids.items() if ":" in name]
    for who in WHO:
        rows = (await by_rest(world, who, Ask(conversations.list_notes, ids))).value
        for one in known:
            heard = await by_rest(world, who, Ask(conversations.get_note, {"note_id": one}))
            assert heard.value == next((row for row in rows if row["id"] == str(one)), None)


# The same pages


@pytest.mark.parametrize(
    ("rest", "graphql", "code"),
    [
        ("cursor=nonsense", 'after: "nonsense"', "cursor_invalid"),
        ("limit=0", "first: 0", "invalid"),
        ("limit=201", "first: 201", "invalid"),
    ],
)
async def test_both_doors_refuse_a_page_with_the_same_code(
    world: World, rest: str, graphql: str, code: str
) -> None:
    answer = await world.rest("amina", "GET", f"/v1/people?{rest}")
    asked = f"{{ people({graphql}) {{ edges {{ cursor }} }} }}"
    [error] = (await world.graphql("amina", asked)).json()["errors"]

    assert answer.json()["code"] == error["extensions"]["code"] == code


async def test_a_page_begun_at_one_door_is_read_on_at_the_other(world: World) -> None:
    first = (await world.rest("amina", "GET", "/v1/people?limit=2")).json()
    asked = "query ($after: String) { people(after: $after) { edges { node { id } } } }"
    rest = (await world.graphql("amina", asked, {"after": first["nextCursor"]})).json()["data"]

    whole = (await world.rest("amina", "GET", "/v1/people")).json()["data"]
    ids = [one["id"] for one in first["data"]]
    ids += [edge["node"]["id"] for edge in rest["people"]["edges"]]
    assert ids == [one["id"] for one in whole]
