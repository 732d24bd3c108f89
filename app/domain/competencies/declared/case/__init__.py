"""Reading CASE 1.0 and 1.1 packages (1EdTech Competencies and Academic Standards Exchange).

A liberal reader: exports of real systems break the standard in known ways, and whatever of
that can be mended is, with a notice at its place. What a model has no field for is kept in
`extra`, word for word, or as a leftover where it belongs to nothing that is read.
"""

import json
import re
from hashlib import sha256
from typing import Any

from app.domain.competencies.declared.case.desk import Desk
from app.domain.competencies.declared.case.fields import Fields, Link
from app.domain.competencies.declared.case.items import extra_of, give_codes, lay_item, shortened
from app.domain.competencies.declared.case.links import hand_on, lay_link, plant
from app.domain.competencies.declared.case.restored import is_made, restored
from app.domain.competencies.declared.case.rubrics import lay_rubric, read_rubrics
from app.domain.competencies.declared.case.walk import Walk
from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.kinds import MAX_ASSOCIATIONS, MAX_COMPETENCIES
from app.domain.competencies.declared.sink import Kind, Sink
from app.domain.competencies.declared.streams import Events
from app.domain.competencies.declared.texts import (
    LANGUAGE,
    MAX_CODE,
    MAX_LANGUAGE,
    MAX_TITLE,
    SLUG,
)

__all__ = ["read_case"]


def read_case(events: Events, sink: Sink, defaults: Defaults) -> None:
    """Hand everything in a CFPackage to the sink. Places are pointers into the document.

    An item's code is its `humanCodingScheme` where that is unique, else its identifier; its
    name is the `abbreviatedStatement`, or the `fullStatement` cut at a word to 120 characters.
    `isChildOf` makes the tree: by `sequenceNumber`, then in the order of the file. Rubrics
    become the scale and its descriptors.
    """
    with Desk() as desk:
        package = _Package(desk, sink)
        Walk(events, sink, package).all()
        if package.source is None:
            return
        itself = Link(
            package.source.identifier(), package.source.text("uri"), package.source.text("title")
        )
        if not package.holds_items and itself == Link(None, None, None):
            sink.refuse(
                package.source.where, "has no title and no identifier, and there are no items"
            )
            return
        _framework(package.source, itself, desk, sink, defaults)
        give_codes(desk, sink)
        desk.know_nodes()
        plant(desk, sink, itself)
        for place, fields in read_rubrics(desk, sink):
            sink.take(Kind.LEVEL, place, fields)
        _competencies(desk, sink)
        hand_on(desk, sink, itself)


class _Package:
    """Lays the parts of the package onto the desk."""

    def __init__(self, desk: Desk, sink: Sink) -> None:
        self.source: Fields | None = None
        self._desk = desk
        self._sink = sink
        self._counts = {"items": 0, "associations": 0}

    @property
    def holds_items(self) -> bool:
        return self._counts["items"] > 0

    def document(self, where: str, raw: dict[str, Any]) -> None:
        self.source = Fields(restored(raw), where, self._sink)

    def item(self, where: str, raw: dict[str, Any]) -> None:
        if self._has_room("items", MAX_COMPETENCIES, where):
            lay_item(self._desk, self._sink, Fields(restored(raw), where, self._sink))

    def association(self, where: str, raw: dict[str, Any]) -> None:
        if is_made(raw):  # the source had no such association: it only tells others the tree
            return
        if self._has_room("associations", 2 * MAX_ASSOCIATIONS, where):
            lay_link(self._desk, self._sink, Fields(restored(raw), where, self._sink))

    def rubric(self, where: str, raw: dict[str, Any]) -> None:
        lay_rubric(self._desk, self._sink, Fields(restored(raw), where, self._sink))

    def _has_room(self, what: str, limit: int, where: str) -> bool:
        self._counts[what] += 1
        if self._counts[what] == limit + 1:
            self._sink.refuse(where, f"is one too many: {limit} are the limit")
        return self._counts[what] <= limit


def _framework(document: Fields, itself: Link, desk: Desk, sink: Sink, defaults: Defaults) -> None:
    identity = itself.identifier or itself.uri or itself.title or defaults.name
    if itself.identifier is None:
        document.notice("identifier", "is missing: its URI or title stands in for it")
    if itself.title is None:
        document.notice("title", "is missing: its identifier stands in for it")
    title = itself.title or identity
    if title is not None and len(title) > MAX_TITLE:
        document.notice("title", f"is longer than {MAX_TITLE} characters: shortened")
    read = {
        "code": identity and _slug(identity),
        "title": title and shortened(title, MAX_TITLE),
        "version_label": document.text("version"),
        "language": _language(document, desk),
        "description": document.text("description"),
        "source_identifier": itself.identifier or itself.uri,
    }
    fields: dict[str, Any] = {name: one for name, one in read.items() if one is not None}
    names = {
        "identifier": "source_identifier",
        "title": "title",
        "version": "version_label",
        "language": "language",
        "description": "description",
    }
    said = {name: fields.get(field) for name, field in names.items()}
    fields["extra"] = document.besides(said)
    fields["source"] = "case"
    places = {field: document.at(name) for name, field in names.items()}
    places["code"] = document.at("identifier")
    sink.take(Kind.FRAMEWORK, document.where, defaults.over(fields), places)


def _slug(identity: str) -> str:
    """The identifier itself where it can be a code, which a UUID can; else made from it."""
    lowered = identity.lower()
    if SLUG.fullmatch(lowered) and len(lowered) <= MAX_CODE:
        return lowered
    words = re.findall(r"[a-z0-9]+", lowered[:MAX_CODE])
    digest = sha256(identity.encode("utf-8", "backslashreplace")).hexdigest()[:12]
    return "-".join(["-".join(words)[:80].strip("-") or "framework", digest])


def _language(document: Fields, desk: Desk) -> str:
    """The document's language, else that of most items, else English."""
    written = document.text("language") or desk.one(
        "SELECT language FROM item WHERE language IS NOT NULL GROUP BY language "
        "ORDER BY count(*) DESC, min(seq) LIMIT 1"
    )
    if written is None:
        return "en"
    mended: str = written.replace("_", "-")
    if not LANGUAGE.fullmatch(mended) or len(mended) > MAX_LANGUAGE:
        document.notice("language", "is not a BCP 47 tag: read as en")
        return "en"
    if mended != written:
        document.notice("language", "is not a BCP 47 tag: its underscore is read as a hyphen")
    return mended


def _competencies(desk: Desk, sink: Sink) -> None:
    rows = desk.db.execute(
        "SELECT one.seq, one.place, one.identifier, one.code, up.code, one.position, one.fields, "
        "link.raw FROM item AS one LEFT JOIN item AS up ON up.seq = one.parent "
        "LEFT JOIN link ON link.seq = one.link ORDER BY one.seq"
    )
    for seq, place, identifier, code, parent, position, kept, link in rows:
        fields = json.loads(kept)
        levels = desk.db.execute("SELECT level, said FROM descriptor WHERE item = ?", (seq,))
        found = {
            "code": code,
            "identifier": identifier,
            "name": fields["name"],
            "statement": fields["statement"],
            "parent": parent,
            "category": fields["category"],
            "position": position,
            "levels": levels.fetchall(),
            "education_levels": fields["education_levels"],
            "extra": extra_of(fields, code, link),
        }
        sink.take(Kind.COMPETENCY, place, found, _places(place))


def _places(place: str) -> dict[str, str]:
    return {
        "code": f"{place}/humanCodingScheme",
        "name": f"{place}/abbreviatedStatement",
        "statement": f"{place}/fullStatement",
        "category": f"{place}/CFItemType",
        "education_levels": f"{place}/educationLevel",
        "extra": place,
    }
