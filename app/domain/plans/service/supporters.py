"""What you can do about who supports a milestone."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.plans import policy
from app.domain.plans.commands import AddSupporter
from app.domain.plans.errors import PlanClosed, SupporterUnknown, SupportsAlready
from app.domain.plans.events.owners import MilestoneSupporterAdded, MilestoneSupporterRemoved
from app.domain.plans.models import MilestoneSupporter
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.repository.supporters import Supporters
from app.domain.plans.views import MilestoneSupporterView
from app.domain.shape import Removed
from app.domain.transaction import Transaction
from app.domain.use_case import action


@action(
    Scope.PLANS_WRITE,
    MilestoneSupporterView,
    raises=(NotFound, Forbidden, PlanClosed, SupporterUnknown, SupportsAlready),
)
async def add_milestone_supporter(
    tx: Transaction, milestone_id: UUID, command: AddSupporter
) -> MilestoneSupporter:
    """Ask for somebody's support with a milestone: as a mentor, coach, sponsor, expert, peer or
    approver. They may read it from now on, and nothing else of the plan.

    The owner, the person and their manager may; of a private goal only the owner and the person.
    """
    milestone = await Milestones(tx).get(milestone_id, may=policy.may_invite, lock=True)
    milestone.check_plan_open()
    supporter = Supporters(tx).add(
        MilestoneSupporter(
            milestone_id=milestone.id,
            person_id=milestone.person_id,
            supporter_id=command.supporter_id,
            role=command.role,
            added_by_id=tx.actor.id,
        )
    )
    told = {"supporter_id": supporter.supporter_id, "role": supporter.role}
    tx.record(milestone.tells(MilestoneSupporterAdded, **told))
    return supporter


@action(Scope.PLANS_WRITE, Removed, raises=(NotFound, Forbidden))
async def remove_milestone_supporter(
    tx: Transaction, milestone_id: UUID, supporter_id: UUID
) -> Removed:
    """End somebody's support of a milestone. They may themselves, and whoever may ask for it.

    `supporterId` is the `id` of the entry, not of the person: somebody may have several roles.
    """
    milestone = await Milestones(tx).get(milestone_id, lock=True)
    supporters = Supporters(tx)
    supporter = await supporters.get(supporter_id, may=policy.may_end_support)
    if supporter.milestone_id != milestone.id:
        raise NotFound
    await supporters.remove(supporter)
    told = {"supporter_id": supporter.supporter_id, "role": supporter.role}
    tx.record(milestone.tells(MilestoneSupporterRemoved, **told))
    tx.concern(milestone.person_id, supporter.supporter_id)
    return Removed(id=supporter.id)
