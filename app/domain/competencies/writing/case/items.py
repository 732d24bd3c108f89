"""CFItems."""

from hashlib import sha256
from typing import Any, Final

from app.domain.competencies.declared.case.items import shortened
from app.domain.competencies.writing.case import values
from app.domain.competencies.writing.case.definitions import type_link
from app.domain.competencies.writing.case.fields import ITEM, extend, keep, legal
from app.domain.competencies.writing.case.names import CHILD, Names
from app.domain.competencies.writing.stored import Competency, Node

COLLECTION: Final = "CFItems"


def item(names: Names, one: Competency) -> dict[str, Any]:
    """A competency as CFPackages have it: which document it is part of is not said."""
    identifier = names.item(one)
    is_case = names.framework.is_case
    own = {
        "identifier": identifier,
        "fullStatement": one.statement,
        "CFItemType": one.category,
        "uri": names.uri(COLLECTION, identifier),
        "humanCodingScheme": _scheme(one, is_case=is_case),
        "abbreviatedStatement": None if one.name == shortened(one.statement) else one.name,
        "language": None if is_case else names.framework.language,
        "educationLevel": list(one.education_levels) or None,
        "CFItemTypeURI": None if is_case or not one.category else type_link(names, one.category),
        "statusEndDate": one.retired_at and one.retired_at.date().isoformat(),
        "lastChangeDateTime": values.written(one.said_at),
    }
    said = dict(one.extra) if is_case else {}
    if one.retired_at is not None:
        said.pop("statusEndDate", None)
    adds = ("uri", "statusEndDate", *(() if one.identifier else ("identifier",)))
    made = legal(ITEM, names, said, own, besides=("identifier", CHILD), adds=adds)
    if not is_case:
        edition = one.edition if one.edition > 1 else None
        more = {"edition": edition, "translations": one.translations, "extra": one.extra}
        made = extend(made, more)
    if one.identifier is not None and one.identifier != identifier:
        made = keep(made, {"identifier": one.identifier})
    return made


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
