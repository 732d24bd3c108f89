"""What a sync says of itself: the plan, its changes, whom it concerns, what stands in its way."""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from pydantic import ValidationError

from app.domain.competencies.commands import (
    MOST_CHANGES,
    FieldChange,
    Obstacle,
    RoleChange,
    SyncChange,
    SyncImpact,
    SyncKind,
    SyncNotice,
    SyncReport,
)
from app.domain.competencies.declared import Spool
from app.domain.competencies.models import CompetencyFramework
from app.domain.competencies.repository import comparing, impact
from app.domain.competencies.syncing.carrying_out import Difference
from app.domain.competencies.syncing.hints import hints
from app.domain.competencies.syncing.roles import Said
from app.domain.transaction import Transaction

CUT: Final = 300
NOT_REPLACED: Final = "open plans go by it, and nothing in the source replaces it"
LEVEL_LOST: Final = (
    "people or role profiles go by this level, and no level of the source replaces it"
)


async def changes(tx: Transaction) -> tuple[SyncChange, ...]:
    """At most 1000: what is new or different first, then what is retired."""
    made = [
        SyncChange(
            kind=SyncKind.REVIVED if row["was"] == "retired" else SyncKind(row["kind"]),
            code=row["code"],
            name=row["name"],
            place=row["place"],
            fields=tuple(_field(one) for one in row["fields"]),
            replaces=tuple(row["replaces"]),
        )
        for row in await comparing.changes(tx, MOST_CHANGES)
    ]
    gone = [
        SyncChange(
            kind=SyncKind.RETIRED,
            code=row["code"],
            name=row["name"],
            place=None,
            fields=(),
            replaces=(),
        )
        for row in await comparing.retiring(tx, MOST_CHANGES - len(made))
    ]
    return (*made, *gone)


async def whom(tx: Transaction) -> tuple[tuple[SyncImpact, ...], list[Obstacle]]:
    """Whom it concerns, and which of that stands in the way."""
    rows = await impact.concerned(tx, MOST_CHANGES)
    found = tuple(
        SyncImpact(
            code=row["code"],
            is_replaced=row["is_replaced"],
            is_retired=row["is_retired"],
            open_plans=row.get("open_plans_number", 0),
            assessed_people=row.get("assessed_people_number", 0),
            role_profiles=tuple(row.get("role_profiles_names") or ()),
        )
        for row in rows
    )
    return found, in_the_way(rows)


def in_the_way(rows: Iterable[Any]) -> list[Obstacle]:
    """What may not be retired, since plans in progress go by it."""
    return [
        Obstacle(code=row["code"], why=NOT_REPLACED)
        for row in rows
        if row["is_retired"] and row["is_held"] and not row["is_replaced"]
    ]


def lost_levels(codes: Iterable[str]) -> list[Obstacle]:
    return [Obstacle(code=code, why=LEVEL_LOST) for code in codes]


def base_of(difference: Difference, *, publish: bool) -> str:
    """The first half of a plan: the same for the same source against the same model."""
    framework, code = difference.framework, difference.declared.code
    return _half([code, _basis(framework), difference.content_hash, publish])


def _basis(framework: CompetencyFramework | None) -> tuple[str, int, str] | None:
    if framework is None or framework.published_number is None:
        return None
    return (str(framework.id), framework.published_number, framework.content_hash)


def digest_of(roles: Sequence[RoleChange]) -> str:
    """The second half: what becomes of the roles, which others may change in between."""
    return _half([one.model_dump(mode="json") for one in roles])


def _half(said: Any) -> str:
    return sha256(json.dumps(said).encode()).hexdigest()[:32]


def kept(made: SyncReport, framework_version: int, said: Said) -> dict[str, Any]:
    """What is remembered with a version: the answer to the same source, while nothing else
    changes the framework; and of a draft the roles, which wait until it is published.
    """
    total = made.created + made.updated + made.unchanged
    nothing: dict[str, Any] = dict.fromkeys(
        ("created", "updated", "retired", "linked", "unlinked", "left_out"), 0
    )
    nothing |= dict.fromkeys(("framework", "changes", "roles", "impact", "obstacles"), ())
    nothing |= {"changed": False, "unchanged": total, "is_published": True}
    nothing |= {"notices": made.notices[len(hints(made.changes)) :]}
    answer = made.model_copy(update=nothing).model_dump(mode="json", by_alias=True)
    waiting = {} if made.is_published else said.waiting
    answers = {} if said.are_some else {"answer": answer, "frameworkVersion": framework_version}
    return answers | waiting


def remembered(report: Mapping[str, Any], framework: CompetencyFramework) -> SyncReport | None:
    """What the same source was answered with; None if anything may be otherwise by now: roles may
    always be, since they have lives of their own. Its plan is one for the model as it is now.
    """
    if report.get("frameworkVersion") != framework.version:
        return None
    try:
        answer = SyncReport.model_validate(report["answer"])
    except ValidationError:  # another version of the product said it in other words
        return None
    base = _half([answer.code, _basis(framework), answer.content_hash, True])
    return answer.model_copy(update={"plan": base + digest_of(())})


def report(
    difference: Difference,
    spool: Spool,
    *,
    framework: CompetencyFramework | None,
    plan: str,
    dry_run: bool,
    publish: bool,
    told: Sequence[SyncChange],
    roles: Sequence[RoleChange],
    impact: Sequence[SyncImpact],
    obstacles: Sequence[Obstacle],
) -> SyncReport:
    differs = difference.changes_anything
    competencies = difference.created + difference.updated + difference.retired
    return SyncReport(
        framework_id=framework.id if framework else None,
        code=difference.declared.code,
        number=difference.number if differs else difference.number - 1,
        is_published=publish or not differs,
        changed=differs or bool(roles),
        dry_run=dry_run,
        plan=plan,
        created=difference.created,
        updated=difference.updated,
        retired=difference.retired,
        unchanged=difference.unchanged,
        linked=difference.linked,
        unlinked=difference.unlinked,
        framework=tuple(
            FieldChange(field=name, before=_text(before), after=_text(after))
            for name, (before, after) in difference.head.items()
        ),
        changes=tuple(told),
        left_out=competencies - len(told),
        roles=tuple(roles),
        impact=tuple(impact),
        obstacles=tuple(obstacles),
        content_hash=difference.content_hash,
        notices=(
            *hints(told),
            *(SyncNotice(where=one.where, what=one.what) for one in spool.notices),
        ),
        leftovers=difference.leftovers,
    )


def _field(one: dict[str, Any]) -> FieldChange:
    return FieldChange(field=one["field"], before=one["before"], after=one["after"])


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value if value is None else value[:CUT]
    return json.dumps(value, ensure_ascii=False)[:CUT]
