"""What a version says: questions in three sections, each text in several languages.

It is checked when it comes in, and stored as it looks from outside.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from app.domain.conversation_templates.states import SECTIONS, QuestionKind
from app.domain.shape import Command, pointer
from app.domain.values import Language, Line, Text

MOST_QUESTIONS: Final = 50
MOST_LOCALES: Final = 20
MOST_OPTIONS: Final = 20
FEWEST_OPTIONS: Final = 2


def canonical(tag: str) -> str:
    """The usual spelling of a language tag (RFC 5646, 2.1.1): `sv-latn-fi` is `sv-Latn-FI`."""
    first, *rest = tag.lower().split("-")
    spelled, is_private = [first], len(first) == 1
    for part in rest:
        is_private = is_private or len(part) == 1
        spelled.append(part if is_private else _CASES.get(len(part), str)(part))
    return "-".join(spelled)


_CASES: Final = {2: str.upper, 4: str.title}

Locale = Annotated[Language, AfterValidator(canonical)]
"""A BCP 47 language tag in its usual spelling."""

QuestionKey = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern="^[a-z][a-z0-9_]*$")
]
"""A name of a question or an option: small letters, digits and underscores."""


class TemplateText(Command):
    """What the template is called in one language."""

    locale: Locale = Field(description="The language, a BCP 47 tag.")
    title: Line = Field(description="What the template is called.")
    description: Text | None = Field(default=None, description="When it is a good choice.")


class QuestionText(Command):
    """A question in one language."""

    locale: Locale = Field(description="The language, a BCP 47 tag.")
    title: Line = Field(description="The question.")
    help: Text | None = Field(default=None, description="What may help to answer it.")


class OptionText(Command):
    """An option in one language."""

    locale: Locale = Field(description="The language, a BCP 47 tag.")
    title: Line = Field(description="What is shown to choose.")


def _of_all(texts: Sequence[Any]) -> Sequence[Any]:
    """Each language once."""
    locales = [text.locale for text in texts]
    if len(set(locales)) < len(locales):
        message = "a locale stands here more than once"
        raise ValueError(message)
    return texts


TemplateTexts = Annotated[
    tuple[TemplateText, ...],
    Field(min_length=1, max_length=MOST_LOCALES),
    AfterValidator(_of_all),
]
QuestionTexts = Annotated[
    tuple[QuestionText, ...],
    Field(min_length=1, max_length=MOST_LOCALES),
    AfterValidator(_of_all),
]
OptionTexts = Annotated[
    tuple[OptionText, ...],
    Field(min_length=1, max_length=MOST_LOCALES),
    AfterValidator(_of_all),
]


class QuestionOption(Command):
    """One of the answers to choose from."""

    key: QuestionKey = Field(description="Stable: the answer is this.")
    texts: OptionTexts = Field(
        description="The option in each language; one is the default language."
    )


class TemplateQuestion(Command):
    """A question to both sides."""

    key: QuestionKey = Field(description="Stable within the template, from version to version.")
    kind: QuestionKind = Field(description="How it is answered.")
    required: bool = Field(
        default=False,
        description="Whether it shows as open until it is answered. Nobody is ever stopped by it.",
    )
    texts: QuestionTexts = Field(
        description="The question in each language; one is the default language."
    )
    options: tuple[QuestionOption, ...] = Field(
        default=(),
        max_length=MOST_OPTIONS,
        description="Of a choice: 2 to 20 answers to choose from.",
    )

    @model_validator(mode="after")
    def _has_options_if_a_choice(self) -> Self:
        keys = [one.key for one in self.options]
        if len(set(keys)) < len(keys):
            message = "two options have the same key"
            raise ValueError(message)
        if self.kind is QuestionKind.CHOICE and len(keys) < FEWEST_OPTIONS:
            message = "a choice has two options at least"
            raise ValueError(message)
        if self.kind is not QuestionKind.CHOICE and keys:
            message = "only a choice has options"
            raise ValueError(message)
        return self


class TemplateContent(Command):
    """Everything that a version says. 50 questions and 20 locales at the most."""

    default_locale: Locale = Field(description="The language of every text that has no better one.")
    texts: TemplateTexts = Field(description="What the template is called, in each language.")
    reflection: tuple[TemplateQuestion, ...] = Field(
        default=(), max_length=MOST_QUESTIONS, description="What was, and what it means."
    )
    planning: tuple[TemplateQuestion, ...] = Field(
        default=(), max_length=MOST_QUESTIONS, description="Where to go from there."
    )
    action: tuple[TemplateQuestion, ...] = Field(
        default=(), max_length=MOST_QUESTIONS, description="What happens next, and who helps."
    )

    @property
    def questions(self) -> tuple[TemplateQuestion, ...]:
        return (*self.reflection, *self.planning, *self.action)

    @model_validator(mode="after")
    def _is_one_whole(self) -> Self:
        keys = [one.key for one in self.questions]
        if len(keys) > MOST_QUESTIONS:
            message = f"there are {len(keys)} questions; {MOST_QUESTIONS} at the most"
            raise ValueError(message)
        if len(set(keys)) < len(keys):
            message = "two questions have the same key"
            raise ValueError(message)
        if len(set(self._locales())) > MOST_LOCALES:
            message = f"there are more than {MOST_LOCALES} locales"
            raise ValueError(message)
        if self.default_locale not in (one.locale for one in self.texts):
            message = "the template has no text in its default locale"
            raise ValueError(message)
        return self

    def _locales(self) -> Iterator[str]:
        return (text.locale for _, texts in self.places() for text in texts)

    def places(self) -> Iterator[tuple[str, Sequence[Any]]]:
        """Where each text stands, with all its languages."""
        yield "/texts", self.texts
        for section in SECTIONS:
            for at, question in enumerate(getattr(self, section)):
                yield pointer((section, at, "texts")), question.texts
                for place, option in enumerate(question.options):
                    yield pointer((section, at, "options", place, "texts")), option.texts

    def lacking(self, locale: str) -> Iterator[str]:
        """Where there is no text in this language."""
        for place, texts in self.places():
            if locale not in (text.locale for text in texts):
                yield place

    def stored(self) -> dict[str, Any]:
        """As a version has it."""
        exclude = set(type(self).model_fields) - {"texts", *SECTIONS}
        return self.model_dump(mode="json", by_alias=True, exclude=exclude)


def read_questions(content: dict[str, Any]) -> dict[str, TemplateQuestion]:
    """The questions of a stored version, by their keys."""
    found = chain.from_iterable(content[section] for section in SECTIONS)
    return {one["key"]: TemplateQuestion.model_validate(one) for one in found}
