"""Who may do what with conversation templates."""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from app.domain.conversation_templates.lifecycle import Who
from app.domain.conversation_templates.models import ConversationTemplate
from app.domain.conversation_templates.states import VersionStatus
from app.domain.policy import ANYBODY, Me, Rule


def may_change(me: Me, template: Any) -> ColumnElement[bool]:
    """Who keeps it, and machine clients, which keep what the organisation has."""
    if not me.is_person:
        return ANYBODY
    clause: ColumnElement[bool] = template.keeper_id == me.id
    return clause


def may_read(me: Me, template: Any) -> ColumnElement[bool]:
    """Everybody, once a version was published; before that, who may change it."""
    return or_(template.published_at.is_not(None), may_change(me, template))


def may_change_version(me: Me, version: Any) -> ColumnElement[bool]:
    """Who keeps its template, and machine clients."""
    if not me.is_person:
        return ANYBODY
    template: Any = aliased(ConversationTemplate)
    kept = select(template.id).where(
        template.tenant_id == me.tenant_id,
        template.id == version.template_id,
        may_change(me, template),
    )
    return kept.correlate_except(template).exists()


def may_read_version(me: Me, version: Any) -> ColumnElement[bool]:
    """Everybody, once it was published; a draft, who may change it."""
    return or_(version.status != VersionStatus.DRAFT, may_change_version(me, version))


def may_read_missing_text(_me: Me, _text: Any) -> ColumnElement[bool]:
    """Whoever may read the version: the list takes its rows from those."""
    return ANYBODY


TAKERS: Final[dict[StrEnum, Rule]] = {
    Who.KEEPER: may_change,
    Who.VERSION_KEEPER: may_change_version,
}
