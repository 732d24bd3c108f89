"""What a level says, as the lines of a descriptor; and what does not fit into lines."""

from collections.abc import Collection
from typing import Any

from app.domain.competencies.declared.ladders.shapes import LISTS, NAMES, TEXTS, first


def is_plain(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and bool(str(value).strip())


def described(
    value: object, taken: Collection[str | None] = ()
) -> tuple[list[str], dict[str, Any]]:
    """The lines, and the rest verbatim. A list becomes bullets."""
    if isinstance(value, dict):
        return _of_fields({name: one for name, one in value.items() if name not in taken})
    if isinstance(value, list) and not _are_texts(value):
        lines = [f"- {text}" for text in map(_spoken, value) if text]
        return lines, {"items": value}
    if isinstance(value, list):
        return [f"- {str(one).strip()}" for one in value], {}
    return ([str(value).strip()] if is_plain(value) else []), {}


def _of_fields(fields: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    lines: list[str] = []
    beside: dict[str, Any] = {}
    for name, one in fields.items():
        if one in (None, "", []):
            continue
        if name in TEXTS and is_plain(one):
            lines.append(str(one).strip())
        elif name in (*LISTS, *TEXTS, "examples") and _are_texts(one):
            lead = "For example: " if name == "examples" else ""
            lines += [f"- {lead}{str(text).strip()}" for text in _listed(one)]
        else:
            if name == "exampleCriteria":
                lines += [f"- {text}" for text in map(_criterion, _listed(one)) if text]
            beside[name] = one
    return lines, beside


def _criterion(value: object) -> str | None:
    found = value.get("criteria") if isinstance(value, dict) else None
    return str(found).strip() if is_plain(found) else None


def _spoken(value: object) -> str | None:
    if isinstance(value, dict):
        name = first(value, (*TEXTS, *NAMES))
        return str(value[name]).strip() if name else None
    return str(value).strip() if is_plain(value) else None


def _are_texts(value: object) -> bool:
    return is_plain(value) or (isinstance(value, list) and all(map(is_plain, value)))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
