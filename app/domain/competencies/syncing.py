"""A declared model against what is stored: what is new, different, or no longer named."""

import json
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.domain.competencies.commands import SyncChange, SyncKind, SyncNotice, SyncReport
from app.domain.competencies.declared import (
    DeclaredCompetency,
    DeclaredFramework,
    Notice,
    Spool,
)
from app.domain.competencies.models import Competency, CompetencyFramework, CompetencyStatus


class DeclaredModel(NamedTuple):
    """What a spool holds, all at once."""

    framework: DeclaredFramework
    competencies: tuple[DeclaredCompetency, ...] = ()
    associations: tuple[dict[str, Any], ...] = ()
    notices: tuple[Notice, ...] = ()
    content_hash: str = ""

    @classmethod
    def of(cls, spool: Spool) -> "DeclaredModel":
        return cls(
            framework=spool.framework,
            competencies=tuple(map(_competency, spool.competencies())),
            associations=tuple(dict(zip(_ENDS, one, strict=False)) for one in spool.associations()),
            notices=spool.notices,
            content_hash=spool.content_hash(),
        )


_ENDS = (
    *("origin", "type", "destination"),
    *("outside_identifier", "outside_uri", "outside_title"),
)


def _competency(row: tuple[Any, ...]) -> DeclaredCompetency:
    code, _, identifier, name, statement, parent, category, position, levels, education, *_ = row
    return DeclaredCompetency(
        code=code,
        identifier=identifier,
        name=name,
        statement=statement,
        parent=parent,
        category=category,
        position=position,
        levels=tuple((one["level"], one["descriptor"]) for one in json.loads(levels)),
        education_levels=tuple(json.loads(education)),
    )


@dataclass(slots=True)
class Difference:
    """What a sync does. `new` and `changed` hold the fields that the source gives; whoever is
    `displaced` has a code that another one takes.
    """

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[Competency, dict[str, Any]]] = field(default_factory=list)
    retired: list[Competency] = field(default_factory=list)
    displaced: list[Competency] = field(default_factory=list)
    unchanged: int = 0
    changes: list[SyncChange] = field(default_factory=list)


def framework_fields(model: DeclaredModel) -> dict[str, Any]:
    framework = model.framework
    plain = framework.model_dump(mode="json")
    return {
        "title": framework.title,
        "description": framework.description or None,
        "language": framework.language,
        "version_label": framework.version_label,
        "source": framework.source,
        "source_identifier": framework.source_identifier,
        "scale": plain["scale"],
        "associations": list(model.associations),
        "content_hash": model.content_hash,
    }


def compare(model: DeclaredModel, stored: list[Competency]) -> Difference:
    """Each competency of the source finds itself again by the source's own id, else by its code."""
    known_as = _found_again(model, stored)
    difference = Difference()
    for declared in model.competencies:
        fields = _fields(declared)
        known = known_as.get(declared.code)
        if known is None:
            difference.new.append(fields)
            difference.changes.append(SyncChange(kind=SyncKind.CREATED, code=declared.code))
            continue
        names = tuple(sorted(n for n, value in fields.items() if getattr(known, n) != value))
        if names:
            difference.changed.append((known, fields))
            difference.changes.append(
                SyncChange(kind=SyncKind.UPDATED, code=declared.code, fields=names)
            )
        else:
            difference.unchanged += 1
    found = {one.id for one in known_as.values()}
    for one in stored:
        if one.id not in found and one.status is not CompetencyStatus.RETIRED:
            difference.retired.append(one)
            difference.changes.append(SyncChange(kind=SyncKind.RETIRED, code=one.code))
    wanted = {one.code: known_as.get(one.code) for one in model.competencies}
    difference.displaced = [one for one in stored if wanted.get(one.code, one) is not one]
    return difference


def _found_again(model: DeclaredModel, stored: list[Competency]) -> dict[str, Competency]:
    """By the code that it is declared with. No code finds what an id has found already."""
    by_identifier = {one.identifier: one for one in stored if one.identifier is not None}
    found = {
        declared.code: by_identifier[declared.identifier]
        for declared in model.competencies
        if declared.identifier in by_identifier
    }
    claimed = {one.id for one in found.values()}
    by_code = {one.code: one for one in stored if one.id not in claimed}
    for declared in model.competencies:
        if declared.code not in found and declared.code in by_code:
            found[declared.code] = by_code[declared.code]
    return found


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
        code=model.framework.code,
        changed=changed,
        dry_run=dry_run,
        created=len(difference.new),
        updated=len(difference.changed),
        retired=len(difference.retired),
        unchanged=difference.unchanged,
        content_hash=model.content_hash,
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
