"""A declared model against what is stored: first compared, then carried out, as a whole.

The baseline is the version that everybody goes by. A draft is thrown away by the next sync: it
is always the difference to what is published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.domain.competencies.declared import DeclaredFramework, Spool
from app.domain.competencies.errors import FrameworkNotInForce
from app.domain.competencies.models import CompetencyFramework, FrameworkVersion
from app.domain.competencies.repository import Frameworks, Versions, comparing, history, staging
from app.domain.competencies.repository.patience import joined_as_sets
from app.domain.competencies.states import FrameworkStatus, FrameworkVersionStatus
from app.domain.transaction import Transaction

IN_FORCE: Final = (FrameworkStatus.DRAFT, FrameworkStatus.PUBLISHED)
MANY: Final = 5_000
"""From so many things on, one statement may take longer than a request usually may."""
PATIENCE: Final = "SET LOCAL statement_timeout = '10min'; SET LOCAL lock_timeout = '10s'"


@dataclass(slots=True)
class Difference:
    """What a sync would do. `framework` is as it is stored, `None` if it would be the first."""

    declared: DeclaredFramework
    content_hash: str
    framework: CompetencyFramework | None
    number: int
    """The version that it would make."""
    is_first: bool
    """Whether nothing of it is published yet."""
    head: Mapping[str, tuple[Any, Any]]
    """What the framework says of itself that is different: before and after."""
    created: int = 0
    updated: int = 0
    retired: int = 0
    unchanged: int = 0
    linked: int = 0
    unlinked: int = 0
    leftovers: int = 0
    lost_levels: Sequence[str] = field(default_factory=list)
    """Codes of levels that are no longer there, and that no other one replaces."""
    waits: bool = False
    """Whether a draft is wanted though nothing but its roles is different."""

    @property
    def changes_anything(self) -> bool:
        """Whether a version would say anything else than the one in force."""
        counts = (self.created, self.updated, self.retired, self.linked, self.unlinked)
        return self.is_first or self.waits or bool(self.head) or any(counts) or self.leftovers > 0


async def compare(tx: Transaction, spool: Spool) -> Difference:
    """Lay a model beside what is stored. Locks the framework; changes nothing that is stored,
    but for a draft, which is thrown away.
    """
    if sum(spool.counts.values()) >= MANY:
        await tx.connection.execute(PATIENCE)
    declared = spool.framework
    framework = await Frameworks(tx).named(declared.code)
    if framework is not None:
        if framework.status not in IN_FORCE:
            raise FrameworkNotInForce(status=framework.status.value)
        await _settle(tx, framework)
    published = framework if framework is not None and framework.published_number else None
    async with joined_as_sets(tx):
        await staging.stage(tx, spool)
        counts = await comparing.compare(tx, published.id if published else None)
    fields = head_fields(declared)
    return Difference(
        declared=declared,
        content_hash=spool.content_hash(),
        framework=framework,
        number=1 if published is None else (published.published_number or 0) + 1,
        is_first=published is None,
        head={
            name: (getattr(published, name), value)
            for name, value in fields.items()
            if published is not None and _told(getattr(published, name)) != _told(value)
        },
        lost_levels=_lost(published, fields["scale"]),
        **counts,
    )


async def carry_out(
    tx: Transaction, difference: Difference, *, publish: bool, source_digest: str | None
) -> tuple[CompetencyFramework, FrameworkVersion]:
    """Make the version that the difference leads to, and publish it or leave it as a draft."""
    number, is_new = difference.number, difference.framework is None
    is_first = difference.is_first
    fields = head_fields(difference.declared) | {"content_hash": difference.content_hash}
    framework = difference.framework or Frameworks(tx).add(
        CompetencyFramework(
            code=difference.declared.code,
            status=FrameworkStatus.DRAFT,
            published_number=None,
            **fields,
        )
    )
    version = Versions(tx).add(
        FrameworkVersion(
            framework_id=framework.id,
            number=number,
            source_digest=source_digest,
            made_by_id=tx.actor.id,
            **fields,
        )
    )
    if is_first:  # nobody goes by anything else yet
        _take_over(framework, version)
    framework.draft_number = number
    if publish:
        _publish(tx, framework, version)
    if not is_new:
        framework.advance()
    await tx.flush()
    async with joined_as_sets(tx):
        await history.write(tx, framework.id, number, is_first=is_new)
        if publish:
            await _bring_into_force(tx, framework, number, is_first=is_first)
    return framework, version


async def bring_into_force(
    tx: Transaction, framework: CompetencyFramework, version: FrameworkVersion
) -> None:
    """Publish the draft of a framework, which is locked."""
    is_first = framework.published_number is None
    _publish(tx, framework, version)
    framework.advance()
    await tx.flush()
    async with joined_as_sets(tx):
        await _bring_into_force(tx, framework, version.number, is_first=is_first)


async def _bring_into_force(
    tx: Transaction, framework: CompetencyFramework, number: int, *, is_first: bool
) -> None:
    counts = await history.bring_into_force(tx, framework.id, number, is_first=is_first)
    tx.record(*framework.published(*counts))


def _publish(tx: Transaction, framework: CompetencyFramework, version: FrameworkVersion) -> None:
    _take_over(framework, version)
    framework.status = FrameworkStatus.PUBLISHED
    framework.published_number, framework.draft_number = version.number, None
    version.status, version.published_at = FrameworkVersionStatus.PUBLISHED, tx.now
    version.published_by_id = tx.actor.id


def _take_over(framework: CompetencyFramework, version: FrameworkVersion) -> None:
    for name in (*_HEAD, "content_hash"):
        setattr(framework, name, getattr(version, name))


async def throw_draft_away(tx: Transaction, framework: CompetencyFramework) -> None:
    """Have it as if the draft of a framework, which is locked, had never been."""
    number = framework.draft_number
    if number is None:
        return
    await history.throw_away(tx, framework.id, number)
    await Versions(tx).forget(framework.id, number)
    framework.draft_number = None


async def _settle(tx: Transaction, framework: CompetencyFramework) -> None:
    """No draft is in the way, and what is in force is in the history."""
    await throw_draft_away(tx, framework)
    number = framework.published_number
    if number is not None and not await Versions(tx).has(framework.id, number):
        await history.remember(tx, framework.id, number)
        Versions(tx).add(_of_before(tx, framework, number))
    await tx.flush()


_HEAD: Final = (
    "title",
    "description",
    "language",
    "version_label",
    "source",
    "source_identifier",
    "scale",
    "translations",
    "extra",
)


def _of_before(tx: Transaction, framework: CompetencyFramework, number: int) -> FrameworkVersion:
    """What the previous version of the product synced without saying which version it is."""
    return FrameworkVersion(
        framework_id=framework.id,
        number=number,
        status=FrameworkVersionStatus.PUBLISHED,
        content_hash=framework.content_hash,
        made_by_id=tx.actor.tenant_id,
        published_at=framework.created_at,
        **{name: getattr(framework, name) for name in _HEAD},
    )


def head_fields(declared: DeclaredFramework) -> dict[str, Any]:
    """What a framework says of itself, as it is stored."""
    plain = declared.model_dump(mode="json", exclude_defaults=True)
    return {
        "title": declared.title,
        "description": declared.description or None,
        "language": declared.language,
        "version_label": declared.version_label,
        "source": declared.source,
        "source_identifier": declared.source_identifier,
        "scale": plain.get("scale", []),
        "translations": plain.get("translations", {}),
        "extra": plain.get("extra", {}),
    }


def _told(value: Any) -> Any:
    """When the source touched it last is kept, but is no difference."""
    if not isinstance(value, dict):
        return value
    return {name: one for name, one in value.items() if name != "lastChangeDateTime"}


def lost_by(framework: CompetencyFramework, draft: FrameworkVersion) -> list[str]:
    """Codes of levels that go with the draft, and that no other one replaces."""
    return _lost(framework, draft.scale)


def _lost(framework: CompetencyFramework | None, scale: Sequence[Mapping[str, Any]]) -> list[str]:
    if framework is None:
        return []
    kept = {code for level in scale for code in (level["code"], *level.get("replaces", ()))}
    return sorted(one["code"] for one in framework.scale if one["code"] not in kept)


__all__ = [
    "Difference",
    "bring_into_force",
    "carry_out",
    "compare",
    "head_fields",
    "lost_by",
    "throw_draft_away",
]
