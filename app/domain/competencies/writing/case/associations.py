"""CFAssociations: the tree, the links between competencies, and those that lead elsewhere."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.domain.competencies.writing.case import values
from app.domain.competencies.writing.case.fields import ASSOCIATION, extend, keep, legal, renamed
from app.domain.competencies.writing.case.items import node
from app.domain.competencies.writing.case.names import CHILD, Names
from app.domain.competencies.writing.stored import Association, Competency, Leftover, Node

COLLECTION: Final = "CFAssociations"
ENDS: Final = ("originNodeURI", "destinationNodeURI")

Known = Callable[[str], bool]
"""Whether an item of the framework has this identifier."""


def is_child(names: Names, one: Competency) -> bool:
    """Whether the place in the tree is an association of its own."""
    return one.retired_at is None and (bool(names.said_of_child(one)) or not one.is_outside)


def child(names: Names, one: Competency, *, numbered: bool) -> dict[str, Any]:
    """That a competency is below another one, or at the top of the document.

    `numbered`: the source's own sequence numbers do not tell the order.
    """
    said = names.said_of_child(one)
    identifier = names.child_of(one)
    parent = _ours(names, one.parent) if one.parent is not None else _document(names)
    own = {
        "identifier": identifier,
        "associationType": CHILD,
        "sequenceNumber": one.position + 1 if numbered or not said else None,
        "uri": names.uri(COLLECTION, identifier),
        "lastChangeDateTime": values.written(one.said_at),
    }
    made = _joined(names, said, own, (_ours(names, one.node), parent), numbered=numbered)
    return renamed(made, said) if said else keep(made, {}, is_made=names.framework.is_case)


def association(names: Names, one: Association) -> dict[str, Any]:
    """A link that begins at a competency."""
    identifier = names.association(one)
    known = values.association_type(one.type)
    own = {
        "identifier": identifier,
        "associationType": known or values.extension_type(one.type),
        "sequenceNumber": one.position,
        "uri": names.uri(COLLECTION, identifier),
        "lastChangeDateTime": values.written(one.said_at),
    }
    if one.destination is not None:
        end = _ours(names, one.destination)
    else:
        end = _outside(names, one.outside_identifier, one.outside_uri, one.outside_title)
    said = _said(one) if names.framework.is_case else {}
    made = _joined(names, said, own, (_ours(names, one.origin), end))
    if not names.framework.is_case:
        return extend(made, {"extra": one.extra, "type": None if known else one.type})
    if not known:
        made = keep(made, {"associationType": said.get("associationType", one.type)})
    return renamed(made, said)


def unplaced(names: Names, one: Leftover, is_item: Known) -> dict[str, Any] | None:
    """An association of the source that a model has no place for; `None` if it leads nowhere."""
    said = one.value if isinstance(one.value, Mapping) else {}
    kind = said.get("associationType")
    ends = [_end(names, said.get(name), is_item) for name in ENDS]
    if not isinstance(kind, str) or not kind.strip() or None in ends:
        return None
    identifier = names.leftover(one, said.get("identifier"))
    known = values.association_type(kind)
    own = {
        "identifier": identifier,
        "associationType": known or values.extension_type(kind),
        "uri": names.uri(COLLECTION, identifier),
        "lastChangeDateTime": values.written(one.said_at),
    }
    return renamed(_joined(names, said, own, (ends[0] or {}, ends[1] or {})), said)


def _joined(
    names: Names,
    said: Mapping[str, Any],
    own: Mapping[str, Any],
    ends: tuple[dict[str, str], dict[str, str]],
    *,
    numbered: bool = False,
) -> dict[str, Any]:
    besides = ("identifier", *ENDS)
    made = legal(ASSOCIATION, names, said, own, besides=besides, adds=("uri", "sequenceNumber"))
    if numbered and "sequenceNumber" in said:
        made = keep(made, {"sequenceNumber": said["sequenceNumber"]})
        made["sequenceNumber"] = own["sequenceNumber"]
    written: dict[str, Any] = {}
    for name, ours in zip(ENDS, ends, strict=True):
        given = said.get(name)
        made[name] = _node(ours, given)
        if given is not None and made[name] != given:
            written[name] = given
    if names.framework.is_case:
        made = keep(made, written)
    ordered = {name: made[name] for name in ASSOCIATION if name in made}
    return {**ordered, **made}


def _node(ours: dict[str, str], said: Any) -> dict[str, str]:
    """Our end of a link in the words of the source, if it means the same."""
    if not isinstance(said, Mapping):
        return ours
    given = values.text(said.get("identifier"))
    if given is None or given.strip().lower() != ours["identifier"].lower():
        return ours
    title, kind = values.text(said.get("title")), values.target_type(said.get("targetType"))
    found = {
        "title": title if title and title.strip() else ours["title"],
        "identifier": ours["identifier"],
        "uri": values.uri(said.get("uri")) or ours["uri"],
    }
    return found if kind is None else {**found, "targetType": kind}


def _document(names: Names) -> dict[str, str]:
    return {
        "title": names.framework.title,
        "identifier": names.document,
        "uri": names.document_uri,
        "targetType": "CASE",
    }


def _ours(names: Names, one: Node) -> dict[str, str]:
    return node(names, one) | {"targetType": "CASE"}


def _end(names: Names, said: Any, is_item: Known) -> dict[str, str] | None:
    """Where an association of the source begins or ends, whatever that is."""
    if isinstance(said, str):
        said = {"uri": said} if values.uri(said) else {"identifier": said}
    if not isinstance(said, Mapping):
        return None
    identifier, uri, title = (
        (values.text(said.get(one)) or "").strip() or None for one in ("identifier", "uri", "title")
    )
    if identifier is None and uri is None:
        return None
    if identifier is not None and is_item(named := names.of(identifier)):
        identifier, uri = named, uri or names.uri("CFItems", named)
    return _outside(names, identifier, uri, title)


def _said(one: Association) -> dict[str, Any]:
    """The association as its source wrote it: what is not in `extra` stands in the columns."""
    columns = {
        "identifier": one.identifier,
        "originNodeURI": _plain(one.origin),
        "destinationNodeURI": _plain(one.destination)
        if one.destination
        else {
            "identifier": one.outside_identifier,
            "uri": one.outside_uri,
            "title": one.outside_title,
        },
    }
    ends = {
        name: {key: part for key, part in value.items() if part}
        if isinstance(value, dict)
        else value
        for name, value in columns.items()
        if value is not None
    }
    number = {} if one.position is None else {"sequenceNumber": one.position}
    return {**ends, **number, **one.extra}


def _plain(one: Node) -> dict[str, Any]:
    return {"identifier": one.identifier, "uri": one.uri}


def _outside(
    names: Names, identifier: str | None, uri: str | None, title: str | None
) -> dict[str, str]:
    last = (uri or "").rstrip("/").rpartition("/")[2]
    named = identifier or last or uri or title or ""
    legal_uri = values.uri(uri)
    if legal_uri is None:
        known = values.identifier(named) or names.made("outside", uri or named)
        legal_uri = f"urn:uuid:{known}"
    return {"title": title or identifier or uri or named, "identifier": named, "uri": legal_uri}
