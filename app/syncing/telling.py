"""A report for people to read: what would change, whom it concerns, what stands in the way."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from app.syncing.calls import Refused

MARKS: Final = {"created": "+", "updated": "~", "retired": "-", "revived": "^"}
COUNTS: Final = ("created", "updated", "retired", "unchanged")


def told(report: dict[str, Any]) -> str:
    return "\n".join([*_changes(report), *_consequences(report), *_end(report), ""])


def _changes(report: dict[str, Any]) -> Iterator[str]:
    for one in report["framework"]:
        yield f"~ {report['code']}: {_different(one)}"
    for one in report["changes"]:
        place = f"  [{one['place']}]" if one["place"] else ""
        instead = f"  in place of {', '.join(one['replaces'])}" if one["replaces"] else ""
        yield f"{MARKS[one['kind']]} {one['code']}  {one['name']}{instead}{place}"
        yield from (f"    {_different(field)}" for field in one["fields"])
    if report["leftOut"]:
        yield f"  ... and {report['leftOut']} more"
    for one in report["roles"]:
        fields = f"  ({', '.join(one['fields'])})" if one["fields"] else ""
        yield f"{MARKS[one['kind']]} role {one['code']}{fields}"


def _consequences(report: dict[str, Any]) -> Iterator[str]:
    if report["linked"] or report["unlinked"]:
        yield f"associations: {report['linked']} new, {report['unlinked']} gone"
    if report["leftovers"]:
        yield f"kept as written, since a model has no place for it: {report['leftovers']} things"
    for one in report["impact"]:
        yield f"* {one['code']} concerns {_concerned(one)}"
    for one in report["obstacles"]:
        yield f"! {one['code']}: {one['why']}"
    for one in report["notices"]:
        yield f"? {one['where']}: {one['what']}"


def _end(report: dict[str, Any]) -> Iterator[str]:
    counts = ", ".join(f"{report[name]} {name}" for name in COUNTS)
    yield f"{report['code']}, version {report['number']}: {counts}"
    if report["dryRun"] and report["changed"]:
        yield f"plan {report['plan']}"


def _different(field: dict[str, Any]) -> str:
    return f"{field['field']}: {_text(field['before'])} -> {_text(field['after'])}"


def _text(value: str | None) -> str:
    return "nothing" if value is None else f'"{value}"'


def _concerned(one: dict[str, Any]) -> str:
    found = []
    for number, what in (
        (one["openPlans"], "open plans"),
        (one["assessedPeople"], "assessed people"),
    ):
        if number is None:
            found.append(f"some {what}")
        elif number:
            found.append(f"{number} {what}")
    if one["roleProfiles"]:
        found.append(f"the roles {', '.join(one['roleProfiles'])}")
    replaced = " (it is replaced)" if one["isReplaced"] else ""
    return (", ".join(found) or "private goals") + replaced


def refusal(path: Path, error: Exception) -> str:
    """Why it failed, and where: `model.yaml: line 3, column 5: ...`."""
    lines = [f"{path}: {error}"]
    if isinstance(error, Refused):
        for one in error.problem.get("errors", ()):
            line = f":{one['line']}" if "line" in one else ""
            lines.append(f"  {path}{line}: {one['detail']}")
    return "\n".join(lines)
