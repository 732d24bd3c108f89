"""What good requests say."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.api.bodies_of_conversations import of_conversations
from tests.api.ready_webhooks import a_window
from tests.api.things import TEMPLATE
from tests.cases import CLIENT_KEY
from tests.scene_of_learning import a_statement
from tests.scene_of_reflections import in_days
from tests.world import World

BODIES: dict[str, Callable[[dict[str, str]], Any]] = {
    "request_conversation_access": lambda there: {
        "conversationId": there["conversation_id"],
        "reason": "A complaint",
        "hours": 24,
    },
    "create_pathway": lambda there: {
        "fromRoleId": there["from_role_id"],
        "toRoleId": there["role_profile_id"],
        "kind": "promotion",
        "description": "After two years",
    },
    "assign_role": lambda there: {
        "personId": there["person_id"],
        "roleProfileId": there["role_profile_id"],
        "startsOn": "2030-01-01",
        "endsOn": "2031-01-01",
    },
    "end_role_assignment": lambda _there: {"endsOn": "2031-01-31"},
    "begin_goal_from_gap": lambda there: {
        "roleProfileId": there["role_profile_id"],
        "competencyIds": [there["competency_id"]],
        "title": "Towards senior",
        "aspiration": "To teach",
    },
    "deprecate_competency_framework": lambda there: {"replacedById": there["other_framework_id"]},
    "add_dependency": lambda there: {"dependsOnId": there["depends_on_id"]},
    "share_handoff": lambda there: {
        "conversationIds": [there["conversation_id"]],
        "noteIds": [there["note_id"]],
        "message": "Hello",
    },
    "withdraw_from_handoff": lambda there: {
        "conversationIds": [there["conversation_id"]],
        "noteIds": [],
        "message": False,
    },
    "share_extract": lambda there: {
        "reflectionId": there["reflection_id"],
        "body": "I like it.",
    },
    "skip_reflection_prompt": lambda there: {"promptId": there["prompt_id"]},
    "snooze_reflection_prompt": lambda there: {
        "promptId": there["prompt_id"],
        "until": in_days(3),
    },
}
"""Of what has to be there first."""


def body(name: str, world: World, ids: dict[str, str]) -> Any:
    """What the request for a use case says, or None where it says nothing."""
    if name in BODIES:
        return BODIES[name](ids)
    amina, jonas = str(world.id("amina")), str(world.id("jonas"))
    said = {
        "upsert_people": {
            "items": [
                {
                    "externalId": "e-1",
                    "userName": "e-1",
                    "displayName": "Eve",
                    "givenName": "Eve",
                    "workEmail": "eve@northwind.example",
                    "timeZone": "Europe/Stockholm",
                    "locale": "sv-SE",
                    "status": "active",
                    "startsOn": "2020-02-29",
                    "managerExternalId": "jonas",
                }
            ],
            "allOrNothing": True,
        },
        "upsert_person": {
            "userName": "amina",
            "displayName": "Amina Diallo",
            "workEmail": "amina@northwind.example",
            "status": "active",
            "startsOn": "2020-02-29",
            "managerExternalId": "jonas",
        },
        "sync_competency_framework": {
            "document": {
                "framework": {"code": "engineering", "title": "Engineering"},
                "scale": [{"code": "L1", "name": "Learning", "rank": 1}],
                "competencies": [
                    {
                        "code": "COM",
                        "name": "Communication",
                        "statement": "Makes oneself understood.",
                        "levels": {"L1": "Says what is unclear."},
                    }
                ],
            },
            "dryRun": False,
        },
        "create_role_profile": {
            "code": f"r-{uuid4()}",
            "title": "Senior engineer",
            "family": "Engineering",
            "track": "expert",
            "rank": 4,
            "description": "Others build on what they build.",
            "frameworkId": ids["framework_id"],
        },
        "change_role_profile": {
            "title": "Lead engineer",
            "family": None,
            "track": "leadership",
            "rank": 5,
            "description": None,
        },
        "set_role_requirements": {
            "items": [{"competencyId": ids["competency_id"], "isEssential": True}]
        },
        "retire_role_profile": {"evenIfHeld": False},
        "record_statements": {"statements": [a_statement("42")], "xapiVersion": "2.0.0"},
        "record_assessment": {
            "personId": amina,
            "competencyId": ids["competency_id"],
            "kind": "self",
            "confidence": "low",
            "assessedOn": "2026-01-31",
            "isShared": True,
        },
        "change_person_status": {"status": "on_leave", "leaveEndsOn": "2030-01-31"},
        "start_relationship": {
            "personId": amina,
            "relatedId": jonas,
            "kind": "cover",
            "startsOn": "2030-01-01",
            "endsOn": "2030-01-31",
            "reason": "On holiday",
        },
        "end_relationship": {"endsOn": "2030-01-31"},
        "reorganise": {
            "startsOn": "2030-01-01",
            "moves": [
                {"personId": amina, "managerExternalId": "olga", "kind": "manager"},
                {"personExternalId": "olga", "managerId": None},
            ],
            "dryRun": False,
        },
        "change_organisation": {
            "name": "Northwind",
            "timeZone": "Europe/Stockholm",
            "locale": "sv-SE",
            "workingWeek": [1, 2, 3, 4],
            "daysOff": ["2030-12-25"],
            "anonymityThreshold": 7,
        },
        "set_working_calendar": {"workingWeek": [7, 1, 2, 3, 4], "daysOff": ["2030-12-24"]},
        "put_objective": {
            "title": "Be heard",
            "description": "In more rooms than before",
            "kind": "organisation",
            "ownerId": jonas,
            "startsOn": "2030-01-01",
            "endsOn": "2030-12-31",
        },
        "create_objective": {
            "externalId": "okr-2030-2",
            "title": "Speak at conferences",
            "description": "Each of us once",
            "kind": "team",
            "ownerId": jonas,
            "parentId": None,
            "startsOn": "2030-01-01",
            "endsOn": "2030-06-30",
        },
        "change_objective": {
            "title": "Speak at two conferences",
            "description": None,
            "ownerId": amina,
            "startsOn": "2030-01-02",
            "endsOn": "2030-07-31",
        },
        "write_reflection": {
            "body": "I liked explaining it.",
            "prompt": "What gave you energy?",
            "happenedOn": "2026-01-31",
        },
        "change_reflection": {
            "body": "I liked it.",
            "prompt": None,
            "happenedOn": "2026-01-30",
        },
        "write_learning_moment": {
            "title": "Listening",
            "body": "I ask first.",
            "audience": "organisation",
        },
        "change_learning_moment": {
            "title": "Asking",
            "body": "I ask first, and then I wait.",
            "audience": "team",
        },
        "set_reflection_rhythm": {
            "every": "monthly",
            "weekday": 2,
            "timeZone": "Europe/Stockholm",
        },
        "change_goal": {
            "title": "Speak in public often",
            "aspiration": None,
            "successCriteria": "Two talks",
            "horizonOn": "2031-01-31",
            "isPrivate": True,
        },
        "align_goal": {"objectiveId": ids["objective_id"]},
        "unalign_goal": {"objectiveId": ids["objective_id"]},
        "set_goal_competencies": {
            "items": [
                {"competencyId": ids["competency_id"], "fromLevel": "L1", "toLevel": "L2"},
            ]
        },
        "request_plan_changes": {"requestedChanges": "A later date"},
        "close_plan": {"reason": "Another role"},
        "adjust_goal": {"title": "Speak to customers", "reason": "Another role"},
        "release_goal": {"reason": "Another role"},
        "block_milestone": {"helpNeeded": "A room"},
        "waive_milestone": {"reason": "Not needed any more"},
        "create_plan": {"personId": amina, "title": "Grow"},
        "add_goal": {
            "title": "Speak in public",
            "aspiration": "To be heard",
            "successCriteria": "A talk",
            "horizonOn": "2030-01-31",
        },
        "add_milestone": {
            "title": "Give a talk",
            "ownerId": amina,
            "dueOn": "2030-01-31",
            "kind": "training",
            "successMeasure": "It is given",
        },
        "change_milestone": {
            "title": "Give two talks",
            "kind": "project",
            "successMeasure": None,
            "progress": 50,
        },
        "move_deadline": {
            "dueOn": "2031-01-31",
            "reason": "The hall is free then",
            "supportOffered": "A day to rehearse",
        },
        "agree_to_deadline": {"supportOffered": "A day to rehearse"},
        "move_deadlines": {
            "personIds": [amina],
            "dueFrom": "2020-01-01",
            "dueBefore": "2032-01-01",
            "byWorkingDays": 5,
            "reason": "A new team",
            "supportOffered": "Time to settle",
            "dryRun": False,
        },
        "reach_milestone": {"evidence": "A recording"},
        "offer_milestone": {"ownerId": str(world.id("tomas")), "reason": "You gave many"},
        "decline_milestone": {"reason": "Not this year"},
        "reassign_milestones": {"toId": jonas, "reason": "Olga moves on", "dryRun": False},
        "add_milestone_supporter": {"supporterId": str(world.id("olga")), "role": "mentor"},
        "ask_for_help": {"need": "Somebody who listens"},
        "offer_help": {"offer": "I listen"},
        "resolve_help": {"outcome": "We rehearsed"},
        "review_plan": {
            "heldOn": "2026-01-31",
            "summary": "The talks",
            "changes": "One more",
            "nextReviewOn": "2030-04-30",
        },
        "add_resource": {"kind": "time", "title": "Time", "note": "To prepare", "minutes": 240},
        "change_resource": {"title": "Approval", "note": "For the trip"},
        "add_evidence": {"body": "A recording", "url": "https://example.com/talk"},
        "register_webhook_endpoint": {
            "url": "https://93.184.215.14/hooks",
            "eventTypes": ["milestone.*"],
            "description": "Ours",
        },
        "change_webhook_endpoint": {
            "description": None,
            "headers": [{"name": "X-Api-Key", "value": "k"}],
            "credentials": {"basic": {"username": "us", "password": "p"}},
            "maxPerMinute": 60,
        },
        "rotate_webhook_secret": {"overlapHours": 1},
        "send_test_webhook": {"eventType": "milestone.reached"},
        "recover_webhook_endpoint": a_window(),
        "replay_events": a_window() | {"eventTypes": ["milestone.*"]},
        "create_plan_template": TEMPLATE,
        "change_plan_template": {
            "title": "First months",
            "description": None,
            "goals": TEMPLATE["goals"],
            "milestones": TEMPLATE["milestones"],
        },
        "apply_plan_template": {
            "personIds": [amina],
            "startsOn": "2030-01-31",
            "dryRun": False,
        },
        "create_calendar_feed": {"name": "Work"},
        "register_client": {"name": "HRIS", "scopes": ["people:read"]},
        "change_client": {"name": "LMS", "scopes": ["plans:read", "people:read"]},
        "rotate_client_secret": {"overlapHours": 1, "expiresAt": "2100-01-31T09:00:00+01:00"},
        "replace_client_keys": {"keys": [CLIENT_KEY]},
        "register_trusted_documents": {"documents": [{"text": "{ me { id } }"}]},
    }
    return (said | of_conversations(world, ids)).get(name)
