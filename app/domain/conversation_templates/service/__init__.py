"""What you can do with conversation templates. One file for each noun."""

from app.domain.conversation_templates.service.adopting import adopt_builtin_templates, tenants
from app.domain.conversation_templates.service.choosing import (
    asked_by,
    current_version_id,
    current_version_ids,
    latest_version_id,
    version_shown,
)
from app.domain.conversation_templates.service.templates import (
    create_conversation_template,
    get_conversation_template,
    list_conversation_templates,
    retire_conversation_template,
    take_over_conversation_template,
)
from app.domain.conversation_templates.service.versions import (
    change_template_draft,
    get_template_content,
    get_template_version,
    list_missing_texts,
    publish_template_version,
    retire_template_version,
    start_template_draft,
)

__all__ = [
    "adopt_builtin_templates",
    "asked_by",
    "change_template_draft",
    "create_conversation_template",
    "current_version_id",
    "current_version_ids",
    "get_conversation_template",
    "get_template_content",
    "get_template_version",
    "latest_version_id",
    "list_conversation_templates",
    "list_missing_texts",
    "publish_template_version",
    "retire_conversation_template",
    "retire_template_version",
    "start_template_draft",
    "take_over_conversation_template",
    "tenants",
    "version_shown",
]
