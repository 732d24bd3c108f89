"""The SQL of rhythms."""

from datetime import date
from typing import ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import col

from app.domain.people import ties
from app.domain.policy import Me, Rule
from app.domain.reflections import policy
from app.domain.reflections.models import ReflectionRhythm
from app.domain.reflections.views import ReflectionPromptView, ReflectionRhythmView
from app.domain.repository import Repository
from app.domain.statement import One


def rhythm(me: Me) -> One:
    return One(ReflectionRhythmView, (col(ReflectionRhythm.person_id) == me.id,))


def prompt(me: Me) -> One:
    return One(ReflectionPromptView, (col(ReflectionRhythm.person_id) == me.id,))


class Rhythms(Repository[ReflectionRhythm]):
    entity = ReflectionRhythm
    guard: ClassVar[Rule] = policy.may_read_rhythm

    async def mine(self) -> ReflectionRhythm | None:
        """Locked, whether or not there is one: of two who choose at once, one comes after."""
        me = self.tx.me
        name = f"{self.tx.actor.tenant_id}:reflection-rhythm:{self.tx.actor.id}"
        await self.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0)))
        )
        query = self.select().where(col(ReflectionRhythm.person_id) == me.id).with_for_update()
        return next(iter(await self.rows(query)), None)

    async def today(self, time_zone: str | None) -> date:
        """The day that it is there, or else where this person lives."""
        if time_zone is None:
            me = self.tx.me
            query = select(ties.zone_of(me.tenant_id, me.id))
            time_zone = (await self.session.execute(query, self.tx.parameters)).scalar_one()
        return self.tx.now.astimezone(ZoneInfo(time_zone)).date()
