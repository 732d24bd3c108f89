"""A model that was read, as the rows that it would be stored as: no database is needed."""

import json
from datetime import UTC, datetime
from hashlib import md5
from typing import Any
from uuid import UUID, uuid5

from app.domain.competencies.declared import Spool
from app.domain.competencies.writing.case import (
    LightAssociation,
    LightItem,
    Outline,
    Package,
    outline,
)
from app.domain.competencies.writing.stored import (
    Association,
    Competency,
    Framework,
    Leftover,
    Node,
    Rows,
)

TENANT = UUID("0198c0de-0000-7000-8000-000000000001")
BASE = "https://career.example"
AT = datetime(2026, 11, 22, 10, 0, 0, 123456, tzinfo=UTC)


def row_id(*parts: object) -> UUID:
    return uuid5(TENANT, "/".join(map(str, parts)))


def framework_of(spool: Spool, **more: Any) -> Framework:
    said = spool.framework
    plain = said.model_dump(mode="json", exclude_defaults=True)
    fields: dict[str, Any] = {
        "tenant_id": TENANT,
        "id": row_id("framework"),
        "organisation": "Example Co.",
        "code": said.code,
        "title": said.title,
        "language": said.language,
        "source": said.source,
        "number": 1,
        "status": "published",
        "said_at": AT,
        "description": said.description or None,
        "version_label": said.version_label,
        "source_identifier": said.source_identifier,
        "scale": plain.get("scale", []),
        "translations": plain.get("translations", {}),
        "extra": plain.get("extra", {}),
    }
    return Framework(**fields | more)


def rows_of(spool: Spool) -> Rows:
    """The rows, with one that is retired for each that is replaced."""
    competencies = [_competency(place, row) for place, row in enumerate(spool.competencies())]
    by_code = {one.code: one for one in competencies}
    links = [_association(place, row, by_code) for place, row in enumerate(spool.associations())]
    outside = {one.origin.id for one in links if one.type == "isChildOf" and not one.destination}
    return Rows(
        [_placed(one, by_code, outside) for one in competencies],
        links,
        [
            Leftover(row_id("left", place), _key(kind, value), kind, where, json.loads(value), AT)
            for place, (kind, value, _, where) in enumerate(spool.leftovers())
        ],
    )


def _competency(place: int, row: tuple[Any, ...]) -> Competency:
    code, edition, identifier, name, statement, parent, category, position = row[:8]
    levels, education, _replaces, translations, extra = map(json.loads, row[8:13])
    return Competency(
        id=UUID(int=row_id("framework").int + place + 1),
        code=code,
        edition=edition,
        name=name,
        statement=statement,
        said_at=AT,
        identifier=identifier,
        parent_code=parent,
        category=category,
        position=position,
        levels=levels,
        education_levels=education,
        translations=translations,
        extra=extra,
    )


def _placed(one: Competency, known: dict[str, Competency], outside: set[UUID]) -> Competency:
    fields = {name: getattr(one, name) for name in Competency.__dataclass_fields__}
    parent = known[one.parent_code].node if one.parent_code else None
    return Competency(**fields | {"parent": parent, "is_outside": one.id in outside})


def _association(place: int, row: tuple[Any, ...], known: dict[str, Competency]) -> Association:
    origin, kind, destination, identifier_, uri, title, identifier, position, extra = row[:9]
    end: Node | None = known[destination].node if destination else None
    return Association(
        row_id("association", place),
        _key(*row[:9]),
        kind,
        known[origin].node,
        AT,
        end,
        identifier_,
        uri,
        title,
        identifier,
        position,
        json.loads(extra),
    )


def _key(*parts: object) -> UUID:
    return UUID(md5(repr(parts).encode(), usedforsecurity=False).hexdigest())


def outline_of(framework: Framework, rows: Rows) -> Outline:
    items = [
        LightItem(
            one.id,
            one.code,
            one.edition,
            one.identifier,
            one.parent_code,
            one.position,
            one.category,
            bool(one.levels),
            one.retired_at is not None,
            one.is_outside,
            one.extra.get("isChildOf") if framework.is_case else None,
        )
        for one in rows.competencies
    ]
    links = [LightAssociation(one.id, one.key, one.identifier) for one in rows.associations]
    return outline(BASE, framework, items, links, rows.leftovers)


def package_of(framework: Framework, rows: Rows) -> dict[str, Any]:
    """The whole CFPackage, as JSON gives it back."""
    known = outline_of(framework, rows)
    package = Package.of(BASE, framework, known)
    by_id = {one.id: one for one in rows.competencies}
    ordered = [by_id[one] for one, _ in known.lines()]
    return dict(
        json.loads("".join(package.pieces(Rows(ordered, rows.associations, rows.leftovers))))
    )


def written(spool: Spool, **more: Any) -> dict[str, Any]:
    return package_of(framework_of(spool, **more), rows_of(spool))
