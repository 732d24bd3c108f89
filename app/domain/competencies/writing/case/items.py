"""CFItems."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from app.domain.competencies.declared.case.items import shortened
from app.domain.competencies.writing.case import values
from app.domain.competencies.writing.case.definitions import type_link
from app.domain.competencies.writing.case.fields import ITEM, extend, legal, renamed
from app.domain.competencies.writing.case.names import CHILD, Names
from app.domain.competencies.writing.stored import Competency, Node

COLLECTION: Final = "CFItems"


def item(names: Names, one: Competency) -> dict[str, Any]:
    """A competency as CFPackages have it: which document it is part of is not said."""
    identifier = names.item(one)
    is_case = names.framework.is_case
    said = dict(one.extra) if is_case else {}
    own = {
        "identifier": identifier,
        "fullStatement": one.statement,
        "CFItemType": one.category,
        "uri": names.uri(COLLECTION, identifier),
        "humanCodingScheme": _scheme(one, is_case=is_case),
        "abbreviatedStatement": None if _goes_without_saying(one, said) else one.name,
        "language": None if is_case else names.framework.language,
        "educationLevel": list(one.education_levels) or None,
        "CFItemTypeURI": None if is_case or not one.category else type_link(names, one.category),
        "statusEndDate": one.retired_at and one.retired_at.date().isoformat(),
        "lastChangeDateTime": values.written(one.said_at),
    }
    if one.retired_at is not None:
        said.pop("statusEndDate", None)
    besides, adds = ("identifier", CHILD), ("uri", "statusEndDate")
    made = legal(ITEM, names, said, own, besides=besides, adds=adds)
    if not is_case:
        edition = one.edition if one.edition > 1 else None
        more = {"edition": edition, "translations": one.translations, "extra": one.extra}
        made = extend(made, more)
    given = said.get("identifier", one.identifier)
    if given is None and not is_case:
        return made
    return renamed(made, {} if given is None else {"identifier": given})


def _goes_without_saying(one: Competency, said: Mapping[str, Any]) -> bool:
    """Whether the name is told by the statement, also when that is read as it was written."""
    full = said.get("fullStatement", one.statement)
    is_said = isinstance(full, str) and any(sign.isprintable() and sign != " " for sign in full)
    return is_said and one.name == shortened(one.statement)


def node(names: Names, one: Node) -> dict[str, str]:
    """A link to a competency."""
    identifier = names.item(one)
    uri = values.uri(one.uri) if names.framework.is_case else None
    return {
        "title": one.name,
        "identifier": identifier,
        "uri": uri or names.uri(COLLECTION, identifier),
    }


def _scheme(one: Competency, *, is_case: bool) -> str | None:
    """The code, unless a reader of CASE made it up since the source has none."""
    code = one.code.removesuffix(f"~{one.id}")
    if not is_case:
        return code
    if one.identifier is not None and code == " ".join(one.identifier.split()):
        return None
    stem = "item-" + sha256((one.identifier or one.statement).encode()).hexdigest()[:12]
    is_made_up = code == stem or (code.startswith(f"{stem}-") and code[len(stem) + 1 :].isdigit())
    return None if is_made_up else code
