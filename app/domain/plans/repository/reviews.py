"""The SQL of reviews."""

from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import col

from app.domain.plans import policy
from app.domain.plans.commands import ReviewFilters
from app.domain.plans.models import Review
from app.domain.plans.views import ReviewView
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import Many, One


def review(review_id: UUID) -> One:
    return One(ReviewView, (col(Review.id) == review_id,))


def reviews(plan_id: UUID, filters: ReviewFilters) -> Many:
    where: list[Any] = [col(Review.plan_id) == plan_id]
    if filters.author_id is not None:
        where.append(col(Review.author_id) == filters.author_id)
    if filters.held_from is not None:
        where.append(col(Review.held_on) >= filters.held_from)
    if filters.held_before is not None:
        where.append(col(Review.held_on) < filters.held_before)
    return Many(ReviewView, tuple(where), order=("held_on", "id"))


class Reviews(Repository[Review]):
    entity = Review
    guard: ClassVar[Rule] = policy.may_read_review
