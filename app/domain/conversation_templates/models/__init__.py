"""Conversation templates and their versions: their tables, and how they change."""

from app.domain.conversation_templates.models.template import ConversationTemplate
from app.domain.conversation_templates.models.version import TemplateVersion

__all__ = ["ConversationTemplate", "TemplateVersion"]
