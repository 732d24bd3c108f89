"""A competency in one language: its name and its statement, each in the best language there is.

Besides its own texts, which are in the framework's language, it has translations by language tag;
one that lacks a text is passed over for that text.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, String, func, literal_column, select, union_all
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from app.domain.competencies.models import CompetencyFramework
from app.domain.people.languages import best

SPOKEN: Final = ("shown_name", "shown_statement", "shown_locale", "shown_statement_locale")


def spoken(wanted: Any, competency: Any) -> Mapping[str, ColumnElement[Any]]:
    """What a view shows of a competency in the wanted language, as far as there is one."""
    return {
        "shown_name": _best("name", "text", wanted, competency),
        "shown_statement": _best("statement", "text", wanted, competency),
        "shown_locale": _best("name", "tag", wanted, competency),
        "shown_statement_locale": _best("statement", "tag", wanted, competency),
    }


def _best(field: str, shown: str, wanted: Any, competency: Any) -> ColumnElement[Any]:
    framework: Any = aliased(CompetencyFramework)
    language = (
        select(framework.language)
        .where(
            framework.tenant_id == competency.tenant_id,
            framework.id == competency.framework_id,
        )
        .correlate_except(framework)
        .scalar_subquery()
    )
    rows = func.jsonb_each(competency.translations)
    columns = (sql_column("key", String), sql_column("value", JSONB))
    translation = rows.table_valued(*columns).render_derived().alias("translation")
    translated = translation.c.value[literal_column(f"'{field}'", String)].astext
    own = select(language.label("tag"), getattr(competency, field).label("text"))
    others = select(translation.c.key, translated).where(
        translated != literal_column("''"),
        func.lower(translation.c.key) != func.lower(language),
    )
    texts = union_all(own.correlate_except(), others.correlate_except(translation)).subquery(
        "texts"
    )
    locale = func.lower(texts.c.tag)
    query = best(texts.c[shown], locale, func.lower(wanted), func.lower(language))
    return query.correlate_except(texts).scalar_subquery()
