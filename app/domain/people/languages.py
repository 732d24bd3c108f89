"""In which language somebody reads, and which of several texts is the best one for them.

Asked for `sv-Latn-FI`, a text comes in that, or in `sv-Latn`, or in `sv`, or in the default
language of what it is part of. The longest tag that the wanted one begins with is the best
(RFC 4647, 3.4).
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from app.domain.people.models import Person, Tenant
from app.domain.policy import Me


def own_locale(me: Me) -> ColumnElement[str]:
    """The language of whoever reads: a person's own, or the organisation's."""
    row: Any = aliased(Person if me.is_person else Tenant)
    id = me.id if me.is_person else me.tenant_id
    query = select(row.locale).where(row.tenant_id == me.tenant_id, row.id == id)
    return query.correlate_except(row).scalar_subquery()


def covers(locale: Any, wanted: Any) -> ColumnElement[bool]:
    """Whether who wants the one is served by the other; both in small letters."""
    return or_(wanted == locale, func.starts_with(wanted, locale.op("||")(literal_column("'-'"))))


def best(shown: Any, locale: Any, wanted: Any, default: Any) -> Select[Any]:
    """Of the rows that are texts in a language, the best one; none if none will do. All languages
    are in small letters.
    """
    is_wanted = covers(locale, wanted)
    return (
        select(shown)
        .where(or_(is_wanted, locale == default))
        .order_by(case((is_wanted, func.length(locale)), else_=literal_column("0")).desc())
        .limit(literal_column("1"))
    )
