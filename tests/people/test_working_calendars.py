"""When somebody works: as they say, or else as the organisation does."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from app.domain.people import service as people
from app.domain.people.commands import ChangeOrganisation, UpsertPeople
from app.domain.workdays import Workdays
from tests.world import World

GULF = [1, 2, 3, 4, 7]


async def settled(world: World, who: str = "amina", by: str = "", **body: Any) -> Any:
    path = f"/v1/people/{world.id(who)}/working-calendar"
    answer = await world.rest(by or who, "PUT", path, body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_everybody_works_as_the_organisation_until_they_say_otherwise(world: World) -> None:
    path = f"/v1/people/{world.id('amina')}/working-calendar"
    before = (await world.rest("tomas", "GET", path)).json()
    made = await settled(world, workingWeek=[7, 1, 2, 3, 4, 4], daysOff=["2031-05-02"])
    shown = (await world.rest("tomas", "GET", path)).json()
    undone = await settled(world, by="vendor")

    id = {"id": str(world.id("amina"))}
    assert before == id | {"workingWeek": None, "daysOff": []}
    assert made == shown == id | {"workingWeek": GULF, "daysOff": ["2031-05-02"]}
    assert undone == before


async def test_the_days_off_of_a_person_come_beside_those_of_all(world: World) -> None:
    command = ChangeOrganisation(
        working_week=(1, 2, 3, 4, 5), days_off=(date(2031, 12, 25),), time_zone="Asia/Dubai"
    )
    await world.do("vendor", people.change_organisation, command=command)
    item = {"externalId": "olga", "userName": "olga", "displayName": "O", "timeZone": "Asia/Tokyo"}
    await world.do("vendor", people.upsert_people, command=UpsertPeople(items=[item]))
    await settled(world, daysOff=["2031-05-02"])
    await settled(world, "olga", workingWeek=GULF)
    nobody = uuid4()
    names = ("amina", "olga", "jonas")

    async with world.database.transaction(world.system.actor, datetime.now(UTC)) as tx:
        wanted = [*(world.id(name) for name in names), nobody, world.id("olga")]
        known = await people.whereabouts_of(tx, wanted)
        none = await people.whereabouts_of(tx, [])
    found = {id: one.workdays for id, one in known.items()}
    zones = {id: one.zone for id, one in known.items()}

    ordinary, off = frozenset((1, 2, 3, 4, 5)), frozenset({date(2031, 12, 25)})
    assert found == {
        world.id("amina"): Workdays(ordinary, off | {date(2031, 5, 2)}),
        world.id("olga"): Workdays(frozenset(GULF), off),
        world.id("jonas"): Workdays(ordinary, off),
        nobody: Workdays(ordinary, off),
    }
    assert [zones[id] for id in wanted[1:4]] == ["Asia/Tokyo", "UTC", "Asia/Dubai"]
    assert none == {}


async def test_others_do_not_say_when_somebody_works(world: World) -> None:
    path = f"/v1/people/{world.id('amina')}/working-calendar"
    for who in ("jonas", "priya", "tomas"):
        assert (await world.rest(who, "PUT", path, {})).status_code == 403
    unknown = f"/v1/people/{uuid4()}/working-calendar"
    assert (await world.rest("vendor", "PUT", unknown, {})).status_code == 404
    assert (await world.rest("vendor", "GET", unknown)).status_code == 404
