"""Frameworks that are there to be asked for, and how CASE is asked."""

import json
from itertools import count
from typing import Any
from urllib.parse import quote

from httpx import Response

from app.domain.actor import Actor
from tests.case.rules import official_faults
from tests.world import World

PATH = "/ims/case/v1p1"
ONE = {
    "CFPackages": "CFPackageDType",
    "CFDocuments": "CFDocumentDType",
    "CFItems": "CFItemDType",
    "CFItemAssociations": "CFAssociationSetDType",
    "CFAssociations": "CFAssociationDType",
    "CFAssociationGroupings": "CFAssociationGroupingDType",
    "CFConcepts": "CFConceptSetDType",
    "CFSubjects": "CFSubjectSetDType",
    "CFLicenses": "CFLicenseDType",
    "CFItemTypes": "CFItemTypeSetDType",
    "CFRubrics": "CFRubricDType",
}
"""Every path that ends in an identifier, and the schema of what it answers."""
AT = "2026-11-22T10:00:00Z"
KEYS = count()


def uuid(kind: int, number: int) -> str:
    return f"{kind:08x}-0000-4000-8000-{number:012x}"


DOCUMENT, ITEM, LINK = uuid(1, 1), uuid(2, 1), uuid(3, 2)
NAMED = {
    "CFPackages": DOCUMENT,
    "CFDocuments": DOCUMENT,
    "CFItems": ITEM,
    "CFItemAssociations": ITEM,
    "CFAssociations": LINK,
    "CFAssociationGroupings": uuid(4, 1),
    "CFConcepts": uuid(5, 1),
    "CFSubjects": uuid(6, 1),
    "CFLicenses": uuid(7, 1),
    "CFItemTypes": uuid(8, 1),
    "CFRubrics": uuid(9, 1),
}


def _thing(collection: str, identifier: str, **more: Any) -> dict[str, Any]:
    uri = f"https://example.org/{collection}/{identifier}"
    return {"identifier": identifier, "uri": uri, "lastChangeDateTime": AT, **more}


def _node(collection: str, identifier: str) -> dict[str, Any]:
    uri = f"https://example.org/{collection}/{identifier}"
    return {"title": "A node", "identifier": identifier, "uri": uri}


def package() -> dict[str, Any]:
    """A package that has something of everything."""
    items = [
        _thing(
            "CFItems", uuid(2, place), fullStatement=f"Does {place}", humanCodingScheme=f"I{place}"
        )
        for place in (1, 2, 3)
    ]
    above = {1: ("CFDocuments", DOCUMENT), 2: ("CFItems", ITEM), 3: ("CFItems", ITEM)}
    links = [
        _thing(
            "CFAssociations",
            uuid(3, place),
            associationType="isChildOf",
            sequenceNumber=place,
            originNodeURI=_node("CFItems", uuid(2, place)),
            destinationNodeURI=_node(*above[place]),
        )
        for place in above
    ]
    links.append(
        _thing(
            "CFAssociations",
            uuid(3, 9),
            associationType="isRelatedTo",
            originNodeURI=_node("CFItems", uuid(2, 2)),
            destinationNodeURI=_node("CFItems", uuid(2, 3)),
        )
    )
    level = _thing("CFRubricCriterionLevels", uuid(11, 1), quality="Able", position=1)
    criterion = _thing(
        "CFRubricCriteria",
        uuid(10, 1),
        CFItemURI=_node("CFItems", ITEM),
        CFRubricCriterionLevels=[level],
    )
    return {
        "CFDocument": _thing(
            "CFDocuments", DOCUMENT, creator="Example", title="Whole", language="en"
        ),
        "CFItems": items,
        "CFAssociations": links,
        "CFDefinitions": {
            "CFAssociationGroupings": [_thing("CFAssociationGroupings", uuid(4, 1), title="G")],
            "CFConcepts": [_family("CFConcepts", 5, "1"), _family("CFConcepts", 5, "1.1")],
            "CFSubjects": [_family("CFSubjects", 6, "1"), _family("CFSubjects", 6, "2")],
            "CFLicenses": [_thing("CFLicenses", uuid(7, 1), title="L", licenseText="Free")],
            "CFItemTypes": [_family("CFItemTypes", 8, "1", description="D")],
        },
        "CFRubrics": [_thing("CFRubrics", uuid(9, 1), CFRubricCriteria=[criterion])],
    }


def _family(collection: str, kind: int, code: str, **more: Any) -> dict[str, Any]:
    number = int(code.replace(".", ""))
    return _thing(collection, uuid(kind, number), title=f"T {code}", hierarchyCode=code, **more)


def ours(code: str, title: str, **more: Any) -> dict[str, Any]:
    """A small model in our own format."""
    return {
        "framework": {"code": code, "title": title, **more},
        "scale": [{"code": "L1", "name": "Learning"}, {"code": "L2", "name": "Able"}],
        "competencies": [
            {
                "code": "COM",
                "name": "Communication",
                "statement": "Makes oneself understood.",
                "category": "Collaboration",
                "levels": {"L1": "Says what is unclear.", "L2": "=1+1"},
                "children": [{"code": "COM.1", "name": "Writing", "statement": "Writes."}],
            }
        ],
        "associations": [{"origin": "COM", "type": "isRelatedTo", "destination": "COM.1"}],
    }


async def synced(world: World, document: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = await world.rest(
        "vendor",
        "POST",
        "/v1/competency-frameworks:sync",
        {"document": document, **more},
        idempotency_key=f'"case-{next(KEYS)}"',
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def case(
    world: World, path: str, who: str | Actor | None = "amina", **parameters: str
) -> Response:
    query = "&".join(f"{name}={quote(value)}" for name, value in parameters.items())
    return await world.rest(who, "GET", f"{PATH}/{path}" + (f"?{query}" if query else ""))


async def got(world: World, path: str, **parameters: str) -> Any:
    answer = await case(world, path, **parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def refused(answer: Response, status: int, minor: str) -> dict[str, Any]:
    """The body of a refusal, after checking that it is as CASE has it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    body: dict[str, Any] = json.loads(answer.content)
    assert official_faults("imsx_StatusInfoDType", body) == []
    assert body["imsx_codeMajor"] == "failure"
    assert body["imsx_severity"] == "error"
    assert body["imsx_description"]
    [field] = body["imsx_codeMinor"]["imsx_codeMinorField"]
    assert field["imsx_codeMinorFieldName"]
    assert field["imsx_codeMinorFieldValue"] == minor
    return body
