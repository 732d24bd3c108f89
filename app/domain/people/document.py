"""What a directory wrote of a person, kept as it was written: a JSON document beside the columns.

Identity providers write people in the words of SCIM (RFC 7643), and expect to read back what
they wrote. The columns hold what the product works with; the document holds everything, and
follows the columns when something else than a directory changes them.
"""

from collections.abc import Mapping
from typing import Any, Final

ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "external_id": ("externalId",),
    "user_name": ("userName",),
    "display_name": ("displayName",),
    "given_name": ("name", "givenName"),
    "family_name": ("name", "familyName"),
    "title": ("title",),
    "time_zone": ("timezone",),
    "locale": ("locale",),
    "department": (ENTERPRISE, "department"),
}
"""Where in the document a column stands."""


def following(
    document: Mapping[str, Any], changes: Mapping[str, Any], old_email: str | None
) -> dict[str, Any]:
    """The document after columns changed."""
    changed = dict(document)
    for column, value in changes.items():
        if (place := PLACES.get(column)) is not None:
            _put(changed, place, value)
    if not changes.keys().isdisjoint(("given_name", "family_name")):
        _put(changed, ("name", "formatted"), None)
    if "status" in changes:
        changed["active"] = changes["status"] != "left"
    if "work_email" in changes:
        emails = _emails(changed.get("emails", ()), old_email, changes["work_email"])
        _put(changed, ("emails",), emails or None)
    return changed


def _put(document: dict[str, Any], place: tuple[str, ...], value: Any) -> None:
    first, *rest = place
    if rest:
        inner = dict(document.get(first, {}))
        _put(inner, tuple(rest), value)
        value = inner or None
    if value is None:
        document.pop(first, None)
    else:
        document[first] = value


def _emails(emails: Any, old: str | None, new: str | None) -> list[dict[str, Any]]:
    """The addresses, with another one in place of the one at work."""
    kept = [
        entry | {"value": new} if entry.get("value") == old else entry
        for entry in emails
        if new is not None or entry.get("value") != old
    ]
    if new is not None and not any(entry.get("value") == new for entry in kept):
        kept.append({"value": new, "type": "work"})
    return kept
