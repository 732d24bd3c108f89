"""The SQL of addenda."""

from typing import ClassVar
from uuid import UUID

from sqlmodel import col

from app.domain.conversations import policy
from app.domain.conversations.models import Addendum
from app.domain.conversations.views import AddendumView
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One


def addendum(addendum_id: UUID) -> One:
    return One(AddendumView, (col(Addendum.id) == addendum_id,))


def addenda(conversation_id: UUID) -> Many:
    return Many(AddendumView, (col(Addendum.conversation_id) == conversation_id,))


class Addenda(Repository[Addendum]):
    entity = Addendum
    guard: ClassVar[Rule] = policy.may_read_addendum
