"""Makes the demonstration organisation, through the same use cases as everybody."""

import json
import sys
from datetime import timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

import typer

from app.demo.cast import VENDOR_SCOPES, Cast, Persona, remember, remembered
from app.domain.access import service as access
from app.domain.access.commands import RegisterClient
from app.domain.actor import GRANTABLE, Actor, ActorKind
from app.domain.context import Context
from app.domain.conversations import service as conversations
from app.domain.conversations.commands import AgreeNextStep, ScheduleConversation
from app.domain.entity import new_id
from app.domain.people import service as people
from app.domain.people.commands import StartRelationship, UpsertPeople
from app.domain.plans import service as plans
from app.domain.transaction import Database
from app.operate import with_database
from app.settings import Settings

PERSONAS = (
    ("employee", "E1001", "an employee"),
    ("manager", "E1002", "her manager"),
    ("people", "E1003", "her people partner"),
    ("stranger", "E1004", "an employee of another team"),
)


def load(settings: Settings) -> None:
    """Once: a cast that is remembered is left alone. Production refuses it (exit code 1)."""
    if settings.is_production:
        sys.stderr.write("career: production takes no demonstration data\n")
        raise typer.Exit(1)
    if remembered(settings.data_dir) is not None:
        return

    async def run(database: Database) -> None:
        remember(await _load(database), settings.data_dir)

    with_database(settings, run)


async def _load(database: Database) -> Cast:
    tenant_id = await _found(database, "Northwind Traders", "Europe/Stockholm")
    system = Context(Actor.system(tenant_id), database)
    ids = await _people(system, _cast_members())
    partner = {"personId": ids["E1001"], "relatedId": ids["E1003"], "kind": "people_partner"}
    command = StartRelationship.model_validate(partner)
    await system.execute(people.start_relationship, {"command": command})
    client = await _client(system)
    await _conversation(database, tenant_id, ids)
    elsewhere = await _found(database, "Contoso Clinics", "America/Chicago")
    outsider = await _people(
        Context(Actor.system(elsewhere), database),
        [{"externalId": "C1", "userName": "sam.okafor", "displayName": "Sam Okafor"}],
    )
    return Cast(
        tenant_id,
        client["clientId"],
        client["clientSecret"],
        (
            *(
                Persona(key, _name(external_id), role, tenant_id, ids[external_id])
                for key, external_id, role in PERSONAS
            ),
            Persona("outsider", "Sam Okafor", "of another organisation", elsewhere, outsider["C1"]),
        ),
    )


async def _found(database: Database, name: str, time_zone: str) -> UUID:
    tenant_id = new_id()
    arguments = {"name": name, "time_zone": time_zone, "locale": "en"}
    await Context(Actor.system(tenant_id), database).execute(people.found_tenant, arguments)
    return tenant_id


async def _people(system: Context, items: list[dict[str, Any]]) -> dict[str, UUID]:
    answer = await system.execute(people.upsert_people, {"command": UpsertPeople(items=items)})
    report = json.loads(answer.body)
    return {one["externalId"]: UUID(one["id"]) for one in report["items"]}


async def _client(system: Context) -> dict[str, str]:
    command = RegisterClient(name="Demo HRIS", scopes=VENDOR_SCOPES)
    answer = await system.execute(access.register_client, {"command": command})
    client: dict[str, str] = json.loads(answer.body)
    return client


async def _conversation(database: Database, tenant_id: UUID, ids: dict[str, UUID]) -> None:
    """One conversation that was held, and the step that was agreed in it."""
    amina, jonas = ids["E1001"], ids["E1002"]
    manager = Context(Actor(tenant_id, jonas, ActorKind.PERSON, GRANTABLE), database)
    employee = Context(Actor(tenant_id, amina, ActorKind.PERSON, GRANTABLE), database)
    now = manager.clock()
    wanted = ScheduleConversation(
        person_id=amina,
        partner_id=jonas,
        scheduled_at=now - timedelta(days=14),
        topic="Where do you want to be in two years?",
    )
    answer = await manager.execute(conversations.schedule_conversation, {"command": wanted})
    conversation_id = UUID(json.loads(answer.body)["id"])
    await manager.execute(
        conversations.hold_conversation, {"conversation_id": conversation_id}, expected_version=1
    )
    step = AgreeNextStep(
        title="Shadow an architecture review",
        owner_id=amina,
        due_on=now.date() + timedelta(days=21),
        success_measure="Wrote down three decisions and the reasons for them",
        goal_title="Grow into a senior engineer",
    )
    agreed = await manager.execute(
        conversations.agree_next_step, {"conversation_id": conversation_id, "command": step}
    )
    plan_id = UUID(json.loads(agreed.body)["planId"])
    await manager.execute(plans.propose_plan, {"plan_id": plan_id}, expected_version=1)
    await employee.execute(plans.agree_to_plan, {"plan_id": plan_id}, expected_version=2)


def _cast_members() -> list[dict[str, Any]]:
    text = files("app.demo").joinpath("people.json").read_text(encoding="utf-8")
    items: list[dict[str, Any]] = json.loads(text)["items"]
    return items


def _name(external_id: str) -> str:
    return next(
        str(one["displayName"]) for one in _cast_members() if one["externalId"] == external_id
    )
