"""One good request for every route, so that what holds for all can be tried on all."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from httpx import Response

from app.api.install import routes
from app.api.route import Route
from app.domain.use_case import Action
from tests.api.bodies import body
from tests.api.ready import READY
from tests.api.ready_roles import ROLES
from tests.api.things import things
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


async def asks(world: World, *only: str) -> list[Ask]:
    """In the order of the routes. A new route takes its place in the tables below."""
    ids = await things(world)
    return [
        await _ask(world, one, ids) for one in routes() if not only or one.use_case.name in only
    ]


async def ask(world: World, name: str) -> Ask:
    """The request of one route, where nothing else is there than what it is about."""
    [route] = [one for one in routes() if one.use_case.name == name]
    return await _ask(world, route, await things(world, _needed(world, route)))


async def _ask(world: World, route: Route, ids: dict[str, str]) -> Ask:
    name = route.use_case.name
    there = ids | (await READY[name](world) if name in READY else {})
    return Ask(
        route,
        world,
        WHO.get(name, "amina"),
        route.path.format(**there),
        body(name, world, _Names(there)),
        QUERY.get(name, ""),
        ANY_VERSION if getattr(route.use_case, "versioned", False) else {},
    )


class _Names(dict[str, str]):
    """An id that is not there is its own name, in signs that are nowhere else."""

    def __missing__(self, name: str) -> str:
        return f"<{name}>"


def _needed(world: World, route: Route) -> set[str] | None:
    """The things that a request names; all of them, where it names none."""
    name, known = route.use_case.name, _Names()
    said = f"{route.path.format_map(known)} {body(name, world, known)}"
    named = set(re.findall(r"<(\w+)>", said))
    if name in ROLES:
        named |= {"framework_id", "competency_id"}  # these take what is there
    return named or None


VENDOR = (
    "upsert_people",
    "upsert_person",
    "change_person_status",
    "start_relationship",
    "end_relationship",
    "reorganise",
    "sync_competency_framework",
    "assign_role",
    "end_role_assignment",
    "put_objective",
    "create_objective",
    "change_objective",
    "achieve_objective",
    "release_objective",
    "reopen_objective",
    "register_webhook_endpoint",
    "list_webhook_endpoints",
    "get_webhook_endpoint",
    "change_webhook_endpoint",
    "rotate_webhook_secret",
    "send_test_webhook",
    "disable_webhook_endpoint",
    "enable_webhook_endpoint",
    "remove_webhook_endpoint",
    "get_webhook_endpoint_health",
    "list_webhook_deliveries",
    "get_webhook_delivery",
    "list_webhook_attempts",
    "list_webhook_redeliveries",
    "recover_webhook_endpoint",
    "replay_events",
    "get_webhook_redelivery",
    "cancel_webhook_redelivery",
    "list_events",
    "get_event",
    "resend_event",
    "record_statements",
)
LEADER = (
    "write_learning_moment",
    "get_learning_moment",
    "change_learning_moment",
    "publish_learning_moment",
    "withdraw_learning_moment",
    "delete_learning_moment",
)
WHO = {
    **dict.fromkeys(VENDOR, "vendor"),
    "agree_next_step": "jonas",
    "get_cadence_setting": "jonas",
    "remove_cadence_setting": "jonas",
    "request_plan_changes": "jonas",
    "approve_resource": "jonas",
    "agree_to_plan": "jonas",
    "agree_to_deadline": "jonas",
    "accept_milestone": "olga",
    **dict.fromkeys(LEADER, "jonas"),
    "snooze_reflection_prompt": "olga",
    "decline_milestone": "olga",
    "accept_note_widening": "jonas",
    "decline_note_widening": "jonas",
    "request_conversation_access": "tomas",
    "approve_conversation_access": "priya",
    "decline_conversation_access": "priya",
    "revoke_conversation_access": "tomas",
}
QUERY = {"preview_audience": "?audience=participants", "search": "?q=grow"}


def as_csv(rows: list[dict[str, str]], **dialect: Any) -> bytes:
    """A spreadsheet's export: rows with the same columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), **dialect)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
