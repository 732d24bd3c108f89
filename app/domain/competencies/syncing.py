"""A declared model against what is stored: what is new, different, or no longer named."""

from dataclasses import dataclass, field
from typing import Any

from app.domain.competencies.commands import SyncChange, SyncKind, SyncNotice, SyncReport
from app.domain.competencies.declared import DeclaredCompetency, DeclaredModel
from app.domain.competencies.models import Competency, CompetencyFramework, CompetencyStatus


@dataclass(slots=True)
class Difference:
    """What a sync does. `new` and `changed` hold the fields that the source gives."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[Competency, dict[str, Any]]] = field(default_factory=list)
    retired: list[Competency] = field(default_factory=list)
    unchanged: int = 0
    changes: list[SyncChange] = field(default_factory=list)


def framework_fields(model: DeclaredModel) -> dict[str, Any]:
    plain = model.model_dump(mode="json")
    return {
        "title": model.title,
        "description": model.description or None,
        "language": model.language,
        "version_label": model.version_label,
        "source": model.source,
        "source_identifier": model.source_identifier,
        "scale": plain["scale"],
        "associations": plain["associations"],
        "content_hash": model.content_hash(),
    }


def compare(model: DeclaredModel, stored: list[Competency]) -> Difference:
    """Each competency of the source finds itself again by the source's own id, else by its code."""
    by_identifier = {one.identifier: one for one in stored if one.identifier is not None}
    by_code = {one.code: one for one in stored}
    found: set[Any] = set()
    difference = Difference()
    for declared in model.competencies:
        fields = _fields(declared)
        known = by_identifier.get(declared.identifier) if declared.identifier else None
        known = known or by_code.get(declared.code)
        if known is None or known.id in found:
            difference.new.append(fields)
            difference.changes.append(SyncChange(kind=SyncKind.CREATED, code=declared.code))
            continue
        found.add(known.id)
        names = tuple(sorted(n for n, value in fields.items() if getattr(known, n) != value))
        if names:
            difference.changed.append((known, fields))
            difference.changes.append(
                SyncChange(kind=SyncKind.UPDATED, code=declared.code, fields=names)
            )
        else:
            difference.unchanged += 1
    for one in stored:
        if one.id not in found and one.status is not CompetencyStatus.RETIRED:
            difference.retired.append(one)
            difference.changes.append(SyncChange(kind=SyncKind.RETIRED, code=one.code))
    return difference


def report(
    model: DeclaredModel,
    difference: Difference,
    framework: CompetencyFramework | None,
    *,
    changed: bool,
    dry_run: bool,
) -> SyncReport:
    return SyncReport(
        framework_id=framework.id if framework else None,
        code=model.code,
        changed=changed,
        dry_run=dry_run,
        created=len(difference.new),
        updated=len(difference.changed),
        retired=len(difference.retired),
        unchanged=difference.unchanged,
        content_hash=model.content_hash(),
        changes=tuple(difference.changes),
        notices=tuple(SyncNotice(where=one.where, what=one.what) for one in model.notices),
    )


def _fields(declared: DeclaredCompetency) -> dict[str, Any]:
    return {
        "code": declared.code,
        "name": declared.name,
        "statement": declared.statement,
        "identifier": declared.identifier,
        "parent_code": declared.parent,
        "category": declared.category,
        "position": declared.position,
        "levels": [
            {"level": level, "descriptor": descriptor} for level, descriptor in declared.levels
        ],
        "education_levels": list(declared.education_levels),
        "status": CompetencyStatus.ACTIVE,
    }
