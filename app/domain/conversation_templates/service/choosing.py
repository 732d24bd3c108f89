"""What features above ask of conversation templates."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from app.domain.conversation_templates.commands import LocaleFilters
from app.domain.conversation_templates.content import TemplateQuestion, read_questions
from app.domain.conversation_templates.repository import versions as rows
from app.domain.conversation_templates.repository.versions import Versions
from app.domain.statement import One
from app.domain.transaction import Transaction


async def current_version_ids(tx: Transaction, keys: Collection[str]) -> dict[str, UUID]:
    """The versions that conversations begin with now, by the keys of their templates.

    A key is left out if there is no such template, if it was retired, or if none of its versions
    is published.
    """
    return await Versions(tx).current(keys)


async def current_version_id(tx: Transaction, key: str) -> UUID | None:
    """The same of one key."""
    return (await current_version_ids(tx, (key,))).get(key)


async def latest_version_id(tx: Transaction, template_version_id: UUID) -> UUID | None:
    """What conversations with the same template begin with now; none where it was retired."""
    return await Versions(tx).latest(template_version_id)


async def asked_by(tx: Transaction, template_version_id: UUID) -> dict[str, TemplateQuestion]:
    """The questions of a version that was published, by their keys."""
    return read_questions((await Versions(tx).get(template_version_id)).content)


def version_shown(*where: Any, filters: LocaleFilters) -> One:
    """The version that meets a condition, in one language."""
    return rows.version(*where, filters=filters)
