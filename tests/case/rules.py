"""What CASE 1.1 demands of a package: in our own words and, where they are, its own schemas."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import jsonschema_rs

DATA: Final = Path(__file__).parents[2].parent / "shared/data"
UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-Z\[\]_a-z~]+")
EXTENSION: Final = re.compile(r"ext:[a-zA-Z0-9.\-_]+")
TYPES: Final = (
    *("isChildOf", "isPeerOf", "isPartOf", "exactMatchOf", "precedes"),
    *("isRelatedTo", "replacedBy", "exemplar", "hasSkillLevel", "isTranslationOf"),
)
ANYTHING: Final = {"identifier", "uri", "lastChangeDateTime"}

# Of each object: what it needs besides, and what else it may have.
OBJECTS: Final[dict[str, tuple[str, str]]] = {
    "CFDocument": (
        "creator title",
        """frameworkType caseVersion officialSourceURL publisher description subject subjectURI
        language version adoptionStatus statusStartDate statusEndDate licenseURI notes""",
    ),
    "CFItems": (
        "fullStatement",
        """alternativeLabel CFItemType humanCodingScheme listEnumeration abbreviatedStatement
        conceptKeywords conceptKeywordsURI notes subject subjectURI language educationLevel
        CFItemTypeURI licenseURI statusStartDate statusEndDate""",
    ),
    "CFAssociations": (
        "associationType originNodeURI destinationNodeURI",
        "sequenceNumber CFAssociationGroupingURI notes",
    ),
    "CFConcepts": ("title hierarchyCode", "keywords description"),
    "CFSubjects": ("title hierarchyCode", "description"),
    "CFLicenses": ("title licenseText", "description"),
    "CFItemTypes": ("title description hierarchyCode", "typeCode"),
    "CFAssociationGroupings": ("title", "description"),
    "CFRubrics": ("", "title description CFRubricCriteria"),
    "CFRubricCriteria": (
        "",
        "category description CFItemURI weight position rubricId CFRubricCriterionLevels",
    ),
    "CFRubricCriterionLevels": (
        "",
        "description quality score feedback position rubricCriterionId",
    ),
}
DEFINITIONS: Final = (
    "CFConcepts",
    "CFSubjects",
    "CFLicenses",
    "CFItemTypes",
    "CFAssociationGroupings",
)


def data(name: str) -> Path:
    """A file of real data, which need not be there."""
    return DATA / name


@cache
def _official() -> tuple[Any, ...]:
    api, schema = (
        data("case/imscasev1p1_openapi3_v1p0.json"),
        data("case/1edtech-official-case-v1p1-cfpackage.schema.json"),
    )
    found: list[Any] = []
    if api.exists():
        found.append(_of_api("CFPackageDType"))
    if schema.exists():
        whole = json.loads(schema.read_text())
        found.append(jsonschema_rs.validator_for(whole, validate_formats=True))
    return tuple(found)


@cache
def _of_api(name: str) -> Any:
    components = json.loads(data("case/imscasev1p1_openapi3_v1p0.json").read_text())["components"]
    schema = {"$ref": f"#/components/schemas/{name}", "components": components}
    return jsonschema_rs.Draft4Validator(schema, validate_formats=True)


def official_faults(name: str, value: Any) -> list[str]:
    """What is wrong by the schema of the API; nothing where that is not there."""
    if not data("case/imscasev1p1_openapi3_v1p0.json").exists():
        return []
    return [f"{e.instance_path}: {e.message}"[:300] for e in _of_api(name).iter_errors(value)]


def faults(package: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong with a package."""
    found = list(_nulls(package, ""))
    found += [
        f"{where}: {what}"
        for kind, where, one in _objects(package)
        for what in object_faults(kind, one)
    ]
    found += _tree(package)
    strange = set(package) - {
        *("CFDocument", "CFItems", "CFAssociations"),
        *("CFDefinitions", "CFRubrics", "extensions"),
    }
    found += [f"/{name}: is no field of a package" for name in strange]
    for official in _official():
        found += [f"{e.instance_path}: {e.message}"[:300] for e in official.iter_errors(package)]
    return found


def _nulls(value: Any, where: str) -> Iterator[str]:
    if value is None:
        yield f"{where}: is null"
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _nulls(one, f"{where}/{name}")
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _nulls(one, f"{where}/{place}")


def _objects(package: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield "CFDocument", "/CFDocument", package["CFDocument"]
    defined = package.get("CFDefinitions", {})
    lists = {name: package.get(name, []) for name in ("CFItems", "CFAssociations", "CFRubrics")}
    for name, some in {**lists, **{name: defined.get(name, []) for name in DEFINITIONS}}.items():
        for place, one in enumerate(some):
            yield name, f"/{name}/{place}", one
            for criterion in one.get("CFRubricCriteria", ()):
                yield "CFRubricCriteria", f"/{name}/{place}/criterion", criterion
                for level in criterion.get("CFRubricCriterionLevels", ()):
                    yield "CFRubricCriterionLevels", f"/{name}/{place}/level", level


def object_faults(kind: str, one: Mapping[str, Any], *more: str) -> Iterator[str]:
    needed, known = (set(some.split()) for some in OBJECTS[kind])
    needed |= {*ANYTHING, *more}
    for name in needed - one.keys():
        yield f"lacks {name}"
    for name, value in one.items():
        if name not in needed | known | {"extensions"}:
            yield f"has {name}"
        elif not _is_legal(kind, name, value):
            yield f"{name} is {value!r}"[:200]


def _is_legal(kind: str, name: str, value: Any) -> bool:
    if name == "extensions":
        return isinstance(value, list if kind == "CFRubricCriterionLevels" else dict)
    return LEGAL.get(name, _is_text)(value)


def is_uri(value: Any) -> bool:
    return isinstance(value, str) and bool(URI.fullmatch(value)) and bool(urlsplit(value).scheme)


def _is_link(value: Any) -> bool:
    return (
        set(value) == {"title", "identifier", "uri"}
        and isinstance(value["title"], str)
        and UUID.fullmatch(value["identifier"]) is not None
        and is_uri(value["uri"])
    )


def _is_node(value: Any) -> bool:
    kind = value.get("targetType", "CASE")
    return (
        set(value) - {"targetType"} == {"title", "identifier", "uri"}
        and all(isinstance(one, str) for one in value.values())
        and is_uri(value["uri"])
        and (kind == "CASE" or EXTENSION.fullmatch(kind) is not None)
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and UUID.fullmatch(value) is not None


def _is_moment(value: Any) -> bool:
    return MOMENT.fullmatch(value) is not None and bool(datetime.fromisoformat(value))


def _is_day(value: Any) -> bool:
    return date.fromisoformat(value).isoformat() == str(value)


def _is_whole(value: Any) -> bool:
    return type(value) is int and -(2**31) <= value < 2**31


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_type(value: Any) -> bool:
    return value in TYPES or EXTENSION.fullmatch(value) is not None


LEGAL: Final[dict[str, Callable[[Any], bool]]] = {
    **dict.fromkeys(("identifier", "rubricId", "rubricCriterionId"), _is_name),
    **dict.fromkeys(("uri", "officialSourceURL"), is_uri),
    **dict.fromkeys(("statusStartDate", "statusEndDate"), _is_day),
    **dict.fromkeys(("licenseURI", "CFItemTypeURI", "conceptKeywordsURI", "CFItemURI"), _is_link),
    **dict.fromkeys(("CFAssociationGroupingURI", "CFDocumentURI", "CFPackageURI"), _is_link),
    **dict.fromkeys(("sequenceNumber", "position"), _is_whole),
    **dict.fromkeys(("weight", "score"), lambda value: type(value) in (int, float)),
    **dict.fromkeys(("subject", "educationLevel", "conceptKeywords"), _are_texts),
    **dict.fromkeys(("originNodeURI", "destinationNodeURI"), _is_node),
    **dict.fromkeys(
        ("CFRubricCriteria", "CFRubricCriterionLevels"), lambda value: isinstance(value, list)
    ),
    "lastChangeDateTime": _is_moment,
    "subjectURI": lambda value: all(map(_is_link, value)),
    "associationType": _is_type,
    "caseVersion": lambda value: value == "1.1",
}
"""What may stand in a field; in all others, a text."""


def _tree(package: Mapping[str, Any]) -> Iterator[str]:
    """Every identifier is one thing's alone, and what is a child is below the document."""
    for name in ("CFItems", "CFAssociations"):
        counts = Counter(one["identifier"] for one in package[name])
        yield from (f"/{name}: repeats {one}" for one, count in counts.items() if count > 1)
    document = package["CFDocument"]["identifier"]
    items = {one["identifier"] for one in package["CFItems"]}
    above: dict[str, str] = {}
    for one in package["CFAssociations"]:
        begins, ends = (one[f"{end}NodeURI"]["identifier"] for end in ("origin", "destination"))
        if one["associationType"] == "isChildOf" and begins in items and begins not in above:
            above[begins] = ends
    for item in items:
        here, steps = item, 0
        while here in above and steps <= len(items):
            here, steps = above[here], steps + 1
        if steps > len(items):
            yield f"{item}: is in a circle"
        if here != document and here in items and not _is_retired(package, here):
            yield f"{item}: hangs in the air"


def _is_retired(package: Mapping[str, Any], identifier: str) -> bool:
    return any(
        one["identifier"] == identifier and "statusEndDate" in one for one in package["CFItems"]
    )
