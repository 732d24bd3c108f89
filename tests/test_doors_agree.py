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
from app.domain.conversations import service as conversations
from app.domain.people import service as people
from app.domain.transaction import Database
from app.domain.use_case import UseCase
from tests.asking import (
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
from tests.refusing import APART, OF_PEOPLE, REFUSALS, Make, changed, of_case, refused
from tests.scene import Scene
from tests.stage import Stages
from tests.world import World

DECLARED = [
    importlib.import_module(f"tests.refusals_{name}")
    for name in (
        "of_people",
        "of_frameworks",
        "of_role_profiles",
        "of_objectives",
        "of_plans",
        "of_assessments",
        "of_gaps",
        "of_learning_records",
        "of_owners",
        "of_plan_templates",
        "of_calendars",
        "of_conversations",
        "of_talking_points",
        "of_summaries",
        "of_handoffs",
        "of_reflections",
        "of_notes",
        "of_conversation_templates",
        "of_series",
        "of_answers",
        "of_reminders",
        "of_accesses",
        "of_webhooks",
        "of_redeliveries",
        "of_trusted_documents",
        "when_over",
    )
]
"""Where refusals are declared, besides here; some say which are out of reach."""

FEATURES = (
    "people",
    "competencies",
    "role_profiles",
    "objectives",
    "reflections",
    "plans",
    "assessments",
    "gaps",
    "learning_records",
    "conversation_templates",
    "conversations",
    "coverage",
    "work",
    "webhooks",
    "access",
    "issuers",
    "trusted_documents",
    "audit",
    "calendars",
    "search",
)


@pytest.fixture
async def scenes(stages: Stages) -> tuple[Scene, Scene]:
    return await stages.scene(0), await stages.scene(1)


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


@pytest.fixture(scope="module")
async def moving(database: Database, client: AsyncClient) -> tuple[Scene, Scene]:
    """Two more, in which people come, go and move, and are refused to."""
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
    "work",
    # What is asked waits for somebody, once.
    "skip_reflection_prompt",
    "snooze_reflection_prompt",
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
    access.change_client,
    access.disable_client,
    access.enable_client,
    access.revoke_client_tokens,
    access.replace_client_keys,
    access.rotate_client_secret,
    access.revoke_client_secret,
)
for _versioned in VERSIONED:
    changed("stale", _versioned, apart=_versioned is people.end_relationship, version=9)

changed("invalid", conversations.schedule_conversation, scheduledAt="2031-01-31T10:00:00")
changed("invalid", conversations.write_note, body=" ")
changed("owner_unknown", conversations.agree_next_step, ownerId=uuid4())
changed("goal_elsewhere", conversations.agree_next_step, goalTitle=None, goalId=uuid4())
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


@pytest.mark.parametrize(("code", "use_case", "who", "make"), OF_PEOPLE)
async def test_both_doors_refuse_the_same_while_people_come_and_go(
    moving: tuple[Scene, Scene], code: str, use_case: UseCase, who: str, make: Make
) -> None:
    assert await agreed(moving, who, make) == code


def test_every_refusal_that_is_declared_is_tried_or_said_to_be_out_of_reach() -> None:
    out_of_reach = {
        "user_name_taken",  # a batch answers for each item
        "external_id_taken",
        "version_required",  # a missing header over REST, a missing field over GraphQL
        "not_found",  # the matrix of permissions
        "forbidden",
    }.union(*(getattr(one, "OUT_OF_REACH", ()) for one in DECLARED))
    tried = {(one.values[1].name, one.values[0]) for one in (*REFUSALS, *OF_PEOPLE, *APART)}
    declared = {(case.use_case.name, kind.code) for case in CASES for kind in case.use_case.raises}

    assert {one for one in declared - tried if one[1] not in out_of_reach} == set()


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
    [fault] = error["extensions"]["errors"]
    assert fault["pointer"] == "/" + graphql.partition(":")[0]


async def test_a_page_begun_at_one_door_is_read_on_at_the_other(world: World) -> None:
    first = (await world.rest("amina", "GET", "/v1/people?limit=2")).json()
    asked = "query ($after: String) { people(after: $after) { edges { node { id } } } }"
    rest = (await world.graphql("amina", asked, {"after": first["nextCursor"]})).json()["data"]

    whole = (await world.rest("amina", "GET", "/v1/people")).json()["data"]
    ids = [one["id"] for one in first["data"]]
    ids += [edge["node"]["id"] for edge in rest["people"]["edges"]]
    assert ids == [one["id"] for one in whole]
