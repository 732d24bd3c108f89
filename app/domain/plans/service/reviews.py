"""What you can do with reviews of a plan."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Fault, Forbidden, NotFound
from app.domain.plans.commands import ReviewFilters, ReviewPlan
from app.domain.plans.deadlines import FARTHEST_EAST
from app.domain.plans.errors import PlanNotActive, ReviewToCome
from app.domain.plans.lifecycle import PLAN
from app.domain.plans.models import Plan, Review
from app.domain.plans.repository import reviews as rows
from app.domain.plans.repository.plans import Plans
from app.domain.plans.repository.reviews import Reviews
from app.domain.plans.views import PlanView, ReviewView
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.PLANS_READ, ReviewView)
def get_review(_me: Me, review_id: UUID) -> One:
    """Read one review of a plan."""
    return rows.review(review_id)


@query(Scope.PLANS_READ, ReviewView)
def list_reviews(_me: Me, plan_id: UUID, filters: ReviewFilters) -> Many:
    """List the reviews of a plan, the newest last."""
    return rows.reviews(plan_id, filters)


@action(Scope.PLANS_WRITE, PlanView, raises=(NotFound, Forbidden, PlanNotActive), versioned=True)
async def start_plan_review(tx: Transaction, plan_id: UUID) -> Plan:
    """Begin to look together at how a plan goes."""
    plan = await Plans(tx).to_take(PLAN["start_plan_review"], plan_id)
    tx.record(*plan.take("start_plan_review"))
    return plan


@action(
    Scope.PLANS_WRITE,
    ReviewView,
    raises=(NotFound, Forbidden, PlanNotActive, ReviewToCome),
    versioned=True,
    creates=True,
)
async def review_plan(tx: Transaction, plan_id: UUID, command: ReviewPlan) -> Review:
    """Write down a review of a plan: what was reviewed, what changes, and when next.

    The plan is worked on again, and has the day of the next review. The version is the plan's.
    """
    plan = await Plans(tx).to_take(PLAN["review_plan"], plan_id)
    if command.held_on > (tx.now + FARTHEST_EAST).date():
        raise ReviewToCome(Fault("/heldOn", ReviewToCome.explanation()))
    tx.record(*plan.reviewed(command.next_review_on))
    review = Review(
        plan_id=plan.id, person_id=plan.person_id, author_id=tx.actor.id, **command.model_dump()
    )
    return Reviews(tx).add(review)
