"""Reading CASE 1.0 and 1.1 packages (1EdTech Competencies and Academic Standards Exchange).

A liberal reader: exports of real systems break the standard in known ways, and whatever of
that can be mended is, with a notice at its place.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256

from app.domain.competencies.declared.case.fields import Fields, Link
from app.domain.competencies.declared.case.items import Item, Nodes, read_items, shortened
from app.domain.competencies.declared.case.links import outside_tree, plant, read_links
from app.domain.competencies.declared.case.rubrics import read_rubrics
from app.domain.competencies.declared.findings import Findings, ModelRefused, Problem, pointer
from app.domain.competencies.declared.model import (
    LANGUAGE,
    MAX_CODE,
    MAX_TITLE,
    SLUG,
    DeclaredModel,
    declare,
)

__all__ = ["read_case"]


def read_case(value: object) -> DeclaredModel:
    """Read a CFPackage from plain Python objects, as its root or below the key `CFPackage`.

    An item's code is its `humanCodingScheme` where that is unique, else its identifier; its
    name is the `abbreviatedStatement`, or the `fullStatement` cut at a word to 120 characters.
    `isChildOf` makes the tree: by `sequenceNumber`, then in the order of the file. Rubrics
    become the scale and its descriptors. What was mended is in `notices`.

    Raises `ModelRefused` with every problem and its place in `value`.
    """
    findings = Findings()
    package = _package(value, findings)
    raw_document = package.value("CFDocument")
    if not isinstance(raw_document, Mapping):
        what = "is missing" if raw_document is None else "should be an object"
        findings.refuse(package.at("CFDocument"), what)
        raw_document = {}
    document = Fields(raw_document, package.at("CFDocument"), findings)
    itself = Link(document.identifier(), document.text("uri"), document.text("title"))

    items = read_items(package)
    nodes = Nodes(itself, items)
    links = read_links(package, nodes)
    plant(items, links, nodes)
    findings.places |= {
        "": document.where,
        "/code": document.at("identifier"),
        "/source_identifier": document.at("identifier"),
        "/version_label": document.at("version"),
        "/competencies": package.at("CFItems"),
        "/associations": package.at("CFAssociations"),
        "/scale": package.at("CFRubrics"),
    }
    fields = {
        **_framework(document, itself, items),
        "scale": read_rubrics(package, nodes),
        "competencies": [_competency(index, one, findings) for index, one in enumerate(items)],
        "associations": outside_tree(links, nodes, findings),
    }
    return declare(fields, findings)


def _package(value: object, findings: Findings) -> Fields:
    if isinstance(value, Mapping) and "CFDocument" not in value:
        inner = value.get("CFPackage")
        if isinstance(inner, Mapping):
            findings.notice("", "is wrapped: what is below CFPackage is read")
            return Fields(inner, "/CFPackage", findings)
    if isinstance(value, Mapping):
        return Fields(value, "", findings)
    raise ModelRefused([Problem("", "should be an object with a CFDocument")])


def _framework(document: Fields, itself: Link, items: Sequence[Item]) -> dict[str, object]:
    identity = itself.identifier or itself.uri or itself.title
    if itself.identifier is None:
        document.notice("identifier", "is missing: its URI or title stands in for it")
    if itself.title is None:
        document.notice("title", "is missing: its identifier stands in for it")
    title = itself.title or identity
    if title is not None and len(title) > MAX_TITLE:
        document.notice("title", f"is longer than {MAX_TITLE} characters: shortened")
    fields = {
        "code": identity and _slug(identity),
        "title": title and shortened(title, MAX_TITLE),
        "version_label": document.text("version"),
        "language": _language(document, items),
        "description": document.text("description"),
        "source": "case",
        "source_identifier": itself.identifier or itself.uri,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _slug(identity: str) -> str:
    """The identifier itself where it can be a code, which a UUID can; else made from it."""
    lowered = identity.lower()
    if SLUG.fullmatch(lowered) and len(lowered) <= MAX_CODE:
        return lowered
    words = re.findall(r"[a-z0-9]+", lowered[:MAX_CODE])
    digest = sha256(identity.encode("utf-8", "backslashreplace")).hexdigest()[:12]
    return "-".join(["-".join(words)[:80].strip("-") or "framework", digest])


def _language(document: Fields, items: Sequence[Item]) -> str:
    """The document's language, else that of most items, else English."""
    written = document.text("language")
    if written is None:
        common = Counter(one.language for one in items if one.language).most_common(1)
        written = common[0][0] if common else "en"
    mended = written.replace("_", "-")
    if not LANGUAGE.fullmatch(mended):
        document.notice("language", "is not a BCP 47 tag: read as en")
        return "en"
    if mended != written:
        document.notice("language", "is not a BCP 47 tag: its underscore is read as a hyphen")
    return mended


def _competency(index: int, item: Item, findings: Findings) -> dict[str, object]:
    here = pointer("competencies", index)
    findings.places |= {here: item.source.where} | {
        f"{here}/{field}": item.source.at(name)
        for field, name in (
            ("code", "humanCodingScheme"),
            ("name", "abbreviatedStatement"),
            ("statement", "fullStatement"),
            ("category", "CFItemType"),
            ("education_levels", "educationLevel"),
        )
    }
    fields = {
        "code": item.code,
        "name": item.name,
        "statement": item.statement,
        "identifier": item.identifier,
        "parent": item.parent and item.parent.code,
        "category": item.category,
        "position": item.position,
        "levels": item.levels,
        "education_levels": item.education_levels,
    }
    return {name: value for name, value in fields.items() if value is not None}
