"""People over REST."""

from typing import Any, Final

from pydantic import Field

from app.api.lines import JsonLines, Lines, Table
from app.api.route import Reader, Route, get, patch, post, put
from app.domain.people import service
from app.domain.shape import Filters

NOBODY: Final = frozenset({"managerExternalId"})
"""Columns in which an empty cell says something: there is no manager."""


class BatchOptions(Filters):
    """What a file cannot say of itself."""

    all_or_nothing: bool | None = Field(
        default=None,
        description="Refuse everything if one item is refused: for files, which have no field.",
    )


class PeopleFile:
    """A file of people on its way in: the command that it amounts to."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.feed = lines.feed

    def end(self) -> dict[str, Any]:
        return {"items": self._lines.end()}


def people_csv() -> PeopleFile:
    return PeopleFile(Table(NOBODY))


def people_ndjson() -> PeopleFile:
    return PeopleFile(JsonLines())


CSV_SAMPLE: Final = (
    "externalId,userName,displayName,managerExternalId\r\ne-1001,amina,Amina Diallo,e-1000\r\n"
)
NDJSON_SAMPLE: Final = (
    '{"externalId": "e-1001", "userName": "amina", "displayName": "Amina Diallo"}\n'
    '{"externalId": "e-1002", "userName": "jonas", "displayName": "Jonas Lindqvist"}\n'
)
FILES: Final = {
    "text/csv": Reader(people_csv, CSV_SAMPLE),
    "application/x-ndjson": Reader(people_ndjson, NDJSON_SAMPLE),
}

routes: list[Route] = [
    get("/me", service.get_me),
    get("/people", service.list_people),
    get("/people/{person_id}", service.get_person),
    put("/people/by-external-id/{external_id}", service.upsert_person),
    post("/people:batch", service.upsert_people, status=207, readers=FILES, options=BatchOptions),
    post("/people/{person_id}/status", service.change_person_status),
    get("/people/{person_id}/reports", service.list_reports),
    get("/people/{person_id}/managers", service.list_managers),
    get("/people/{person_id}/working-calendar", service.get_working_calendar),
    put("/people/{person_id}/working-calendar", service.set_working_calendar),
    get("/relationships", service.list_relationships),
    post("/relationships", service.start_relationship),
    post("/relationships:reorganise", service.reorganise),
    get("/relationships/{relationship_id}", service.get_relationship),
    post("/relationships/{relationship_id}/end", service.end_relationship),
    get("/organisation", service.get_organisation),
    patch("/organisation", service.change_organisation),
]
