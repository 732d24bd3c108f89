"""How every use case behind a door is asked for, and what each kind of reader is answered.

A use case that gets a route needs a case here, or the tests say so.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from app.domain.access import service as access
from app.domain.audit import service as audit
from app.domain.competencies import service as competencies
from app.domain.conversations import service as conversations
from app.domain.issuers import service as issuers
from app.domain.people import service as people
from app.domain.plans import service as plans
from app.domain.use_case import UseCase
from app.domain.webhooks import service as webhooks
from tests.asking import DONE, EMPTY, Ask
from tests.scene import Scene

ASKED: Final = "parrot"
"""Stands in every text that is sent: a refusal repeats nothing."""

CLIENT_KEY: Final = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "kid": "2026",
}
"""The public example of RFC 7515, A.3."""

FORBIDDEN, NOT_FOUND = "forbidden", "not_found"
WHO: Final = ("amina", "jonas", "priya", "olga", "tomas", "vendor")

Make = Callable[[Scene], Awaitable[Ask]]


@dataclass(frozen=True)
class Case:
    use_case: UseCase
    ask: Make
    outcomes: dict[str, str]

    def __str__(self) -> str:
        return self.use_case.name


CASES: list[Case] = []


def case(use_case: UseCase, *outcomes: str) -> Callable[[Make], Make]:
    """Outcomes are those of `WHO`, in that order; one is everybody's."""

    def wrap(ask: Make) -> Make:
        each = outcomes if len(outcomes) > 1 else outcomes * len(WHO)
        CASES.append(Case(use_case, ask, dict(zip(WHO, each, strict=True))))
        return ask

    return wrap


def of(use_case: UseCase, *outcomes: str, **names: str) -> None:
    """A case that needs nothing but ids of the scene."""

    @case(use_case, *outcomes)
    async def ask(scene: Scene) -> Ask:
        return Ask(use_case, {name: scene.ids[of] for name, of in names.items()})


def person(scene: Scene, who: str) -> Any:
    return scene.world.id(who)


# Everybody reads people; machine clients bring them in.

of(people.get_me, *[DONE] * 5, NOT_FOUND)
of(people.list_people, DONE)


@case(people.get_person, DONE)
async def _get_person(scene: Scene) -> Ask:
    return Ask(people.get_person, {"person_id": person(scene, "amina")})


@case(people.upsert_people, *[FORBIDDEN] * 5, DONE)
async def _upsert_people(scene: Scene) -> Ask:
    name = f"n-{uuid4()}"
    item = {"externalId": name, "userName": name, "displayName": f"{ASKED} name"}
    return Ask(people.upsert_people, body={"items": [item]})


@case(people.upsert_person, *[FORBIDDEN] * 5, DONE)
async def _upsert_person(scene: Scene) -> Ask:
    name = f"n-{uuid4()}"
    body = {"userName": name, "displayName": f"{ASKED} name"}
    return Ask(people.upsert_person, {"external_id": name}, body)


@case(people.change_person_status, *[FORBIDDEN] * 5, DONE)
async def _change_person_status(scene: Scene) -> Ask:
    id = await scene.a_person()
    return Ask(people.change_person_status, {"person_id": id}, {"status": "on_leave"}, version=1)


# The organisation chart is everybody's; other relations concern those whom they concern.


@case(people.list_reports, DONE)
async def _list_reports(scene: Scene) -> Ask:
    return Ask(people.list_reports, {"person_id": person(scene, "jonas")}, filters={"levels": 2})


@case(people.list_managers, DONE)
async def _list_managers(scene: Scene) -> Ask:
    return Ask(people.list_managers, {"person_id": person(scene, "amina")})


of(people.list_relationships, DONE)
of(
    people.get_relationship,
    *(DONE, DONE, DONE, NOT_FOUND, NOT_FOUND, DONE),
    relationship_id="people_partner",
)


@case(people.start_relationship, *[FORBIDDEN] * 5, DONE)
async def _start_relationship(scene: Scene) -> Ask:
    pair = {"personId": await scene.a_person(), "relatedId": person(scene, "olga")}
    return Ask(people.start_relationship, body=pair | {"kind": "mentor", "reason": f"{ASKED} why"})


@case(people.end_relationship, DONE, FORBIDDEN, FORBIDDEN, NOT_FOUND, FORBIDDEN, DONE)
async def _end_relationship(scene: Scene) -> Ask:
    """Amina named tomas to cover for her; jonas and priya may know of it."""
    ids = {"relationship_id": await scene.a_cover("amina", "tomas")}
    return Ask(people.end_relationship, ids, version=1)


@case(people.reorganise, *[FORBIDDEN] * 5, DONE)
async def _reorganise(scene: Scene) -> Ask:
    move = {"personId": await scene.a_person(), "managerId": person(scene, "olga")}
    body = {"startsOn": "2031-01-31", "moves": [move]}
    return Ask(people.reorganise, body=body)


# The organisation is everybody's; whose token has the scope changes what it has settled.

of(people.get_organisation, DONE)


@case(people.change_organisation, DONE)
async def _change_organisation(scene: Scene) -> Ask:
    version = (await scene.world.find("amina", people.get_organisation))["version"]
    body = {"name": f"{ASKED} {uuid4()}", "workingWeek": [7, 1, 2, 3, 4]}
    return Ask(people.change_organisation, body=body, version=version)


# Everybody reads competency models.

of(competencies.list_competency_frameworks, DONE)
of(competencies.get_competency_framework, DONE, framework_id="framework")
of(competencies.list_competencies, DONE)


@case(competencies.sync_competency_framework, DONE)
async def _sync_competency_framework(scene: Scene) -> Ask:
    document = {
        "framework": {"code": f"m-{uuid4()}", "title": f"{ASKED} model"},
        "competencies": [{"code": "A", "name": f"{ASKED} name", "statement": f"{ASKED} does"}],
    }
    return Ask(competencies.sync_competency_framework, body={"document": document})


# Plans: amina, jonas, priya, olga, tomas, vendor

_CARE = (DONE, DONE, DONE, NOT_FOUND, NOT_FOUND, DONE)
_SHAPE = (DONE, DONE, FORBIDDEN, NOT_FOUND, NOT_FOUND, FORBIDDEN)
_PROGRESS = (DONE, FORBIDDEN, FORBIDDEN, DONE, NOT_FOUND, FORBIDDEN)

of(plans.list_plans, DONE, DONE, DONE, EMPTY, EMPTY, DONE)
of(plans.get_plan, *_CARE, plan_id="plan")
of(plans.get_goal, *_CARE, goal_id="goal")
of(plans.list_milestones, DONE, DONE, DONE, DONE, EMPTY, DONE)
of(plans.get_milestone, DONE, DONE, DONE, DONE, NOT_FOUND, DONE, milestone_id="milestone")


@case(plans.create_plan, DONE, DONE, *[FORBIDDEN] * 4)
async def _create_plan(scene: Scene) -> Ask:
    body = {"personId": person(scene, "amina"), "title": f"{ASKED} plan"}
    return Ask(plans.create_plan, body=body)


@case(plans.activate_plan, *_SHAPE)
async def _activate_plan(scene: Scene) -> Ask:
    return Ask(plans.activate_plan, {"plan_id": await scene.a_plan()}, version=1)


@case(plans.add_goal, *_SHAPE)
async def _add_goal(scene: Scene) -> Ask:
    body = {"title": f"{ASKED} goal", "aspiration": f"{ASKED} aspiration"}
    return Ask(plans.add_goal, {"plan_id": scene.ids["plan"]}, body)


@case(plans.add_milestone, *_SHAPE)
async def _add_milestone(scene: Scene) -> Ask:
    body = {
        "title": f"{ASKED} step",
        "ownerId": person(scene, "olga"),
        "goalId": scene.ids["goal"],
        "dueOn": "2031-01-31",
        "kind": "stretch_assignment",
    }
    return Ask(plans.add_milestone, {"plan_id": scene.ids["plan"]}, body)


@case(plans.change_milestone, DONE, DONE, FORBIDDEN, DONE, NOT_FOUND, FORBIDDEN)
async def _change_milestone(scene: Scene) -> Ask:
    body = {"title": f"{ASKED} step", "progress": 10, "kind": "training"}
    ids = {"milestone_id": await scene.a_milestone()}
    return Ask(plans.change_milestone, ids, body, version=1)


@case(plans.start_milestone, *_PROGRESS)
async def _start_milestone(scene: Scene) -> Ask:
    return Ask(plans.start_milestone, {"milestone_id": await scene.a_milestone()}, version=1)


@case(plans.reach_milestone, *_PROGRESS)
async def _reach_milestone(scene: Scene) -> Ask:
    ids = {"milestone_id": await scene.a_milestone()}
    return Ask(plans.reach_milestone, ids, {"evidence": f"{ASKED} evidence"}, version=1)


# Conversations: amina, jonas, priya, olga, tomas, vendor

_KNOWS = (DONE, DONE, NOT_FOUND, NOT_FOUND, NOT_FOUND, DONE)
_READS = (DONE, DONE, *[EMPTY] * 4)
_TAKES_PART = (DONE, DONE, NOT_FOUND, NOT_FOUND, NOT_FOUND, FORBIDDEN)

of(conversations.list_conversations, DONE, DONE, EMPTY, EMPTY, EMPTY, DONE)
of(conversations.get_conversation, *_KNOWS, conversation_id="conversation")
of(conversations.list_preparations, *_READS, conversation_id="conversation")
of(conversations.list_notes, *_READS, conversation_id="conversation")
of(conversations.get_note, DONE, DONE, *[NOT_FOUND] * 4, note_id="jonas:participants")


@case(conversations.preview_audience, *_READS)
async def _preview_audience(scene: Scene) -> Ask:
    ids = {"conversation_id": scene.ids["conversation"]}
    return Ask(conversations.preview_audience, ids, filters={"audience": "participants"})


@case(conversations.schedule_conversation, DONE, DONE, *[FORBIDDEN] * 4)
async def _schedule_conversation(scene: Scene) -> Ask:
    body = {
        "personId": person(scene, "amina"),
        "partnerId": person(scene, "jonas"),
        "scheduledAt": "2031-01-31T10:00:00+01:00",
        "topic": f"{ASKED} topic",
    }
    return Ask(conversations.schedule_conversation, body=body)


@case(conversations.prepare_conversation, *_TAKES_PART)
async def _prepare_conversation(scene: Scene) -> Ask:
    ids = {"conversation_id": await scene.a_conversation()}
    body = {"talkingPoints": f"{ASKED} points", "hopes": f"{ASKED} hopes"}
    return Ask(conversations.prepare_conversation, ids, body)


@case(conversations.hold_conversation, *_TAKES_PART)
async def _hold_conversation(scene: Scene) -> Ask:
    ids = {"conversation_id": await scene.a_conversation()}
    return Ask(conversations.hold_conversation, ids, version=1)


@case(conversations.write_note, *_TAKES_PART)
async def _write_note(scene: Scene) -> Ask:
    ids = {"conversation_id": scene.ids["conversation"]}
    return Ask(conversations.write_note, ids, {"audience": "author", "body": f"{ASKED} note"})


@case(conversations.agree_next_step, *_TAKES_PART)
async def _agree_next_step(scene: Scene) -> Ask:
    body = {
        "title": f"{ASKED} step",
        "ownerId": person(scene, "olga"),
        "dueOn": "2031-01-31",
        "goalTitle": f"{ASKED} goal",
    }
    ids = {"conversation_id": await scene.a_held_conversation()}
    return Ask(conversations.agree_next_step, ids, body)


# The audit: everybody what is theirs; machine clients all of it.

of(audit.list_audit_entries, DONE)


@case(audit.list_accesses, DONE, *[EMPTY] * 5)
async def _list_accesses(scene: Scene) -> Ask:
    return Ask(audit.list_accesses, {"person_id": person(scene, "amina")})


# Whom the organisation trusts is no secret to those who administer it.

of(issuers.list_trusted_issuers, DONE)

# Webhooks belong to the organisation: whoever holds a token with the scope.

of(webhooks.list_event_types, DONE)
of(webhooks.list_webhook_endpoints, DONE)
of(webhooks.get_webhook_endpoint, DONE, endpoint_id="endpoint")
of(webhooks.list_webhook_deliveries, EMPTY, endpoint_id="endpoint")


@case(webhooks.register_webhook_endpoint, DONE)
async def _register_webhook_endpoint(scene: Scene) -> Ask:
    body = {"url": "https://example.com/hook", "eventTypes": ["milestone.*"]}
    return Ask(webhooks.register_webhook_endpoint, body=body)


@case(webhooks.remove_webhook_endpoint, DONE)
async def _remove_webhook_endpoint(scene: Scene) -> Ask:
    ids = {"endpoint_id": await scene.an_endpoint()}
    return Ask(webhooks.remove_webhook_endpoint, ids, version=1)


# API clients belong to the organisation as well.

of(access.list_clients, DONE)
of(access.get_client, DONE, api_client_id="client")
of(access.list_client_secrets, DONE, api_client_id="client")


@case(access.register_client, DONE)
async def _register_client(scene: Scene) -> Ask:
    body = {"name": f"{ASKED} client", "scopes": ["people:read"]}
    return Ask(access.register_client, body=body)


@case(access.change_client, DONE)
async def _change_client(scene: Scene) -> Ask:
    body = {"name": f"{ASKED} client", "scopes": ["plans:read", "people:read"]}
    return Ask(access.change_client, {"api_client_id": await scene.a_client()}, body, version=1)


@case(access.disable_client, DONE)
async def _disable_client(scene: Scene) -> Ask:
    return Ask(access.disable_client, {"api_client_id": await scene.a_client()}, version=1)


@case(access.enable_client, DONE)
async def _enable_client(scene: Scene) -> Ask:
    ids = {"api_client_id": await scene.a_client()}
    await scene.done("amina", access.disable_client, **ids, if_version=1)
    return Ask(access.enable_client, ids, version=2)


@case(access.revoke_client_tokens, DONE)
async def _revoke_client_tokens(scene: Scene) -> Ask:
    return Ask(access.revoke_client_tokens, {"api_client_id": await scene.a_client()}, version=1)


@case(access.replace_client_keys, DONE)
async def _replace_client_keys(scene: Scene) -> Ask:
    ids = {"api_client_id": await scene.a_client()}
    return Ask(access.replace_client_keys, ids, {"keys": [CLIENT_KEY]}, version=1)


@case(access.rotate_client_secret, DONE)
async def _rotate_client_secret(scene: Scene) -> Ask:
    return Ask(access.rotate_client_secret, {"api_client_id": await scene.a_client()}, version=1)


@case(access.revoke_client_secret, DONE)
async def _revoke_client_secret(scene: Scene) -> Ask:
    ids = {"api_client_id": await scene.a_client(), "secret_id": scene.ids["secret"]}
    return Ask(access.revoke_client_secret, ids, version=1)
