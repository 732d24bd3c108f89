"""Every kind of actor there is: how somebody can stand to Amina, and to what is hers."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from app.domain.actor import Actor
from app.domain.people import service as people
from app.domain.people.commands import StartRelationship, UpsertPeople
from tests.scene import Scene
from tests.world import World

KINDS: Final = {
    "the person": "amina",
    "manager": "jonas",
    "people partner": "priya",
    "covers for the manager": "carla",
    "former manager": "felix",
    "mentor": "mira",
    "sponsor": "sven",
    "owner of a step": "olga",
    "colleague": "tomas",
    "machine client": "vendor",
}
ELSEWHERE: Final = {"other organisation, person": "amina", "other organisation, client": "vendor"}


async def actors(scene: Scene, elsewhere: World) -> dict[str, Actor]:
    """One of each kind, in the order of the table. Their tokens have every scope."""
    world = scene.world
    await _arrive(world, "carla", "felix", "mira", "sven")
    today = datetime.now(UTC).date()
    for kind, name in (("mentor", "mira"), ("sponsor", "sven")):
        await _tie(world, "amina", name, kind=kind)
    await _tie(
        world,
        "jonas",
        "carla",
        kind="cover",
        ends_on=today + timedelta(days=10),
        reason="Jonas is away",
    )
    await _tie(
        world,
        "amina",
        "felix",
        kind="manager",
        starts_on=today - timedelta(days=400),
        ends_on=today - timedelta(days=30),
    )
    found = {kind: world.actors[name] for kind, name in KINDS.items()}
    return found | {kind: elsewhere.actors[name] for kind, name in ELSEWHERE.items()}


async def _arrive(world: World, *names: str) -> None:
    items = [{"externalId": name, "userName": name, "displayName": name.title()} for name in names]
    report = await world.do("vendor", people.upsert_people, command=UpsertPeople(items=items))
    for one in report["items"]:
        world.actors[one["externalId"]] = world.person(one["id"])


async def _tie(world: World, person: str, related: str, **given: Any) -> None:
    command = StartRelationship(person_id=world.id(person), related_id=world.id(related), **given)
    await world.do("vendor", people.start_relationship, command=command)
