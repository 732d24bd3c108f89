"""What is there when a request of each route is sent: one of everything, by the names of paths.

A request of one route only needs what its path and its body name, and what that is made of.
"""

from collections.abc import Awaitable, Callable, Collection
from typing import Any, Final
from uuid import uuid4

from tests.api.ready import a_series, moved_deadline
from tests.world import World

TEMPLATE = {
    "title": "First hundred days",
    "description": "For whoever is new",
    "goals": [{"title": "Know the people", "successCriteria": "They know you"}],
    "milestones": [
        {
            "title": "Meet everybody",
            "afterDays": 30,
            "kind": "community",
            "successMeasure": "A name for each face",
            "goalIndex": 0,
            "owner": "manager",
        }
    ],
}


QUESTIONS = {
    "defaultLocale": "en",
    "texts": [{"locale": "en", "title": "Ours", "description": "For us"}],
    "reflection": [
        {
            "key": "glad",
            "kind": "text",
            "required": True,
            "texts": [{"locale": "en", "title": "What are you glad of?", "help": "Anything"}],
            "options": [],
        }
    ],
    "planning": [
        {
            "key": "path",
            "kind": "choice",
            "required": False,
            "texts": [{"locale": "en", "title": "Which way?", "help": None}],
            "options": [
                {"key": "deepen", "texts": [{"locale": "en", "title": "Deeper"}]},
                {"key": "lead", "texts": [{"locale": "en", "title": "Leading"}]},
            ],
        }
    ],
    "action": [],
}


Ids = dict[str, str]
Make = Callable[[World, Ids], Awaitable[Ids]]
MAKERS: Final[list[tuple[tuple[str, ...], tuple[str, ...], Make]]] = []
"""The ids that each answers with, the ids that it takes, and how it makes what they are of."""


def makes(*names: str, of: tuple[str, ...] = ()) -> Callable[[Make], Make]:
    def wrap(make: Make) -> Make:
        MAKERS.append((names, of, make))
        return make

    return wrap


async def things(world: World, wanted: Collection[str] | None = None) -> Ids:
    """All of them, or those of these names and what they are made of."""
    asked = None if wanted is None else set(wanted)
    for names, of, _ in reversed(MAKERS):
        if asked is not None and asked & {*names}:
            asked |= {*of}
    ids: Ids = {}
    for names, _, make in MAKERS:
        if asked is None or asked & {*names}:
            ids |= await make(world, ids)
    return ids


@makes("plan_id")
async def _plan(world: World, ids: Ids) -> Ids:
    return {"plan_id": (await world.a_plan())["id"]}


@makes("goal_id", of=("plan_id",))
async def _goal(world: World, ids: Ids) -> Ids:
    return {"goal_id": (await world.a_goal({"id": ids["plan_id"]}))["id"]}


@makes("milestone_id", of=("plan_id",))
async def _milestone(world: World, ids: Ids) -> Ids:
    return {"milestone_id": (await world.a_milestone({"id": ids["plan_id"]}))["id"]}


@makes("conversation_id")
async def _conversation(world: World, ids: Ids) -> Ids:
    return {"conversation_id": (await world.a_conversation())["id"]}


@makes("note_id", of=("conversation_id",))
async def _note(world: World, ids: Ids) -> Ids:
    path = f"/v1/conversations/{ids['conversation_id']}/notes"
    return {"note_id": await _made(world, "amina", path, audience="author", body="Mine")}


@makes("talking_point_id", of=("conversation_id",))
async def _talking_point(world: World, ids: Ids) -> Ids:
    path = f"/v1/conversations/{ids['conversation_id']}/talking-points"
    return {"talking_point_id": await _made(world, "amina", path, body="Talks")}


@makes("endpoint_id")
async def _endpoint(world: World, ids: Ids) -> Ids:
    given = {"url": "https://93.184.215.14/", "eventTypes": ["*"]}
    return {"endpoint_id": await _made(world, "vendor", "/v1/webhook-endpoints", **given)}


@makes("framework_id", "competency_id")
async def _framework(world: World, ids: Ids) -> Ids:
    document = {
        "framework": {"code": "f", "title": "F"},
        "competencies": [{"code": "COM", "name": "Talks", "statement": "Talks well."}],
    }
    path = "/v1/competency-frameworks:sync"
    framework = await world.rest("vendor", "POST", path, {"document": document})
    competency = (await world.rest("vendor", "GET", "/v1/competencies")).json()["data"][0]
    return {"framework_id": framework.json()["frameworkId"], "competency_id": competency["id"]}


@makes("role_profile_id", of=("framework_id",))
async def _role_profile(world: World, ids: Ids) -> Ids:
    given = {"code": f"r-{uuid4()}", "title": "Engineer", "track": "expert", "rank": 3}
    given |= {"frameworkId": ids["framework_id"]}
    return {"role_profile_id": await _made(world, "vendor", "/v1/role-profiles", **given)}


@makes("objective_id")
async def _objective(world: World, ids: Ids) -> Ids:
    given = {"title": "Be heard", "kind": "organisation", "ownerId": str(world.id("jonas"))}
    given |= {"startsOn": "2030-01-01", "endsOn": "2030-12-31"}
    return {"objective_id": await _made(world, "vendor", "/v1/objectives", **given)}


@makes("reflection_id")
async def _reflection(world: World, ids: Ids) -> Ids:
    return {"reflection_id": await _made(world, "amina", "/v1/reflections", body="I liked it.")}


@makes("extract_id", of=("conversation_id", "reflection_id"))
async def _extract(world: World, ids: Ids) -> Ids:
    path = f"/v1/conversations/{ids['conversation_id']}/extracts"
    given = {"reflectionId": ids["reflection_id"], "body": "I like it."}
    return {"extract_id": await _made(world, "amina", path, **given)}


@makes("learning_moment_id")
async def _learning_moment(world: World, ids: Ids) -> Ids:
    given = {"title": "Listening", "body": "I ask first.", "audience": "team"}
    return {"learning_moment_id": await _made(world, "jonas", "/v1/learning-moments", **given)}


@makes("relationship_id")
async def _relationship(world: World, ids: Ids) -> Ids:
    path = f"/v1/relationships?kind=people_partner&personId={world.id('amina')}"
    return {"relationship_id": (await world.rest("vendor", "GET", path)).json()["data"][0]["id"]}


@makes("api_client_id", "secret_id")
async def _api_client(world: World, ids: Ids) -> Ids:
    given = {"name": "HRIS", "scopes": ["people:read"]}
    made = (await world.rest("vendor", "POST", "/v1/api-clients", given)).json()
    return {"api_client_id": made["id"], "secret_id": made["secretId"]}


@makes("deadline_change_id", of=("milestone_id",))
async def _deadline_change(world: World, ids: Ids) -> Ids:
    return {"deadline_change_id": await moved_deadline(world, ids["milestone_id"])}


@makes("cadence_setting_id")
async def _cadence_setting(world: World, ids: Ids) -> Ids:
    given = {"personId": world.id("jonas"), "graceDays": 3}
    made = await world.rest("jonas", "PUT", "/v1/cadence-settings", given)
    return {"cadence_setting_id": made.json()["id"]}


@makes("calendar_feed_id")
async def _calendar_feed(world: World, ids: Ids) -> Ids:
    return {"calendar_feed_id": await _made(world, "amina", "/v1/calendar-feeds")}


@makes("trusted_document_id")
async def _trusted_document(world: World, ids: Ids) -> Ids:
    given = {"documents": [{"text": f"query Q{uuid4().hex} {{ me {{ id }} }}"}]}
    made = await world.rest("amina", "POST", "/v1/trusted-documents:register", given)
    return {"trusted_document_id": made.json()["documents"][0]["id"]}


@makes("plan_template_id")
async def _plan_template(world: World, ids: Ids) -> Ids:
    return {"plan_template_id": await _made(world, "amina", "/v1/plan-templates", **TEMPLATE)}


@makes("conversation_template_id", "template_version_id", "template_key")
async def _conversation_template(world: World, ids: Ids) -> Ids:
    key = f"ours_{uuid4().hex}"
    body = QUESTIONS | {"key": key}
    made = (await world.rest("amina", "POST", "/v1/conversation-templates", body)).json()
    draft = made["draftId"]
    await world.rest("amina", "POST", f"/v1/template-versions/{draft}/publish", if_match="*")
    named = {"template_version_id": draft, "template_key": key}
    return {"conversation_template_id": made["id"]} | named


@makes("series_id")
async def _series(world: World, ids: Ids) -> Ids:
    return {"series_id": await a_series(world, "jonas")}


@makes("person_id", "external_id")
async def _person(world: World, ids: Ids) -> Ids:
    return {"person_id": str(world.id("amina")), "external_id": "amina"}


async def _made(world: World, who: str, path: str, **given: Any) -> str:
    return str((await world.rest(who, "POST", path, given)).json()["id"])
