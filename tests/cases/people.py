"""People and relations."""

from uuid import uuid4

from app.domain.people import service as people
from tests.asking import DONE, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case, of, person
from tests.scene import Scene

# Everybody reads people; machine clients bring them in.

of(people.get_me, *[DONE] * 5, NOT_FOUND)
of(people.list_people, DONE)


@case(people.get_person, DONE)
async def _get_person(scene: Scene) -> Ask:
    return Ask(people.get_person, {"person_id": person(scene, "amina")})


@case(people.upsert_people, *[FORBIDDEN] * 5, DONE)
async def _upsert_people(scene: Scene) -> Ask:
    name = f"n-{uuid4()}"
    item = {"externalId": name, "userName": name, "displayName": f"{ASKED} name"}
    return Ask(people.upsert_people, body={"items": [item]})


@case(people.upsert_person, *[FORBIDDEN] * 5, DONE)
async def _upsert_person(scene: Scene) -> Ask:
    name = f"n-{uuid4()}"
    body = {"userName": name, "displayName": f"{ASKED} name"}
    return Ask(people.upsert_person, {"external_id": name}, body)


@case(people.change_person_status, *[FORBIDDEN] * 5, DONE)
async def _change_person_status(scene: Scene) -> Ask:
    id = await scene.a_person()
    return Ask(people.change_person_status, {"person_id": id}, {"status": "on_leave"}, version=1)


@case(people.get_working_calendar, DONE)
async def _get_working_calendar(scene: Scene) -> Ask:
    return Ask(people.get_working_calendar, {"person_id": person(scene, "amina")})


@case(people.set_working_calendar, DONE, *[FORBIDDEN] * 4, DONE)
async def _set_working_calendar(scene: Scene) -> Ask:
    body = {"workingWeek": [7, 1, 2, 3, 4], "daysOff": [scene.another_day()]}
    return Ask(people.set_working_calendar, {"person_id": person(scene, "amina")}, body)


# The organisation chart is everybody's; other relations concern those whom they concern.


@case(people.list_reports, DONE)
async def _list_reports(scene: Scene) -> Ask:
    return Ask(people.list_reports, {"person_id": person(scene, "jonas")}, filters={"levels": 2})


@case(people.list_managers, DONE)
async def _list_managers(scene: Scene) -> Ask:
    return Ask(people.list_managers, {"person_id": person(scene, "amina")})


of(people.list_relationships, DONE)
of(
    people.get_relationship,
    *(DONE, DONE, DONE, NOT_FOUND, NOT_FOUND, DONE),
    relationship_id="people_partner",
)


@case(people.start_relationship, *[FORBIDDEN] * 5, DONE)
async def _start_relationship(scene: Scene) -> Ask:
    pair = {"personId": await scene.a_person(), "relatedId": person(scene, "olga")}
    return Ask(people.start_relationship, body=pair | {"kind": "mentor", "reason": f"{ASKED} why"})


@case(people.end_relationship, DONE, FORBIDDEN, FORBIDDEN, NOT_FOUND, FORBIDDEN, DONE)
async def _end_relationship(scene: Scene) -> Ask:
    """Amina named tomas to cover for her; jonas and priya may know of it."""
    ids = {"relationship_id": await scene.a_cover("amina", "tomas")}
    return Ask(people.end_relationship, ids, version=1)


@case(people.reorganise, *[FORBIDDEN] * 5, DONE)
async def _reorganise(scene: Scene) -> Ask:
    move = {"personId": await scene.a_person(), "managerId": person(scene, "olga")}
    body = {"startsOn": "2031-01-31", "moves": [move]}
    return Ask(people.reorganise, body=body)


# The organisation is everybody's; whose token has the scope changes what it has settled.

of(people.get_organisation, DONE)


@case(people.change_organisation, DONE)
async def _change_organisation(scene: Scene) -> Ask:
    version = (await scene.world.find("amina", people.get_organisation))["version"]
    body = {"name": f"{ASKED} {uuid4()}", "workingWeek": [7, 1, 2, 3, 4]}
    return Ask(people.change_organisation, body=body, version=version)
