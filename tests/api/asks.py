"""One good request for every route, so that what holds for all can be tried on all."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from httpx import Response

from app.api.install import routes
from app.api.route import Route
from app.domain.use_case import Action
from tests.api.ready import READY
from tests.api.things import TEMPLATE, things
from tests.cases import CLIENT_KEY
from tests.world import World

ANY_VERSION = {"if_match": "*"}


@dataclass(frozen=True)
class Ask:
    """A request that succeeds, once."""

    route: Route
    world: World
    who: str
    path: str
    body: Any = None
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.route.use_case.name

    @property
    def scope(self) -> str:
        return self.route.use_case.scope.value

    @property
    def versioned(self) -> bool:
        return isinstance(self.route.use_case, Action) and self.route.use_case.versioned

    def but(self, **changes: Any) -> "Ask":
        return replace(self, **changes)

    async def send(self, **headers: str) -> Response:
        asked = {**self.headers, **headers}
        return await self.send_as(self.who, **asked)

    async def send_as(self, who: Any, **headers: str) -> Response:
        path = f"/v1{self.path}{self.query}"
        return await self.world.rest(who, self.route.method, path, self.body, **headers)


async def asks(world: World, only: str | None = None) -> list[Ask]:
    """In the order of the routes. A new route takes its place in the tables below."""
    ids = await things(world)
    made = []
    for route in routes():
        name = route.use_case.name
        if only not in (None, name):
            continue
        there = ids | (await READY[name](world) if name in READY else {})
        headers = ANY_VERSION if getattr(route.use_case, "versioned", False) else {}
        made.append(
            Ask(
                route,
                world,
                WHO.get(name, "amina"),
                route.path.format(**there),
                _body(name, world, there) or BODIES.get(name, lambda _: None)(there),
                QUERY.get(name, ""),
                headers,
            )
        )
    return made


async def ask(world: World, name: str) -> Ask:
    [one] = await asks(world, name)
    return one


VENDOR = (
    "upsert_people",
    "upsert_person",
    "change_person_status",
    "start_relationship",
    "end_relationship",
    "reorganise",
    "sync_competency_framework",
    "put_objective",
    "create_objective",
    "change_objective",
    "achieve_objective",
    "release_objective",
    "reopen_objective",
    "register_webhook_endpoint",
)
WHO = {
    **dict.fromkeys(VENDOR, "vendor"),
    "list_webhook_endpoints": "vendor",
    "get_webhook_endpoint": "vendor",
    "remove_webhook_endpoint": "vendor",
    "list_webhook_deliveries": "vendor",
    "agree_next_step": "jonas",
    "request_plan_changes": "jonas",
    "approve_resource": "jonas",
    "agree_to_plan": "jonas",
    "agree_to_deadline": "jonas",
    "accept_milestone": "olga",
    "decline_milestone": "olga",
}
BODIES: dict[str, Callable[[dict[str, str]], Any]] = {
    "add_dependency": lambda there: {"dependsOnId": there["depends_on_id"]},
}
"""Of what has to be there first."""

QUERY = {"preview_audience": "?audience=participants"}


def _body(name: str, world: World, ids: dict[str, str]) -> Any:
    amina, jonas = str(world.id("amina")), str(world.id("jonas"))
    return {
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
        "schedule_conversation": {
            "personId": amina,
            "partnerId": jonas,
            "scheduledAt": "2030-01-31T09:00:00+01:00",
            "topic": "Next year",
        },
        "prepare_conversation": {"talkingPoints": "Talks", "hopes": "A stage"},
        "write_note": {"audience": "participants", "body": "We talked."},
        "agree_next_step": {
            "title": "Give a talk",
            "ownerId": amina,
            "dueOn": "2030-01-31",
            "kind": "next_step",
            "goalTitle": "Speak in public",
        },
        "register_webhook_endpoint": {
            "url": "https://93.184.215.14/hooks",
            "eventTypes": ["milestone.*"],
            "description": "Ours",
        },
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
    }.get(name)


def as_csv(rows: list[dict[str, str]], **dialect: Any) -> bytes:
    """A spreadsheet's export: rows with the same columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), **dialect)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
