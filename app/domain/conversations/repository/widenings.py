"""The SQL of widenings of notes."""

from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Uuid, bindparam, update
from sqlalchemy.dialects.postgresql import array
from sqlmodel import col

from app.domain.conversations import policy
from app.domain.conversations.models import NoteWidening, WideningStatus
from app.domain.conversations.views import NoteWideningView
from app.domain.entity import Moment
from app.domain.policy import Me, Rule, Way
from app.domain.repository import Repository
from app.domain.rowstatement import rows_statement
from app.domain.statement import Many, One, Statement


def widening(widening_id: UUID) -> One:
    return One(NoteWideningView, (col(NoteWidening.id) == widening_id,))


def widenings(me: Me) -> Many:
    """Those that I began, and those that take my consent."""
    mine: Any = array([me.id], type_=Uuid())
    return Many(NoteWideningView, (), ways=(Way("author_id", mine), Way("asked_id", mine)))


class NoteWidenings(Repository[NoteWidening]):
    entity = NoteWidening
    guard: ClassVar[Rule] = policy.may_read_widening
    takers = policy.TAKERS

    async def withdraw_open(self, note_id: UUID) -> None:
        """What was proposed for a note is over: its audience was chosen anew."""
        await self._flush()
        await self.tx.read(_withdraw(self.tx.me), self.tx.parameters | {"note_id": note_id})

    async def count_edit(self, note_id: UUID) -> None:
        """Whoever decided on the former text decides again."""
        await self._flush()
        await self.tx.read(_count_edit(self.tx.me), self.tx.parameters | {"note_id": note_id})


def _open(me: Me) -> Any:
    return update(NoteWidening).where(
        col(NoteWidening.tenant_id) == me.tenant_id,
        col(NoteWidening.note_id) == bindparam("note_id", type_=Uuid()),
        col(NoteWidening.status) == WideningStatus.PROPOSED,
    )


@cache
def _withdraw(me: Me) -> Statement:
    return rows_statement(
        _open(me).values(
            status=WideningStatus.WITHDRAWN,
            decided_at=bindparam("me_now", type_=Moment),
            version=col(NoteWidening.version) + 1,
        )
    )


@cache
def _count_edit(me: Me) -> Statement:
    return rows_statement(_open(me).values(version=col(NoteWidening.version) + 1))
