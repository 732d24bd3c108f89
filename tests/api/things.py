"""What is there when a request of each route is sent: one of everything, by the names of paths."""

from uuid import uuid4

from tests.api.ready import a_series, moved_deadline
from tests.world import World

ANY_VERSION = {"if_match": "*"}

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


async def things(world: World) -> dict[str, str]:
    plan = await world.a_plan()
    goal = await world.a_goal(plan)
    milestone = await world.a_milestone(plan)
    scheduled = await world.a_conversation()
    note = await world.rest(
        "amina",
        "POST",
        f"/v1/conversations/{scheduled['id']}/notes",
        {"audience": "author", "body": "Mine"},
    )
    point = await world.rest(
        "amina", "POST", f"/v1/conversations/{scheduled['id']}/talking-points", {"body": "Talks"}
    )
    endpoint = await world.rest(
        "vendor",
        "POST",
        "/v1/webhook-endpoints",
        {"url": "https://93.184.215.14/", "eventTypes": ["*"]},
    )
    framework = await world.rest(
        "vendor",
        "POST",
        "/v1/competency-frameworks:sync",
        {
            "document": {
                "framework": {"code": "f", "title": "F"},
                "competencies": [{"code": "COM", "name": "Talks", "statement": "Talks well."}],
            }
        },
    )
    competency = await world.rest("vendor", "GET", "/v1/competencies")
    role = await world.rest(
        "vendor",
        "POST",
        "/v1/role-profiles",
        {
            "code": f"r-{uuid4()}",
            "title": "Engineer",
            "track": "expert",
            "rank": 3,
            "frameworkId": framework.json()["frameworkId"],
        },
    )
    period = {"startsOn": "2030-01-01", "endsOn": "2030-12-31"}
    wanted = {"title": "Be heard", "kind": "organisation", "ownerId": str(world.id("jonas"))}
    objective = await world.rest("vendor", "POST", "/v1/objectives", wanted | period)
    reflection = await world.rest("amina", "POST", "/v1/reflections", {"body": "I liked it."})
    extract = await world.rest(
        "amina",
        "POST",
        f"/v1/conversations/{scheduled['id']}/extracts",
        {"reflectionId": reflection.json()["id"], "body": "I like it."},
    )
    moment = await world.rest(
        "jonas",
        "POST",
        "/v1/learning-moments",
        {"title": "Listening", "body": "I ask first.", "audience": "team"},
    )
    relation = await world.rest(
        "vendor", "GET", f"/v1/relationships?kind=people_partner&personId={world.id('amina')}"
    )
    command = {"name": "HRIS", "scopes": ["people:read"]}
    client = await world.rest("vendor", "POST", "/v1/api-clients", command)
    moved = await moved_deadline(world, milestone["id"])

    setting = await world.rest(
        "jonas", "PUT", "/v1/cadence-settings", {"personId": world.id("jonas"), "graceDays": 3}
    )
    feed = await world.rest("amina", "POST", "/v1/calendar-feeds", {})
    template = await world.rest("amina", "POST", "/v1/plan-templates", TEMPLATE)
    key = f"ours_{uuid4().hex}"
    body = QUESTIONS | {"key": key}
    questions = await world.rest("amina", "POST", "/v1/conversation-templates", body)
    draft = questions.json()["draftId"]
    await world.rest("amina", "POST", f"/v1/template-versions/{draft}/publish", if_match="*")
    return {
        "conversation_template_id": questions.json()["id"],
        "template_version_id": draft,
        "template_key": key,
        "plan_template_id": template.json()["id"],
        "calendar_feed_id": feed.json()["id"],
        "api_client_id": client.json()["id"],
        "secret_id": client.json()["secretId"],
        "person_id": str(world.id("amina")),
        "external_id": "amina",
        "relationship_id": relation.json()["data"][0]["id"],
        "plan_id": plan["id"],
        "goal_id": goal["id"],
        "milestone_id": milestone["id"],
        "deadline_change_id": moved,
        "conversation_id": scheduled["id"],
        "series_id": await a_series(world, "jonas"),
        "cadence_setting_id": setting.json()["id"],
        "note_id": note.json()["id"],
        "talking_point_id": point.json()["id"],
        "objective_id": objective.json()["id"],
        "reflection_id": reflection.json()["id"],
        "extract_id": extract.json()["id"],
        "learning_moment_id": moment.json()["id"],
        "competency_id": competency.json()["data"][0]["id"],
        "role_profile_id": role.json()["id"],
        "endpoint_id": endpoint.json()["id"],
        "framework_id": framework.json()["frameworkId"],
    }
