"""People over REST."""

import csv
import io
from typing import Any

from app.api.route import Reader, Route, get, patch, post
from app.domain.errors import Malformed
from app.domain.people import service


def people_csv(body: bytes) -> dict[str, Any]:
    """A CSV export (RFC 4180, UTF-8) as the items of a batch; the header names the fields.

    An empty cell is an absent field, except for `managerExternalId`: nobody.
    """
    try:
        reader = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise Malformed(detail="The body is not CSV in UTF-8.") from error
    names = reader.fieldnames or ()
    if len(set(names)) != len(names):
        raise Malformed(detail="A column of the CSV stands twice.")
    if any(None in row or None in row.values() for row in rows):
        raise Malformed(detail="A line of the CSV has more or fewer cells than its header.")
    return {"items": [_item(row) for row in rows]}


def _item(row: dict[str, str]) -> dict[str, str | None]:
    item: dict[str, str | None] = {name: text for name, text in row.items() if text != ""}
    if row.get("managerExternalId") == "":
        item["managerExternalId"] = None
    return item


SAMPLE = "externalId,userName,displayName,managerExternalId\r\ne-1001,amina,Amina Diallo,e-1000\r\n"
PEOPLE_CSV = Reader(people_csv, SAMPLE)

routes: list[Route] = [
    get("/me", service.get_me),
    get("/people", service.list_people),
    get("/people/{person_id}", service.get_person),
    post("/people:batch", service.upsert_people, status=207, text__csv=PEOPLE_CSV),
    post("/people/{person_id}/status", service.change_person_status),
    get("/people/{person_id}/reports", service.list_reports),
    get("/people/{person_id}/managers", service.list_managers),
    get("/relationships", service.list_relationships),
    post("/relationships", service.start_relationship),
    post("/relationships:reorganise", service.reorganise),
    get("/relationships/{relationship_id}", service.get_relationship),
    post("/relationships/{relationship_id}/end", service.end_relationship),
    get("/organisation", service.get_organisation),
    patch("/organisation", service.change_organisation),
]
