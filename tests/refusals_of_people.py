"""How relations, moves and statuses are refused: each error, by the shortest way to it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from uuid import UUID, uuid4

from app.domain.people import service as people
from app.domain.people.commands import ChangePersonStatus, StartRelationship
from app.domain.use_case import UseCase
from tests.asking import Ask
from tests.cases import person
from tests.refusing import changed, refused
from tests.scene import Scene

OUT_OF_REACH: Final = {"too_many_levels"}  # needs more people than these tests have
LATER: Final = (datetime.now(UTC).date() + timedelta(days=60)).isoformat()
"""A day on which nothing has been settled yet."""


async def tied(scene: Scene, who: Any, other: Any, **given: Any) -> UUID:
    """A relation between two people that is there before."""
    ids = {"personId": _id(scene, who), "relatedId": _id(scene, other)}
    command = StartRelationship.model_validate({**ids, "kind": "mentor", **given})
    return await scene.made("vendor", people.start_relationship, command=command)


async def gone(scene: Scene) -> UUID:
    """Somebody who left."""
    id = await scene.a_person()
    command = ChangePersonStatus.model_validate({"status": "left"})
    await scene.done("vendor", people.change_person_status, person_id=id, command=command)
    return id


def _id(scene: Scene, who: Any) -> UUID:
    return scene.world.id(who) if isinstance(who, str) else who


def starting(scene: Scene, who: Any, other: Any, **given: Any) -> Ask:
    ids = {"personId": _id(scene, who), "relatedId": _id(scene, other)}
    return Ask(people.start_relationship, body={**ids, "kind": "mentor", **given})


def moving(*moves: dict[str, Any], day: str = LATER) -> Ask:
    return Ask(people.reorganise, body={"startsOn": day, "moves": list(moves)})


def ending(id: UUID, **body: Any) -> Ask:
    return Ask(people.end_relationship, {"relationship_id": id}, body, version=1)


def vendor(code: str, use_case: UseCase) -> Any:
    return refused(code, use_case, "vendor")


changed("people_unknown", people.start_relationship, "vendor", relatedId=uuid4())
changed("cover_incomplete", people.start_relationship, "vendor", kind="cover")
changed("ends_before_it_starts", people.start_relationship, "vendor", endsOn="2020-01-31")
changed("invalid", people.start_relationship, "vendor", kind="manager", startsOn="2020-02-30")
changed("stale", people.change_person_status, "vendor", version=9)
changed("leaves_later", people.change_person_status, "vendor", status="left", leftOn="2190-01-01")
changed("invalid", people.change_person_status, "vendor", status="left", leaveEndsOn=LATER)
changed("invalid", people.change_person_status, "vendor", status="active", leftOn="2020-01-31")
changed("invalid", people.reorganise, "vendor", moves=[])
changed("invalid", people.change_organisation, workingWeek=[])
changed("invalid", people.change_organisation, workingWeek=[1, 8])
changed("invalid", people.change_organisation, anonymityThreshold=2)
changed("invalid", people.change_organisation, timeZone="Mars/Olympus")
changed("invalid", people.change_organisation, workingWeek=None)
changed("invalid", people.set_working_calendar, workingWeek=[])
changed("invalid", people.set_working_calendar, workingWeek=[0])
changed("invalid", people.set_working_calendar, daysOff=["2031-02-29"])
changed("invalid", people.list_reports, filters={"levels": 11})
changed("invalid", people.list_reports, filters={"levels": 0})


@vendor("person_gone", people.start_relationship)
async def _with_one_who_left(scene: Scene) -> Ask:
    return starting(scene, "amina", await gone(scene))


@vendor("related_to_themselves", people.start_relationship)
async def _with_themselves(scene: Scene) -> Ask:
    return starting(scene, "amina", "amina")


@vendor("reports_to_themselves", people.start_relationship)
async def _in_a_circle(scene: Scene) -> Ask:
    return starting(scene, "jonas", "amina", kind="manager", startsOn=LATER)


@vendor("managers_overlap", people.start_relationship)
async def _before_the_next_manager(scene: Scene) -> Ask:
    return starting(scene, "amina", "olga", kind="manager", startsOn="2020-01-31")


@vendor("relationships_overlap", people.start_relationship)
async def _again(scene: Scene) -> Ask:
    await tied(scene, "amina", "olga")
    return starting(scene, "amina", "olga", startsOn=LATER)


@vendor("relationship_over", people.end_relationship)
async def _over(scene: Scene) -> Ask:
    return ending(await tied(scene, "amina", "olga", startsOn="2020-01-31", endsOn="2021-01-31"))


@vendor("cover_incomplete", people.end_relationship)
async def _for_too_long(scene: Scene) -> Ask:
    return ending(await scene.a_cover("amina", "olga"), endsOn="2190-01-31")


@vendor("managers_overlap", people.end_relationship)
async def _into_the_next_manager(scene: Scene) -> Ask:
    new, days = await scene.a_person(), {"endsOn": LATER, "kind": "manager"}
    first = await tied(scene, new, "olga", **days)
    await tied(scene, new, "tomas", kind="manager", startsOn=LATER)
    return ending(first, endsOn="2190-01-31")


@vendor("relationships_overlap", people.end_relationship)
async def _into_the_same_again(scene: Scene) -> Ask:
    new = await scene.a_person()
    first = await tied(scene, new, "olga", endsOn=LATER)
    await tied(scene, new, "olga", startsOn=LATER)
    return ending(first, endsOn="2190-01-31")


@vendor("reports_to_themselves", people.end_relationship)
async def _into_a_circle(scene: Scene) -> Ask:
    new = await scene.a_person()
    first = await tied(scene, new, "olga", endsOn=LATER, kind="manager")
    await tied(scene, "olga", new, startsOn=LATER, kind="manager")
    return ending(first, endsOn="2190-01-31")


@vendor("people_unknown", people.reorganise)
async def _nobody_there(scene: Scene) -> Ask:
    return moving(
        {"personId": person(scene, "amina"), "managerId": uuid4()},
        {"personExternalId": "nobody", "managerId": None},
    )


@vendor("person_gone", people.reorganise)
async def _one_who_left(scene: Scene) -> Ask:
    return moving({"personId": await gone(scene), "managerExternalId": "olga"})


@vendor("moved_twice", people.reorganise)
async def _one_person_twice(scene: Scene) -> Ask:
    return moving(
        {"personId": person(scene, "amina"), "managerExternalId": "olga"},
        {"personExternalId": "amina", "managerExternalId": "tomas"},
    )


@vendor("related_to_themselves", people.reorganise)
async def _one_person_below_themselves(scene: Scene) -> Ask:
    return moving({"personId": person(scene, "amina"), "managerExternalId": "amina"})


@vendor("reports_to_themselves", people.reorganise)
async def _a_ring(scene: Scene) -> Ask:
    ring = ("tomas", "olga", "priya", "tomas")
    return moving(*({"personExternalId": a, "managerExternalId": b} for a, b in pairwise(ring)))


@vendor("managers_overlap", people.reorganise)
async def _another_is_settled_for_later(scene: Scene) -> Ask:
    await tied(scene, "olga", "tomas", kind="manager", startsOn="2031-01-31")
    return moving({"personExternalId": "olga", "managerExternalId": "priya"})


@vendor("relationships_overlap", people.reorganise)
async def _another_mentor_is_settled_for_later(scene: Scene) -> Ask:
    await tied(scene, "olga", "tomas", startsOn="2031-01-31")
    return moving({"personExternalId": "olga", "managerExternalId": "priya", "kind": "mentor"})


@vendor("invalid", people.reorganise)
async def _named_both_ways(scene: Scene) -> Ask:
    both = {"managerExternalId": "olga", "managerId": person(scene, "olga")}
    return moving({"personExternalId": "amina", **both})


@vendor("invalid", people.reorganise)
async def _no_manager_named(_scene: Scene) -> Ask:
    return moving({"personExternalId": "amina"})


@vendor("invalid", people.reorganise)
async def _a_cover_by_the_way(_scene: Scene) -> Ask:
    return moving({"personExternalId": "amina", "managerExternalId": "olga", "kind": "cover"})
