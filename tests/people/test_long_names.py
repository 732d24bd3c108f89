"""Whatever is long is told apart to its end."""

from typing import Any

from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from tests.world import World

SAME = "n" * 70


async def upserted(world: World, *endings: str) -> list[Any]:
    items = [
        {"externalId": SAME + one, "userName": SAME + one, "displayName": one} for one in endings
    ]
    report = await world.do("vendor", people.upsert_people, command=UpsertPeople(items=items))
    return [(item["status"], item["id"]) for item in report["items"]]


async def test_people_are_known_by_all_of_their_names(world: World) -> None:
    [(made, ada)] = await upserted(world, "a")
    [(again, same), (other, bea)] = await upserted(world, "a", "b")

    assert [made, again, other] == ["created", "unchanged", "created"]
    assert same == ada != bea
