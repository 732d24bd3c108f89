"""A small organisation to try things on, and how to ask for them through both doors.

amina   an employee
jonas   her manager
priya   her people partner
tomas   a stranger: works here, has nothing to do with her
olga    owns one of amina's milestones, and has nothing else to do with her
vendor  a machine client
"""

import json
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response

from app.domain.access import service as access
from app.domain.access.commands import RegisterClient
from app.domain.access.models import public_name
from app.domain.actor import GRANTABLE, Actor, ActorKind, Scope
from app.domain.context import Context
from app.domain.conversations import service as conversations
from app.domain.conversations.commands import HoldConversation, ScheduleConversation
from app.domain.people import service as people
from app.domain.people.commands import StartRelationship, UpsertPeople
from app.domain.people.states import RelationshipKind
from app.domain.plans import service as plans
from app.domain.plans.commands import AddGoal, AddMilestone, CreatePlan
from app.domain.transaction import Database
from app.domain.use_case import Action, Query

SIGNED_AGAIN_AFTER_S = 300
PEOPLE = ("amina", "jonas", "priya", "tomas", "olga")


@dataclass
class World:
    tenant_id: UUID
    database: Database
    client: AsyncClient
    actors: dict[str, Actor] = field(default_factory=dict)
    tokens: dict[Actor, tuple[float, str]] = field(default_factory=dict)

    @classmethod
    async def begin(cls, database: Database, client: AsyncClient) -> "World":
        world = cls(uuid4(), database, client)
        await world.system.execute(
            people.found_tenant, {"name": "Test", "time_zone": "UTC", "locale": "en"}
        )
        items = [
            {
                "externalId": name,
                "userName": name,
                "displayName": name.title(),
                "managerExternalId": "jonas" if name == "amina" else None,
            }
            for name in PEOPLE
        ]
        answer = await world.system.execute(
            people.upsert_people, {"command": UpsertPeople(items=items)}
        )
        for one in json.loads(answer.body)["items"]:
            world.actors[one["externalId"]] = world.person(one["id"])
        world.actors["vendor"] = await world.a_client("Vendor", *GRANTABLE)
        await world.system.execute(
            people.start_relationship,
            {
                "command": StartRelationship(
                    person_id=world.id("amina"),
                    related_id=world.id("priya"),
                    kind=RelationshipKind.PEOPLE_PARTNER,
                )
            },
        )
        return world

    def person(self, person_id: str) -> Actor:
        """Somebody who works here, with a token that has every scope."""
        return Actor(self.tenant_id, UUID(person_id), ActorKind.PERSON, GRANTABLE)

    async def a_client(self, name: str, *scopes: Scope) -> Actor:
        command = RegisterClient(name=name, scopes=scopes)
        answer = await self.system.execute(access.register_client, {"command": command})
        id = UUID(json.loads(answer.body)["id"])
        return Actor(self.tenant_id, id, ActorKind.CLIENT, frozenset(scopes))

    @property
    def system(self) -> Context:
        return Context(Actor.system(self.tenant_id), self.database)

    def id(self, name: str) -> UUID:
        return self.actors[name].id

    def ctx(self, who: str | Actor) -> Context:
        return Context(self.actors[who] if isinstance(who, str) else who, self.database)

    def with_scopes(self, who: str, *scopes: Scope) -> Actor:
        return replace(self.actors[who], scopes=frozenset(scopes))

    def without_scope(self, who: str, scope: Scope) -> Actor:
        return replace(self.actors[who], scopes=self.actors[who].scopes - {scope})

    async def noted(self) -> None:
        """What was read so far is in the audit trail."""
        await self.client.app.state.database.journal.written()  # type: ignore[attr-defined]

    # What use cases answer, as plain objects.

    async def do(self, who: str | Actor, action: Action, **arguments: Any) -> Any:
        version = arguments.pop("if_version", None)
        answer = await self.ctx(who).execute(action, arguments, expected_version=version)
        return json.loads(answer.body) if answer.body else None

    async def find(self, who: str | Actor, query: Query, **ids: Any) -> Any:
        return json.loads((await self.ctx(who).find(query, ids)).body)

    # The two doors.

    def headers(self, who: str | Actor | None, **more: str) -> dict[str, str]:
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        if who is not None:
            actor = self.actors[who] if isinstance(who, str) else who
            headers["authorization"] = f"Bearer {self.token(actor)}"
        return headers

    def token(self, actor: Actor) -> str:
        """One for each person, as long as it is valid: signing takes its time."""
        if actor.kind is not ActorKind.PERSON:
            return self._signed(actor)
        signed_at, token = self.tokens.get(actor, (-SIGNED_AGAIN_AFTER_S, ""))
        if time.monotonic() - signed_at >= SIGNED_AGAIN_AFTER_S:
            token = self._signed(actor)
            self.tokens[actor] = (time.monotonic(), token)
        return token

    def _signed(self, actor: Actor) -> str:
        client_id = (
            public_name(actor.tenant_id, actor.id)
            if actor.kind is ActorKind.CLIENT
            else "career-tests"
        )
        issuer = self.client.app.state.issuer  # type: ignore[attr-defined]
        return str(issuer.token(actor.tenant_id, actor.id, client_id, actor.scopes))

    async def rest(
        self, who: str | Actor | None, method: str, path: str, body: Any = None, **headers: str
    ) -> Response:
        given = self.headers(who, **headers)
        if body is not None and "content_type" not in headers:
            kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
            given["content-type"] = kind
        content = body if isinstance(body, bytes | None) else json.dumps(body, default=str)
        return await self.client.request(method, path, headers=given, content=content)

    async def graphql(
        self,
        who: str | Actor | None,
        query: str,
        variables: dict[str, Any] | None = None,
        **headers: str,
    ) -> Response:
        body = json.dumps({"query": query, "variables": variables or {}}, default=str)
        given = self.headers(who, content_type="application/json", **headers)
        return await self.client.post("/graphql", headers=given, content=body)

    # Things to have.

    async def a_plan(self, person: str = "amina", title: str = "Grow") -> dict[str, Any]:
        command = CreatePlan(person_id=self.id(person), title=title)
        return dict(await self.do(person, plans.create_plan, command=command))

    async def a_goal(self, plan: dict[str, Any], who: str = "amina") -> dict[str, Any]:
        command = AddGoal(title="Speak in public")
        return dict(await self.do(who, plans.add_goal, plan_id=UUID(plan["id"]), command=command))

    async def a_milestone(
        self,
        plan: dict[str, Any] | None = None,
        *,
        person: str = "amina",
        owner: str = "amina",
        due_in_days: int = 14,
        **given: Any,
    ) -> dict[str, Any]:
        plan = plan or await self.a_plan(person)
        command = AddMilestone(
            title=given.pop("title", "Give a talk"),
            owner_id=self.id(owner),
            due_on=datetime.now(UTC).date() + timedelta(days=due_in_days),
            **given,
        )
        made = await self.do(person, plans.add_milestone, plan_id=UUID(plan["id"]), command=command)
        return dict(made)

    async def a_conversation(self, *, held: bool = False) -> dict[str, Any]:
        command = ScheduleConversation(
            person_id=self.id("amina"),
            partner_id=self.id("jonas"),
            scheduled_at=datetime.now(UTC) + timedelta(days=1),
        )
        made = await self.do("jonas", conversations.schedule_conversation, command=command)
        if held:
            made = await self.do(
                "jonas",
                conversations.hold_conversation,
                conversation_id=UUID(made["id"]),
                command=HoldConversation(),
                if_version=made["version"],
            )
        return dict(made)
