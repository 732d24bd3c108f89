"""What the OpenAPI document says of the provider's side of CASE 1.1."""

from typing import Any, Final

from app.api.case.filters import LONGEST
from app.api.case.listing import FIELDS, LARGEST, LIMIT, SORTABLE
from app.api.case.refusals import MINOR
from app.domain.actor import Scope
from app.domain.competencies.service.case import PATH

JSON: Final = "application/json"
TAG: Final = "CASE"
STATUS: Final = "CaseStatusInfo"
SCOPE: Final = Scope.COMPETENCIES_READ.value
RATE_LIMIT: Final = ("RateLimit-Policy", "RateLimit")
SAMPLE: Final = "6f1c2a3e-7f0b-5b7e-9d43-0a4f6f3f9b01"
ONE: Final = {
    "CFPackages": ("getCFPackage", "Read a whole framework"),
    "CFDocuments": ("getCFDocument", "Read what a framework says of itself"),
    "CFItems": ("getCFItem", "Read a competency"),
    "CFItemAssociations": ("getCFItemAssociations", "Read a competency and its associations"),
    "CFAssociations": ("getCFAssociation", "Read an association"),
    "CFAssociationGroupings": ("getCFAssociationGrouping", "Read a grouping of associations"),
    "CFConcepts": ("getCFConcept", "Read a concept and those below it"),
    "CFSubjects": ("getCFSubject", "Read a subject and those below it"),
    "CFLicenses": ("getCFLicense", "Read a licence"),
    "CFItemTypes": ("getCFItemType", "Read a type of item and those below it"),
    "CFRubrics": ("getCFRubric", "Read a rubric"),
}
"""By collection: the name that the standard gives the operation, and what it does."""


def paths() -> dict[str, Any]:
    """Path items, by path."""
    found = {
        f"{PATH}/{collection}/{{identifier}}": {"get": _one(collection, *told)}
        for collection, told in ONE.items()
    }
    return {f"{PATH}/CFDocuments": {"get": _all()}, **found}


def status_info() -> dict[str, Any]:
    """The schema of every refusal."""
    codes = sorted({code for _, code in MINOR})
    field = {
        "type": "object",
        "required": ["imsx_codeMinorFieldName", "imsx_codeMinorFieldValue"],
        "properties": {
            "imsx_codeMinorFieldName": {"type": "string"},
            "imsx_codeMinorFieldValue": {"enum": codes},
        },
    }
    return {
        "type": "object",
        "required": ["imsx_codeMajor", "imsx_severity"],
        "properties": {
            "imsx_codeMajor": {"enum": ["failure", "unsupported"]},
            "imsx_severity": {"const": "error"},
            "imsx_description": {"type": "string"},
            "imsx_codeMinor": {
                "type": "object",
                "required": ["imsx_codeMinorField"],
                "properties": {"imsx_codeMinorField": {"type": "array", "items": field}},
            },
        },
    }


def _one(collection: str, name: str, summary: str) -> dict[str, Any]:
    described = _operation(name, summary)
    described["parameters"] = [
        {
            "name": "identifier",
            "in": "path",
            "required": True,
            "description": "The `identifier` of CASE, a UUID.",
            "schema": {"type": "string", "maxLength": 200},
            "example": SAMPLE,
        }
    ]
    described["responses"]["404"] = _refused("`unknownobject`, or `invalid_uuid`.", *RATE_LIMIT)
    if collection == "CFPackages":
        described["responses"]["200"]["headers"] |= _headers("ETag")
        described["responses"]["304"] = {
            "description": "It has not changed.",
            "headers": _headers(*RATE_LIMIT),
        }
    return described


def _all() -> dict[str, Any]:
    described = _operation("getAllCFDocuments", "List what frameworks say of themselves")
    whole = {"type": "integer", "maximum": LARGEST}
    text = {"type": "string"}
    names = {"type": "array", "items": {"enum": sorted(FIELDS)}}
    described["parameters"] = [
        _query("limit", whole | {"minimum": 1, "default": LIMIT}, "How many at the most."),
        _query("offset", whole | {"minimum": 0, "default": 0}, "How many to pass over."),
        _query("sort", text | {"enum": sorted(SORTABLE)}, "The field to sort by."),
        _query("orderBy", text | {"enum": ["asc", "desc"], "default": "asc"}, "In which order."),
        _query(
            "filter",
            text | {"maxLength": LONGEST},
            "Such as `title~'data' AND lastChangeDateTime>='2026-01-01'`: fields, one of `=`, "
            "`!=`, `>`, `>=`, `<`, `<=`, `~` (holds), values in single quotes, AND and OR.",
        ),
        _query("fields", names, "The fields to show; absent: all.") | {"explode": False},
    ]
    answered = described["responses"]["200"]
    answered["headers"] |= _headers("Link")
    answered["headers"]["X-Total-Count"] = {
        "description": "How many there are on all pages.",
        "schema": {"type": "integer"},
    }
    described["responses"]["404"] = _refused(
        "`unknownobject`: nothing is selected. A set of CASE is never empty.", *RATE_LIMIT
    )
    return described


def _operation(name: str, summary: str) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "description": f"{summary}, as its published version says it. `{name}` of CASE 1.1 "
        "(1EdTech), whose schemas hold for what is answered.",
        "tags": [TAG],
        "security": [{"bearer": [SCOPE]}],
        "x-scope": SCOPE,
        "responses": {
            "200": {
                "description": "As asked.",
                "headers": _headers(*RATE_LIMIT),
                "content": {JSON: {"schema": {"type": "object"}}},
            },
            "400": _refused("`invalid_selection_field` or `invalid_sort_field`.", *RATE_LIMIT),
            "401": _refused("`unauthorised_request`.", "WWW-Authenticate"),
            "403": _refused("`forbidden`.", "WWW-Authenticate", *RATE_LIMIT),
            "429": _refused("`server_busy`.", "Retry-After", *RATE_LIMIT),
            "503": _refused("`server_busy`.", "Retry-After", *RATE_LIMIT),
        },
    }


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _refused(text: str, *headers: str) -> dict[str, Any]:
    named = {"headers": _headers(*headers)} if headers else {}
    schema = {"$ref": f"#/components/schemas/{STATUS}"}
    return {"description": text, **named, "content": {JSON: {"schema": schema}}}


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
