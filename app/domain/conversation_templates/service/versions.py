"""What you can do with the versions of a conversation template."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversation_templates import policy
from app.domain.conversation_templates.commands import (
    ChangeTemplateDraft,
    LocaleFilters,
    MissingTextFilters,
)
from app.domain.conversation_templates.errors import (
    ConversationTemplateRetiredAlready,
    QuestionChangedKind,
    TemplateDraftExists,
    TemplateIncomplete,
    TemplateVersionNotDraft,
    TemplateVersionNotPublished,
)
from app.domain.conversation_templates.lifecycle import VERSION
from app.domain.conversation_templates.models import ConversationTemplate, TemplateVersion
from app.domain.conversation_templates.repository import versions as rows
from app.domain.conversation_templates.repository.templates import Templates
from app.domain.conversation_templates.repository.versions import Versions
from app.domain.conversation_templates.service.choosing import version_shown
from app.domain.conversation_templates.states import VersionStatus
from app.domain.conversation_templates.views import (
    MissingTextView,
    TemplateContentView,
    TemplateVersionView,
)
from app.domain.errors import Forbidden, NotFound
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, TemplateVersionView)
def get_template_version(_me: Me, template_version_id: UUID, filters: LocaleFilters) -> One:
    """Read the questions of one version in your language, as far as there are texts in it.

    Each text says which language it is in.
    """
    return version_shown(TemplateVersionView.table.id == template_version_id, filters=filters)


@query(Scope.CONVERSATIONS_READ, TemplateContentView)
def get_template_content(_me: Me, template_version_id: UUID) -> One:
    """Read one version with all its languages."""
    return rows.content(template_version_id)


@query(Scope.CONVERSATIONS_READ, MissingTextView)
def list_missing_texts(me: Me, template_version_id: UUID, filters: MissingTextFilters) -> Many:
    """List the texts of a version that somebody here would not read in their language.

    A text in `sv` serves people with `sv-FI`; only what is in neither is listed.
    """
    return rows.missing_texts(me, template_version_id, filters)


@action(
    Scope.CONVERSATIONS_WRITE,
    TemplateContentView,
    raises=(NotFound, Forbidden, TemplateDraftExists, ConversationTemplateRetiredAlready),
    creates=True,
)
async def start_template_draft(tx: Transaction, conversation_template_id: UUID) -> TemplateVersion:
    """Begin the next version of a template, which says what the newest one says.

    There is one draft at a time.
    """
    template = await Templates(tx).get(conversation_template_id, may=policy.may_change, lock=True)
    template.check_active()
    newest, *_ = await Versions(tx).of(template.id)
    if newest.status is VersionStatus.DRAFT:
        raise TemplateDraftExists
    return Versions(tx).add(
        TemplateVersion(
            template_id=template.id,
            number=newest.number + 1,
            default_locale=newest.default_locale,
            content=newest.content,
        )
    )


@action(
    Scope.CONVERSATIONS_WRITE,
    TemplateContentView,
    raises=(NotFound, Forbidden, TemplateVersionNotDraft),
    versioned=True,
)
async def change_template_draft(
    tx: Transaction, template_version_id: UUID, command: ChangeTemplateDraft
) -> TemplateVersion:
    """Say what a draft says from now on, all of it. It may still lack texts."""
    draft = await Versions(tx).get(template_version_id, may=policy.may_change_version, lock=True)
    draft.rewrite(command)
    return draft


@action(
    Scope.CONVERSATIONS_WRITE,
    TemplateVersionView,
    raises=(
        NotFound,
        Forbidden,
        TemplateVersionNotDraft,
        TemplateIncomplete,
        QuestionChangedKind,
        ConversationTemplateRetiredAlready,
    ),
    versioned=True,
)
async def publish_template_version(tx: Transaction, template_version_id: UUID) -> TemplateVersion:
    """Have conversations begin with this version from now on. It never changes after that.

    It has every text in its default locale. Conversations that are scheduled already keep theirs.
    """
    step = VERSION["publish_template_version"]
    version = await Versions(tx).to_take(step, template_version_id)
    before = [one for one in await Versions(tx).of(version.template_id) if one.published_at]
    tx.record(*version.publish(await _template_of(tx, version), before, tx.now))
    return version


@action(
    Scope.CONVERSATIONS_WRITE,
    TemplateVersionView,
    raises=(NotFound, Forbidden, TemplateVersionNotPublished),
    versioned=True,
)
async def retire_template_version(tx: Transaction, template_version_id: UUID) -> TemplateVersion:
    """Take a version back: conversations begin with the one before it again.

    Those that have this one keep it.
    """
    step = VERSION["retire_template_version"]
    version = await Versions(tx).to_take(step, template_version_id)
    tx.record(*version.retire(await _template_of(tx, version)))
    return version


async def _template_of(tx: Transaction, version: TemplateVersion) -> ConversationTemplate:
    """Locked: what is told of it is told in order."""
    return await Templates(tx).get(version.template_id, lock=True, decided_on=False)
