"""The items of a CASE package: their texts, and the codes people will know them by."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from app.domain.competencies.declared.case.fields import Fields, Link
from app.domain.competencies.declared.model import MAX_CODE, MAX_COMPETENCIES, on_one_line

MAX_NAME: Final = 120
_NOT_KEPT: Final = (
    "alternativeLabel",
    "conceptKeywords",
    "listEnumeration",
    "notes",
    "statusEndDate",
    "statusStartDate",
    "subject",
)


@dataclass(eq=False, slots=True)
class Item:
    """One CFItem; `code`, `parent` and `position` are decided after all items are known."""

    source: Fields
    identifier: str | None
    uri: str | None
    scheme: str | None
    statement: str
    name: str
    category: str | None
    language: str | None
    education_levels: tuple[str, ...]
    sequence: int | None
    code: str = ""
    parent: "Item | None" = None
    position: int = 0
    levels: list[tuple[str, str]] = field(default_factory=list)


def read_items(package: Fields) -> list[Item]:
    """The items in the order of the file, each with its code."""
    items: list[Item] = []
    seen: dict[str, Item] = {}
    unread: Counter[str] = Counter()
    for source in package.rows("CFItems", MAX_COMPETENCIES):
        item = _item(source)
        if item is None:
            continue
        if item.identifier is not None and item.identifier in seen:
            first = seen[item.identifier].source.where
            source.notice("identifier", f"is that of {first}, too: this item is left out")
            continue
        if item.identifier is not None:
            seen[item.identifier] = item
        unread.update(source.present(_NOT_KEPT))
        items.append(item)
    for name, times in sorted(unread.items()):
        package.notice(
            "CFItems", f"{name} is left out of {times} items: a model has no place for it"
        )
    _give_codes(items)
    return items


def shortened(text: str, limit: int = MAX_NAME) -> str:
    """The text on one line, cut at the end of a word to at most `limit` characters."""
    text = on_one_line(text)
    if len(text) <= limit:
        return text
    head = text[:limit].rpartition(" ")[0]
    if len(head) < limit // 2:  # a script without spaces, or one very long word
        head = text[: limit - 1]
    return head.rstrip(" ,;:.") + "…"


def _item(source: Fields) -> Item | None:
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
        return None
    if full is None:
        source.notice("fullStatement", "is missing: its shorter name stands in for it")
    name = shortened(short or statement)
    if short and name != on_one_line(short):
        source.notice("abbreviatedStatement", f"is longer than {MAX_NAME} characters: shortened")
    return Item(
        source=source,
        identifier=identifier,
        uri=uri,
        scheme=None if scheme is None else on_one_line(scheme),
        statement=statement,
        name=name,
        category=source.text("CFItemType") or source.link("CFItemTypeURI").title,
        language=source.text("language"),
        education_levels=_education_levels(source),
        sequence=source.whole("sequenceNumber"),
    )


def _education_levels(source: Fields) -> tuple[str, ...]:
    """`educationLevel` is the standard's name, `educationalLevel` that of many exports."""
    named = source.texts("educationLevel")
    misnamed = source.texts("educationalLevel")
    if misnamed:
        source.notice("educationalLevel", "is no field of CASE: read as educationLevel")
    return tuple(dict.fromkeys(named + misnamed))


def _give_codes(items: Sequence[Item]) -> None:
    """The coding scheme where it is one item's alone, else the identifier, else a made-up code."""
    shared = Counter(item.scheme for item in items)
    for item in items:
        if item.scheme is None:
            continue
        if shared[item.scheme] > 1:
            item.source.notice("humanCodingScheme", "is not unique: the identifier is the code")
        elif len(item.scheme) > MAX_CODE:
            item.source.notice("humanCodingScheme", "is too long: the identifier is the code")
        else:
            item.code = item.scheme
    taken = {item.code for item in items}
    made: Counter[str] = Counter()
    for item in items:
        if not item.code:
            item.code = _other_code(item, taken, made)
            taken.add(item.code)


def _other_code(item: Item, taken: set[str], made: Counter[str]) -> str:
    """The identifier, unless it is too long or another's code; then one made of a digest."""
    if item.identifier is not None:
        code = on_one_line(item.identifier)
        if len(code) <= MAX_CODE and code not in taken:
            return code
    item.source.notice("identifier", "cannot be the code: one was made up")
    seed = item.identifier or item.statement
    stem = "item-" + sha256(seed.encode("utf-8", "backslashreplace")).hexdigest()[:12]
    while True:
        made[stem] += 1
        code = stem if made[stem] == 1 else f"{stem}-{made[stem]}"
        if code not in taken:
            return code


class Nodes:
    """Finds what a link leads to, by identifier or URI, whichever letters are capital."""

    def __init__(self, document: Link, items: Sequence[Item]) -> None:
        self._document = {key.casefold() for key in (document.identifier, document.uri) if key}
        self._items: dict[str, Item] = {}
        for item in items:
            for key in (item.identifier, item.uri):
                if key:
                    self._items.setdefault(key, item)
        for key, item in list(self._items.items()):
            self._items.setdefault(key.casefold(), item)

    def item(self, link: Link) -> Item | None:
        for key in (link.identifier, link.uri):
            if key and (item := self._items.get(key) or self._items.get(key.casefold())):
                return item
        return None

    def is_document(self, link: Link) -> bool:
        return any(key.casefold() in self._document for key in (link.identifier, link.uri) if key)
