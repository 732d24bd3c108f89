"""What conversation templates may say, and what comes with the product. No database."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.domain.conversation_templates.builtin import BUILTIN
from app.domain.conversation_templates.content import TemplateContent, canonical
from app.domain.conversation_templates.errors import QuestionChangedKind, TemplateIncomplete
from app.domain.conversation_templates.models import ConversationTemplate, TemplateVersion
from app.domain.conversation_templates.states import SECTIONS, QuestionKind
from app.domain.entity import utc_now
from tests.architecture.test_wording import BLAMING

Json = dict[str, Any]


def texts(*locales: str, **more: Any) -> list[Json]:
    return [{"locale": locale, "title": f"In {locale}", **more} for locale in locales]


def question(key: str = "glad", kind: str = "text", *locales: str, **more: Any) -> Json:
    return {"key": key, "kind": kind, "texts": texts(*locales or ("en",)), **more}


def content(**given: Any) -> Json:
    return {"defaultLocale": "en", "texts": texts("en"), "reflection": [question()], **given}


def options(*keys: str) -> list[Json]:
    return [{"key": key, "texts": texts("en")} for key in keys]


@pytest.mark.parametrize(
    "given",
    [
        content(texts=[]),
        content(texts=texts("sv")),
        content(texts=texts("en", "EN")),
        content(texts=texts("not a language")),
        content(reflection=[question(texts=texts("sv", "sv"))]),
        content(reflection=[question("Glad")]),
        content(reflection=[question("glad"), question("glad")]),
        content(planning=[question("glad")]),
        content(reflection=[question(f"q{n}") for n in range(51)]),
        content(
            reflection=[question(f"q{n}") for n in range(30)],
            action=[question(f"r{n}") for n in range(21)],
        ),
        content(reflection=[question("glad", "text", *(f"a{chr(97 + n)}" for n in range(21)))]),
        content(
            reflection=[question("glad", "text", *(f"a{chr(97 + n)}" for n in range(11)))],
            action=[question("next", "text", *(f"b{chr(97 + n)}" for n in range(10)))],
        ),
        content(reflection=[question(options=options("a", "b"))]),
        content(reflection=[question("glad", "choice")]),
        content(reflection=[question("glad", "choice", options=options("a"))]),
        content(reflection=[question("glad", "choice", options=options("a", "a"))]),
        content(reflection=[question("glad", "rating")]),
        content(reflection=[question(texts=texts("en", title="x" * 201))]),
        content(reflection=[question(audience="manager")]),
    ],
)
def test_content_that_is_refused(given: Json) -> None:
    with pytest.raises(ValidationError):
        TemplateContent.model_validate(given)


def test_what_is_stored_is_read_again() -> None:
    given = content(
        planning=[question("how", "scale", "en", "sv", required=True)],
        action=[question("which", "choice", options=options("a", "b"))],
    )
    whole = TemplateContent.model_validate(given)
    version = a_version(whole)

    assert version.whole() == whole
    assert list(version.content) == ["texts", *SECTIONS]


@pytest.mark.parametrize(
    ("given", "spelled"),
    [
        ("SV-fi", "sv-FI"),
        ("zh-hANT-tw", "zh-Hant-TW"),
        ("sl-rozaj-biske", "sl-rozaj-biske"),
        ("en-x-US-latn", "en-x-us-latn"),
        ("es-419", "es-419"),
    ],
)
def test_language_tags_are_spelled_as_usual(given: str, spelled: str) -> None:
    assert canonical(given) == spelled


@given(st.from_regex(r"\A[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}\Z"))
def test_spelling_changes_nothing_but_the_case(tag: str) -> None:
    assert canonical(tag).lower() == tag.lower()
    assert canonical(canonical(tag)) == canonical(tag) == canonical(tag.swapcase())


# Publishing


def a_template() -> ConversationTemplate:
    return ConversationTemplate(key="ours", title="Ours")


def a_version(given: TemplateContent | Json) -> TemplateVersion:
    whole = given if isinstance(given, TemplateContent) else TemplateContent.model_validate(given)
    return TemplateVersion(
        template_id=a_template().id,
        number=1,
        default_locale=whole.default_locale,
        content=whole.stored(),
    )


def test_every_text_is_there_in_the_default_locale() -> None:
    draft = a_version(
        content(
            reflection=[question("glad", "text", "sv")],
            action=[
                question(
                    "which",
                    "choice",
                    options=[*options("a"), {"key": "b", "texts": texts("sv")}],
                )
            ],
        )
    )
    with pytest.raises(TemplateIncomplete) as refused:
        draft.publish(a_template(), (), utc_now())
    assert [fault.pointer for fault in refused.value.faults] == [
        "/reflection/0/texts",
        "/action/0/options/1/texts",
    ]
    assert draft.status == "draft"


def test_a_version_asks_something() -> None:
    with pytest.raises(TemplateIncomplete):
        a_version(content(reflection=[])).publish(a_template(), (), utc_now())


def test_a_key_stays_what_it_was() -> None:
    before = a_version(content(reflection=[question("how", "scale")]))
    draft = a_version(content(planning=[question("other"), question("how", "text")], reflection=[]))
    with pytest.raises(QuestionChangedKind) as refused:
        draft.publish(a_template(), (before,), utc_now())
    assert [fault.pointer for fault in refused.value.faults] == ["/planning/1/kind"]


# What comes with the product


@pytest.mark.parametrize("builtin", BUILTIN, ids=lambda one: one.key)
def test_what_comes_with_the_product_is_whole(builtin: Any) -> None:
    version = a_version(builtin.content)
    told = version.publish(a_template(), (), utc_now())

    assert [one.name for one in told] == ["conversation_template.published"]
    assert 6 <= len(builtin.content.questions) <= 10
    for section in SECTIONS:
        assert getattr(builtin.content, section), section
    assert any(one.required for one in builtin.content.questions)
    assert any(one.kind is QuestionKind.TEXT for one in builtin.content.action)


@pytest.mark.parametrize("builtin", BUILTIN, ids=lambda one: one.key)
def test_nothing_in_it_blames(builtin: Any) -> None:
    told = [
        text.title + " " + (getattr(text, "help", None) or getattr(text, "description", None) or "")
        for _, all_of_it in builtin.content.places()
        for text in all_of_it
    ]

    assert len(told) >= 7
    assert [BLAMING.search(text.lower()) for text in told] == [None] * len(told)


def test_their_keys_are_theirs_alone() -> None:
    assert [one.key for one in BUILTIN] == [
        "career",
        "check_in",
        "mentoring",
        "returning_from_leave",
    ]
