"""The fields that each object of CASE 1.1 may have, in their order, and how they are made legal.

What a source said otherwise than CASE lets it be said stays, as it was written, among the
`extensions` of the object, below `asWritten`, where the reader of CASE finds it again.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from app.domain.competencies.declared.case.restored import AS_WRITTEN, EXTENSIONS
from app.domain.competencies.writing.case import values
from app.domain.competencies.writing.case.names import Names

_text: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
TOLD_ANEW: Final = frozenset({"lastChangeDateTime"})

Legal = Callable[[Any, Names], Any]
Kinds = Mapping[str, Legal]


def _plain(legal: Callable[[object], Any]) -> Legal:
    return lambda value, _: legal(value)


def link(value: Any, names: Names) -> dict[str, str] | None:
    """A link to something that has an identifier of CASE, with all that such a link needs."""
    if isinstance(value, str):
        value = {"uri" if values.uri(value) else "title": value}
    if not isinstance(value, Mapping):
        return None
    title, given, uri = (values.text(value.get(one)) for one in ("title", "identifier", "uri"))
    named = next((one for one in (given, uri, title) if one and one.strip()), None)
    if named is None:
        return None
    last = values.identifier((uri or "").rstrip("/").rpartition("/")[2]) if not given else None
    identifier = last or names.of(named)
    return {
        "title": title if title and title.strip() else named,
        "identifier": identifier,
        "uri": values.uri(uri) or f"urn:uuid:{identifier}",
    }


def links(value: Any, names: Names) -> list[dict[str, str]] | None:
    given = value if isinstance(value, list | tuple) else [value]
    found = [one for one in (link(one, names) for one in given) if one is not None]
    return found if found or given == [] else None


TEXT, TEXTS = _plain(values.text), _plain(values.texts)
URI, MOMENT, DAY = _plain(values.uri), _plain(values.moment), _plain(values.day)
WHOLE, NUMBER = _plain(values.whole), _plain(values.number)
ID = _plain(values.identifier)

DOCUMENT: Final[Kinds] = {
    "identifier": ID,
    "uri": URI,
    "frameworkType": TEXT,
    "caseVersion": _plain(values.case_version),
    "creator": TEXT,
    "title": TEXT,
    "lastChangeDateTime": MOMENT,
    "officialSourceURL": URI,
    "publisher": TEXT,
    "description": TEXT,
    "subject": TEXTS,
    "subjectURI": links,
    "language": TEXT,
    "version": TEXT,
    "adoptionStatus": TEXT,
    "statusStartDate": DAY,
    "statusEndDate": DAY,
    "licenseURI": link,
    "notes": TEXT,
}
ITEM: Final[Kinds] = {
    "identifier": ID,
    "fullStatement": TEXT,
    "alternativeLabel": TEXT,
    "CFItemType": TEXT,
    "uri": URI,
    "humanCodingScheme": TEXT,
    "listEnumeration": TEXT,
    "abbreviatedStatement": TEXT,
    "conceptKeywords": TEXTS,
    "conceptKeywordsURI": link,
    "notes": TEXT,
    "subject": TEXTS,
    "subjectURI": links,
    "language": TEXT,
    "educationLevel": TEXTS,
    "CFItemTypeURI": link,
    "licenseURI": link,
    "statusStartDate": DAY,
    "statusEndDate": DAY,
    "lastChangeDateTime": MOMENT,
}
ASSOCIATION: Final[Kinds] = {
    "identifier": ID,
    "associationType": _plain(values.association_type),
    "sequenceNumber": WHOLE,
    "uri": URI,
    "originNodeURI": lambda _value, _names: None,  # see `associations`
    "destinationNodeURI": lambda _value, _names: None,
    "CFAssociationGroupingURI": link,
    "lastChangeDateTime": MOMENT,
    "notes": TEXT,
}
CONCEPT: Final[Kinds] = {
    "identifier": ID,
    "uri": URI,
    "title": TEXT,
    "keywords": TEXT,
    "hierarchyCode": TEXT,
    "description": TEXT,
    "lastChangeDateTime": MOMENT,
}
SUBJECT: Final[Kinds] = {
    "identifier": ID,
    "uri": URI,
    "title": TEXT,
    "hierarchyCode": TEXT,
    "description": TEXT,
    "lastChangeDateTime": MOMENT,
}
LICENSE: Final[Kinds] = {
    "identifier": ID,
    "uri": URI,
    "title": TEXT,
    "description": TEXT,
    "licenseText": TEXT,
    "lastChangeDateTime": MOMENT,
}
ITEM_TYPE: Final[Kinds] = {
    "identifier": ID,
    "uri": URI,
    "title": TEXT,
    "description": TEXT,
    "hierarchyCode": TEXT,
    "typeCode": TEXT,
    "lastChangeDateTime": MOMENT,
}
GROUPING: Final[Kinds] = {
    "identifier": ID,
    "uri": URI,
    "title": TEXT,
    "description": TEXT,
    "lastChangeDateTime": MOMENT,
}
RUBRIC: Final[Kinds] = {
    "identifier": ID,
    "uri": URI,
    "title": TEXT,
    "description": TEXT,
    "lastChangeDateTime": MOMENT,
}
CRITERION: Final[Kinds] = {
    "identifier": ID,
    "uri": URI,
    "category": TEXT,
    "description": TEXT,
    "CFItemURI": link,
    "weight": NUMBER,
    "position": WHOLE,
    "rubricId": ID,
    "lastChangeDateTime": MOMENT,
}
LEVEL: Final[Kinds] = {
    "identifier": ID,
    "uri": URI,
    "description": TEXT,
    "quality": TEXT,
    "score": NUMBER,
    "feedback": TEXT,
    "position": WHOLE,
    "rubricCriterionId": ID,
    "lastChangeDateTime": MOMENT,
}


def legal(
    kinds: Kinds,
    names: Names,
    said: Mapping[str, Any],
    own: Mapping[str, Any],
    *,
    besides: Iterable[str] = (),
    adds: Iterable[str] = (),
) -> dict[str, Any]:
    """An object of CASE: what the source said wins over what we would, where it is legal.

    `own` has only legal values; null stands for nothing. `besides` are fields of what was said
    that somebody else writes, `adds` those of our own that no source has said if not here.
    """
    found = {name: value for name, value in own.items() if value is not None}
    added = [name for name in (*adds, *TOLD_ANEW) if name in found and name not in said]
    kept: dict[str, Any] = {}
    passed = {*besides, EXTENSIONS}
    for name, value in said.items():
        if name in passed:
            continue
        kind = kinds.get(name)
        made = None if kind is None or value is None else kind(value, names)
        if made is not None and not _is_empty(name, made, found):
            found[name] = made
        if name not in TOLD_ANEW and not _is_same(found.get(name), value):
            kept[name] = value
    one = {name: found[name] for name in kinds if name in found}
    extensions = said.get(EXTENSIONS)
    if isinstance(extensions, Mapping):
        one[EXTENSIONS] = values.without_nulls(extensions)
    if EXTENSIONS in said and (EXTENSIONS not in one or one[EXTENSIONS] != extensions):
        kept[EXTENSIONS] = extensions
    return keep(one, kept, added) if names.framework.is_case else one


def keep(
    one: dict[str, Any],
    written: Mapping[str, Any],
    added: Sequence[str] = (),
    *,
    is_made: bool = False,
) -> dict[str, Any]:
    """The object, with what was written otherwise and what was not there: see `restored`."""
    if not (written or added or is_made):
        return one
    if one.get(EXTENSIONS) == {}:  # which would not be told from none
        written = {EXTENSIONS: {}, **written}
    extensions = dict(one.get(EXTENSIONS, {}))
    before = extensions.get(AS_WRITTEN)
    ours: dict[str, Any] = dict(before) if isinstance(before, dict) else {}
    for name, value in written.items():
        is_plain = values.without_nulls(value) == value and value is not None
        shelf = ours.setdefault("fields" if is_plain else "json", {})
        shelf[name] = value if is_plain else _text(value)
    if added:
        ours["added"] = sorted({*ours.get("added", ()), *added})
    if is_made:
        ours["made"] = True
    return {**one, EXTENSIONS: {**extensions, AS_WRITTEN: ours}}


def extend(one: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """The object, with extensions of ours."""
    said = {name: values.without_nulls(value) for name, value in more.items() if value}
    return {**one, EXTENSIONS: {**said, **one.get(EXTENSIONS, {})}} if said else one


def renamed(one: dict[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """The object, with the identifier that its source had where that is another one."""
    given = said.get("identifier")
    if given == one["identifier"]:
        return one
    return (
        keep(one, {"identifier": given}) if "identifier" in said else keep(one, {}, ["identifier"])
    )


def _is_same(made: Any, said: Any) -> bool:
    return made is not None and type(made) is type(said) and bool(made == said)


def _is_empty(name: str, made: Any, found: Mapping[str, Any]) -> bool:
    """Whether it says nothing, and we know something to say in its place."""
    return name in found and isinstance(made, str) and not made.strip()
