"""How the templates of the product are written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.conversation_templates.content import (
    OptionText,
    QuestionOption,
    QuestionText,
    TemplateContent,
    TemplateQuestion,
    TemplateText,
)
from app.domain.conversation_templates.states import QuestionKind

ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True)
class Builtin:
    """A template of the product, in one revision."""

    key: str
    revision: int
    content: TemplateContent

    @property
    def title(self) -> str:
        return self.content.texts[0].title


def template(
    key: str,
    title: str,
    description: str,
    *,
    revision: int,
    reflection: tuple[TemplateQuestion, ...],
    planning: tuple[TemplateQuestion, ...],
    action: tuple[TemplateQuestion, ...],
) -> Builtin:
    text = TemplateText(locale=ENGLISH, title=title, description=description)
    content = TemplateContent(
        default_locale=ENGLISH,
        texts=(text,),
        reflection=reflection,
        planning=planning,
        action=action,
    )
    return Builtin(key, revision, content)


def words(
    key: str, title: str, help: str | None = None, *, required: bool = False
) -> TemplateQuestion:
    """A question that is answered in words."""
    return _question(key, QuestionKind.TEXT, title, help, required=required)


def scale(key: str, title: str, help: str) -> TemplateQuestion:
    """A question that is answered from 1 to 5; `help` says what these mean."""
    return _question(key, QuestionKind.SCALE, title, help)


def choice(key: str, title: str, help: str | None, options: Mapping[str, str]) -> TemplateQuestion:
    """A question that is answered by one of the options."""
    told = tuple(
        QuestionOption(key=name, texts=(OptionText(locale=ENGLISH, title=text),))
        for name, text in options.items()
    )
    return _question(key, QuestionKind.CHOICE, title, help, options=told)


def _question(
    key: str,
    kind: QuestionKind,
    title: str,
    help: str | None,
    *,
    required: bool = False,
    options: tuple[QuestionOption, ...] = (),
) -> TemplateQuestion:
    text = QuestionText(locale=ENGLISH, title=title, help=help)
    return TemplateQuestion(key=key, kind=kind, required=required, texts=(text,), options=options)
