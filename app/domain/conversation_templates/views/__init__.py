"""How conversation templates look from outside: one file for each noun."""

from typing import Any

from sqlalchemy import ColumnElement

from app.domain.conversation_templates.states import VersionStatus
from app.domain.conversation_templates.views.missing import MissingText, MissingTextView
from app.domain.conversation_templates.views.templates import (
    ConversationTemplateView,
    newest,
)
from app.domain.conversation_templates.views.versions import (
    TemplateContentView,
    TemplateVersionView,
    questions_of,
)
from app.domain.policy import Me
from app.domain.view import many, one, one_where

__all__ = [
    "ConversationTemplateView",
    "MissingText",
    "MissingTextView",
    "TemplateContentView",
    "TemplateVersionView",
    "questions_of",
]


def _is_current(me: Me, template: Any, version: Any) -> ColumnElement[bool]:
    clause: ColumnElement[bool] = version.id == newest(VersionStatus.PUBLISHED)(me, template)
    return clause


ConversationTemplateView.relates(
    current_version=one_where(TemplateVersionView, _is_current, "What conversations begin with."),
    versions=many(
        TemplateVersionView,
        "template_id",
        "Its versions, the oldest first.",
        order=("number", "id"),
    ),
)
TemplateVersionView.relates(
    template=one(ConversationTemplateView, "template_id", "The template it is a version of.")
)
