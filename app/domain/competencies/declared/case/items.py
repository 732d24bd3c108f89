"""The items of a CASE package: their texts, and the codes people will know them by."""

import json
import sqlite3
from collections import Counter
from hashlib import sha256
from typing import Any, Final

from app.domain.competencies.declared.case.desk import Desk
from app.domain.competencies.declared.case.fields import Fields
from app.domain.competencies.declared.sink import Sink
from app.domain.competencies.declared.texts import MAX_CODE, on_one_line

MAX_NAME: Final = 120


def lay_item(desk: Desk, sink: Sink, source: Fields) -> None:
    """One item onto the desk, unless it says nothing or its identifier is another's."""
    uri = source.text("uri")
    identifier = source.identifier()
    if identifier is None and uri is not None:
        source.notice("identifier", "is missing: the URI stands in for it")
        identifier = uri
    scheme = source.text("humanCodingScheme")
    full, short = source.text("fullStatement"), source.text("abbreviatedStatement")
    statement = full or short or scheme
    if statement is None:
        source.notice("fullStatement", "is missing, and nothing stands in: this item is left out")
        sink.leftover(source.where, "CFItem", source.raw)
        return
    if full is None:
        source.notice("fullStatement", "is missing: its shorter name stands in for it")
    name = shortened(short or statement)
    if short and name != on_one_line(short):
        source.notice("abbreviatedStatement", f"is longer than {MAX_NAME} characters: shortened")
    category = source.text("CFItemType") or source.link("CFItemTypeURI").title
    education = _education_levels(source)
    fields = {
        "name": name,
        "statement": statement,
        "category": category,
        "education_levels": education,
        "scheme": source.raw.get("humanCodingScheme"),
        "extra": source.besides(
            {
                "identifier": identifier,
                "humanCodingScheme": source.raw.get("humanCodingScheme"),  # see `extra_of`
                "fullStatement": statement,
                "abbreviatedStatement": name,
                "CFItemType": category,
                "educationLevel": list(education),
            }
        ),
    }
    row = (
        *(source.where, identifier, uri, scheme and on_one_line(scheme)),
        *(source.text("language"), source.whole("sequenceNumber"), json.dumps(fields)),
    )
    try:
        desk.db.execute(
            "INSERT INTO item (place, identifier, uri, scheme, language, sequence, fields) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            row,
        )
    except sqlite3.IntegrityError:
        first = desk.one("SELECT place FROM item WHERE identifier = ?", identifier)
        source.notice("identifier", f"is that of {first}, too: this item is left out")
        sink.leftover(source.where, "CFItem", source.raw)


def extra_of(fields: dict[str, Any], code: str, link: str | None) -> dict[str, Any]:
    """What the source says beyond the competency: also its own code, and how it is a child."""
    extra: dict[str, Any] = fields["extra"]
    if fields["scheme"] is not None and fields["scheme"] != code:
        extra["humanCodingScheme"] = fields["scheme"]
    if link is not None:
        extra["isChildOf"] = json.loads(link)
    return extra


def shortened(text: str, limit: int = MAX_NAME) -> str:
    """The text on one line, cut at the end of a word to at most `limit` characters."""
    text = on_one_line(text)
    if len(text) <= limit:
        return text
    head = text[:limit].rpartition(" ")[0]
    if len(head) < limit // 2:  # a script without spaces, or one very long word
        head = text[: limit - 1]
    return head.rstrip(" ,;:.") + "…"


def _education_levels(source: Fields) -> tuple[str, ...]:
    """`educationLevel` is the standard's name, `educationalLevel` that of many exports."""
    named = source.texts("educationLevel")
    misnamed = source.texts("educationalLevel")
    if misnamed:
        source.notice("educationalLevel", "is no field of CASE: read as educationLevel")
    return tuple(dict.fromkeys(named + misnamed))


def give_codes(desk: Desk, sink: Sink) -> None:
    """The coding scheme where it is one item's alone, else the identifier, else a made-up code."""
    db = desk.db
    db.execute("CREATE INDEX item_scheme ON item (scheme)")
    db.execute("CREATE INDEX item_code ON item (code)")
    alone = (
        "NOT EXISTS (SELECT 1 FROM item AS o WHERE o.scheme = item.scheme AND o.seq != item.seq)"
    )
    db.execute(
        f"UPDATE item SET code = scheme WHERE length(scheme) <= {MAX_CODE} AND {alone}"  # noqa: S608
    )
    for place, long in db.execute(
        f"SELECT place, {alone} FROM item WHERE code IS NULL AND scheme IS NOT NULL ORDER BY seq"  # noqa: S608
    ):
        what = "is too long: the identifier is the code"
        sink.notice(f"{place}/humanCodingScheme", what if long else _SHARED)
    made: Counter[str] = Counter()
    last = 0
    while rows := db.execute(
        "SELECT seq, place, identifier FROM item WHERE code IS NULL AND seq > ? "
        "ORDER BY seq LIMIT 1000",
        [last],
    ).fetchall():
        for seq, place, identifier in rows:
            code = _identifier(desk, identifier)
            if code is None:
                sink.notice(f"{place}/identifier", "cannot be the code: one was made up")
                fields = desk.one("SELECT fields FROM item WHERE seq = ?", seq)
                code = _made_up(desk, identifier or json.loads(fields)["statement"], made)
            db.execute("UPDATE item SET code = ? WHERE seq = ?", (code, seq))
            last = seq


_SHARED: Final = "is not unique: the identifier is the code"


def _identifier(desk: Desk, identifier: str | None) -> str | None:
    """The identifier as a code, unless it is too long or another's code."""
    code = on_one_line(identifier) if identifier is not None else None
    if code is None or len(code) > MAX_CODE or _taken(desk, code):
        return None
    return code


def _made_up(desk: Desk, seed: str, made: Counter[str]) -> str:
    stem = "item-" + sha256(seed.encode()).hexdigest()[:12]
    code = stem
    while _taken(desk, code):
        made[stem] += 1
        code = f"{stem}-{made[stem] + 1}"
    return code


def _taken(desk: Desk, code: str) -> bool:
    return desk.one("SELECT 1 FROM item WHERE code = ?", code) is not None
