"""The SQL of help."""

from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import col

from app.domain.plans import policy
from app.domain.plans.commands import HelpFilters
from app.domain.plans.models import Help
from app.domain.plans.views import HelpView
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One


def help(help_id: UUID) -> One:
    return One(HelpView, (col(Help.id) == help_id,))


def help_of(milestone_id: UUID, filters: HelpFilters) -> Many:
    where: list[Any] = [col(Help.milestone_id) == milestone_id]
    if filters.status is not None:
        where.append(col(Help.status) == filters.status)
    return Many(HelpView, tuple(where))


class Helps(Repository[Help]):
    entity = Help
    guard: ClassVar[Rule] = policy.may_read_of_milestone
