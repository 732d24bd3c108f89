"""The SQL of versions of conversation templates."""

from collections.abc import Callable, Collection
from functools import cache
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    String,
    Subquery,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.conversation_templates import policy
from app.domain.conversation_templates.commands import LocaleFilters, MissingTextFilters
from app.domain.conversation_templates.models import ConversationTemplate, TemplateVersion
from app.domain.conversation_templates.states import SECTIONS, TemplateStatus, VersionStatus
from app.domain.conversation_templates.views import (
    MissingTextView,
    TemplateContentView,
    TemplateVersionView,
)
from app.domain.conversation_templates.views.rendering import each, rendered
from app.domain.people.languages import covers
from app.domain.people.views import OrganisationView, PersonView
from app.domain.policy import Me, Rule
from app.domain.repository import Repository
from app.domain.rowstatement import rows_statement
from app.domain.statement import Many, One, Statement

BETWEEN: Final = 1000
"""More than a list can have items: places of what stands in one do not meet."""


def version(*where: Any, filters: LocaleFilters) -> One:
    if filters.locale is None:
        return One(TemplateVersionView, where)
    return One(TemplateVersionView, where, rendered(filters.locale, TemplateVersion))


def content(template_version_id: UUID) -> One:
    return One(TemplateContentView, (col(TemplateVersion.id) == template_version_id,))


class Versions(Repository[TemplateVersion]):
    entity = TemplateVersion
    guard: ClassVar[Rule] = policy.may_read_version
    takers = policy.TAKERS

    async def of(self, template_id: UUID) -> list[TemplateVersion]:
        """The newest first."""
        query = self.select().where(col(TemplateVersion.template_id) == template_id)
        return await self.rows(query.order_by(col(TemplateVersion.number).desc()))

    async def current(self, keys: Collection[str]) -> dict[str, UUID]:
        """What conversations begin with now, for those of the keys that lead to something."""
        values = self.tx.parameters | {"keys": list(keys)}
        await self._flush()
        rows = await self.tx.read(_current(self.tx.me), values)
        return {row["key"]: row["id"] for row in rows}

    async def latest(self, version_id: UUID) -> UUID | None:
        """What conversations with this one's template begin with now, if with anything."""
        values = self.tx.parameters | {"version_id": version_id}
        await self._flush()
        rows = await self.tx.read(_latest(self.tx.me), values)
        return next((row["id"] for row in rows), None)


@cache
def _current(me: Me) -> Statement:
    wanted = bindparam("keys", type_=ARRAY(String()))
    return _newest(me, lambda template: template.key == func.any(wanted))


@cache
def _latest(me: Me) -> Statement:
    known: Any = aliased(TemplateVersion)
    of = select(known.template_id).where(
        known.tenant_id == me.tenant_id, known.id == bindparam("version_id", type_=Uuid())
    )
    return _newest(me, lambda template: template.id == of.correlate(None).scalar_subquery())


def _newest(me: Me, which: Callable[[Any], ColumnElement[bool]]) -> Statement:
    """The newest that was published of each of these templates, while they are used."""
    template: Any = aliased(ConversationTemplate)
    version: Any = aliased(TemplateVersion)
    query = (
        select(template.key, version.id)
        .ext(distinct_on(template.key))
        .where(
            template.tenant_id == me.tenant_id,
            which(template),
            template.status == TemplateStatus.ACTIVE,
            version.tenant_id == me.tenant_id,
            version.template_id == template.id,
            version.status == VersionStatus.PUBLISHED,
        )
        .order_by(template.key, version.number.desc())
    )
    return rows_statement(query)


def missing_texts(me: Me, template_version_id: UUID, filters: MissingTextFilters) -> Many:
    rows = _missing(me, template_version_id, filters)
    return Many(MissingTextView, (), order=("locale", "place", "id"), rows=rows)


def _missing(me: Me, template_version_id: Any, filters: MissingTextFilters) -> Subquery:
    wanted = _wanted(me, filters)
    version: Any = aliased(TemplateVersion)
    visible = (version.tenant_id == me.tenant_id, version.id == template_version_id)
    parts = _parts(version, *visible, policy.may_read_version(me, version))
    text = _best(parts.c.texts, func.lower(wanted.c.locale))
    default = _best(parts.c.texts, func.lower(parts.c.default_locale))
    lacks = case(
        (text.is_(None), literal_column("'text'")),
        (
            and_(_more(text, parts).is_(None), _more(default, parts).is_not(None)),
            literal_column("'help'"),
        ),
    )
    keys = (parts.c.id, wanted.c.locale, parts.c.place)
    id = func.md5(func.concat_ws("/", *(cast(key, Text) for key in keys)))
    query = select(
        parts.c.tenant_id,
        cast(id, Uuid).label("id"),
        parts.c.version,
        parts.c.id.label("template_version_id"),
        wanted.c.locale,
        parts.c.place,
        parts.c.section,
        parts.c.question_key,
        parts.c.option_key,
        lacks.label("lacks"),
    ).where(lacks.is_not(None))
    return query.subquery("missing")


def _wanted(me: Me, filters: MissingTextFilters) -> Any:
    """Languages, each once."""
    if filters.locales is not None:
        given = func.unnest(filters.locales).column_valued("given")
        return select(given.label("locale")).distinct().subquery("wanted")
    person: Any = aliased(PersonView.table)
    tenant: Any = aliased(OrganisationView.table)
    theirs = select(person.locale.label("locale")).where(
        person.tenant_id == me.tenant_id, person.status != "left"
    )
    ours = select(tenant.locale).where(tenant.tenant_id == me.tenant_id)
    return union(theirs, ours).subquery("wanted")


def _parts(version: Any, *where: Any) -> Any:
    """Everything of a version that is told in languages, in its order."""
    own = (version.tenant_id, version.id, version.version, version.default_locale)
    nothing = cast(null(), String)
    parts = [
        select(
            *own,
            literal_column("0", Integer).label("place"),
            nothing.label("section"),
            nothing.label("question_key"),
            nothing.label("option_key"),
            version.content["texts"].label("texts"),
        ).where(*where)
    ]
    for number, section in enumerate(SECTIONS, 1):
        question = each(version.content[section], "question")
        option = each(question.c.value["options"], "option")
        key, word = question.c.value["key"].astext, literal_column(f"'{section}'", String)
        at = number * BETWEEN * BETWEEN + cast(question.c.place, Integer) * BETWEEN
        parts += [
            select(*own, at, word, key, nothing, question.c.value["texts"])
            .join_from(version, question, literal_column("true"))
            .where(*where),
            select(
                *own,
                at + cast(option.c.place, Integer),
                word,
                key,
                option.c.value["key"].astext,
                option.c.value["texts"],
            )
            .join_from(version, question, literal_column("true"))
            .join(option, literal_column("true"))
            .where(*where),
        ]
    return union_all(*parts).subquery("parts")


def _best(texts: Any, wanted: Any) -> Any:
    """The text that serves who wants this language, if there is one."""
    text = each(texts, "text")
    locale = func.lower(text.c.value["locale"].astext)
    query = select(text.c.value).where(covers(locale, wanted))
    best = query.order_by(func.length(locale).desc()).limit(literal_column("1"))
    return best.correlate_except(text).scalar_subquery()


def _more(text: Any, parts: Any) -> Any:
    """What a text has besides its title: help, or of the template a description."""
    told = func.coalesce(text["help"].astext, text["description"].astext)
    return case((parts.c.option_key.is_(None), told))
