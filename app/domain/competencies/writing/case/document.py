"""The CFDocument of a framework, by itself and in its package; and the rest of the package."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.domain.competencies.declared.case.restored import EXTENSIONS
from app.domain.competencies.writing.case import values
from app.domain.competencies.writing.case.fields import (
    DOCUMENT,
    extend,
    keep,
    legal,
    renamed,
)
from app.domain.competencies.writing.case.names import Names
from app.domain.competencies.writing.stored import Leftover

COLLECTION: Final = "CFDocuments"
ADOPTION: Final = {
    "draft": "Draft",
    "published": "Adopted",
    "deprecated": "Deprecated",
    "retired": "Deprecated",
}
"""The status of a framework in the words of CASE."""
_UNADOPTED: Final = frozenset({"draft", "private draft", "deprecated"})


def document(names: Names) -> dict[str, Any]:
    """The CFDocument as packages have it."""
    framework = names.framework
    said = dict(framework.extra) if framework.is_case else {}
    besides = ["identifier"]
    if not _agrees(framework.status, said.get("adoptionStatus")):
        besides.append("adoptionStatus")
    status: str | None = ADOPTION[framework.status]
    if framework.is_case and framework.status == "published" and "adoptionStatus" not in besides:
        status = None  # the source says it, or leaves it open
    creator = said.get("creator")
    own = {
        "identifier": names.document,
        "uri": names.uri(COLLECTION, names.document),
        "frameworkType": None if framework.is_case else "Competencies",
        "caseVersion": None if framework.is_case else "1.1",
        "creator": framework.organisation if not _says(creator) else None,
        "title": framework.title,
        "lastChangeDateTime": values.written(framework.said_at),
        "description": framework.description,
        "language": framework.language,
        "version": framework.version_label,
        "adoptionStatus": status,
    }
    adds = ("uri", "creator", "adoptionStatus")
    made = legal(DOCUMENT, names, said, own, besides=besides, adds=adds)
    if not _says(made.get("creator")):
        made = _ordered(made | {"creator": framework.organisation})
    if not framework.is_case:
        more = {"translations": framework.translations, "extra": framework.extra}
        made = extend(made, more)
    given = said.get("identifier", framework.source_identifier)
    if given is not None or framework.is_case:
        made = renamed(made, {} if given is None else {"identifier": given})
    if "adoptionStatus" in besides and said.get("adoptionStatus"):
        made = keep(made, {"adoptionStatus": said["adoptionStatus"]})
    return made


def alone(names: Names) -> dict[str, Any]:
    """The CFDocument by itself, which says where its package is."""
    return document(names) | {
        "CFPackageURI": {
            "title": names.framework.title,
            "identifier": names.document,
            "uri": names.uri("CFPackages", names.document),
        }
    }


def part_of(names: Names, one: dict[str, Any]) -> dict[str, Any]:
    """An item or association by itself, which says what document it is part of."""
    return one | {
        "CFDocumentURI": {
            "title": names.framework.title,
            "identifier": names.document,
            "uri": names.document_uri,
        }
    }


def extensions(leftovers: Sequence[Leftover]) -> dict[str, Any]:
    """What the source says beside all that CASE knows."""
    said = [one.value for one in leftovers if one.kind == EXTENSIONS]
    found = said[0] if len(said) == 1 and isinstance(said[0], Mapping) else {}
    plain: dict[str, Any] = values.without_nulls(found)
    written: dict[str, list[Any]] = {}
    for one in leftovers:
        if one.kind != EXTENSIONS or plain != one.value:
            written.setdefault(one.kind, []).append(one.value)
    made: dict[str, Any] = keep({EXTENSIONS: plain} if plain else {}, written).get(EXTENSIONS, {})
    return made


def _agrees(status: str, said: Any) -> bool:
    """Whether what the source says of its status can be true."""
    if not _says(said):
        return True
    word = str(said).strip().casefold()
    if status in ("deprecated", "retired"):
        return word == "deprecated"
    return word not in _UNADOPTED


def _says(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _ordered(made: dict[str, Any]) -> dict[str, Any]:
    return {name: made[name] for name in (*DOCUMENT, "extensions") if name in made}
