"""A version in one language: of each text the best one, and in which language that is.

Which text is the best one, `people.languages` says; the default is the default locale of the
version.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, func, literal_column, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from app.domain.conversation_templates.states import SECTIONS
from app.domain.people.languages import best


def rendered(wanted: Any, version: Any) -> Mapping[str, ColumnElement[Any]]:
    """What a view shows of a version, in the wanted language as far as there is one."""
    chosen = _Chosen(func.lower(wanted), func.lower(version.default_locale))
    text = chosen.of(version.content[_word("texts")])
    return {
        "locale": text[_word("locale")],
        "title": text[_word("title")],
        "description": text[_word("description")],
        **{section: chosen.questions(version.content[_word(section)]) for section in SECTIONS},
    }


class _Chosen:
    """Picks texts by a wanted and a default language, both in small letters."""

    def __init__(self, wanted: Any, default: Any) -> None:
        self.wanted = wanted
        self.default = default

    def of(self, texts: Any) -> Any:
        """The best of several texts, as it is stored; null if none will do."""
        text = each(texts, "text")
        locale = func.lower(text.c.value[_word("locale")].astext)
        query = best(text.c.value, locale, self.wanted, self.default)
        return query.correlate_except(text).scalar_subquery()

    def questions(self, stored: Any) -> Any:
        question = each(stored, "question")
        value = question.c.value
        shown = _object(
            key=value[_word("key")],
            kind=value[_word("kind")],
            required=value[_word("required")],
            options=self.options(value[_word("options")]),
        )
        return _listed(question, shown.op("||")(self._or_nothing(value, "help")))

    def options(self, stored: Any) -> Any:
        option = each(stored, "option")
        shown = _object(key=option.c.value[_word("key")])
        return _listed(option, shown.op("||")(self._or_nothing(option.c.value)))

    def _or_nothing(self, value: Any, *more: str) -> Any:
        """A draft may have no text yet that would do."""
        nothing = _object(**dict.fromkeys(("locale", "title", *more), literal_column("null")))
        return func.coalesce(self.of(value[_word("texts")]), nothing)


def each(stored: Any, name: str) -> Any:
    """The items of a stored list as rows of `(value, place)`."""
    rows = func.jsonb_array_elements(stored, type_=JSONB)
    value = sql_column("value", JSONB)
    return rows.table_valued(value, with_ordinality="place").render_derived().alias(name)


def _listed(rows: Any, shown: Any) -> Any:
    listed = func.jsonb_agg(aggregate_order_by(shown, rows.c.place), type_=JSONB)
    nothing = literal_column("'[]'::jsonb", JSONB)
    query = select(func.coalesce(listed, nothing)).select_from(rows)
    return query.correlate_except(rows).scalar_subquery()


def _object(**parts: Any) -> Any:
    pairs = [one for name, part in parts.items() for one in (_word(name), part)]
    return func.jsonb_build_object(*pairs, type_=JSONB)


def _word(text: str) -> Any:
    """A word of ours, in place of a parameter."""
    return literal_column(f"'{text}'", String)
