"""What you can do about help with milestones."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Fault, Forbidden, NotFound
from app.domain.plans import policy
from app.domain.plans.commands import AskForHelp, HelpFilters, OfferHelp, ResolveHelp
from app.domain.plans.errors import (
    HelpElsewhere,
    HelpNotAsked,
    HelpResolved,
    MilestoneNotOpen,
    PlanClosed,
)
from app.domain.plans.lifecycle import HELP
from app.domain.plans.models import Help, Milestone
from app.domain.plans.repository import help as rows
from app.domain.plans.repository.help import Helps
from app.domain.plans.repository.milestones import Milestones
from app.domain.plans.views import HelpView
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.PLANS_READ, HelpView)
def get_help(_me: Me, help_id: UUID) -> One:
    """Read what help was asked for or offered."""
    return rows.help(help_id)


@query(Scope.PLANS_READ, HelpView)
def list_help(_me: Me, milestone_id: UUID, filters: HelpFilters) -> Many:
    """List the help that was asked for or offered with a milestone, the oldest first."""
    return rows.help_of(milestone_id, filters)


@action(
    Scope.PLANS_WRITE,
    HelpView,
    raises=(NotFound, Forbidden, PlanClosed, MilestoneNotOpen),
    creates=True,
)
async def ask_for_help(tx: Transaction, milestone_id: UUID, command: AskForHelp) -> Help:
    """Say what would help with a milestone. Its owner, the person and their manager may."""
    milestone = await Milestones(tx).get(milestone_id, may=policy.may_change, lock=True)
    milestone.check_open()
    return await ask(tx, milestone, command.need)


async def ask(tx: Transaction, milestone: Milestone, text: str) -> Help:
    """Ask for help with a milestone that this transaction has locked."""
    help = Helps(tx).add(
        Help(
            milestone_id=milestone.id,
            person_id=milestone.person_id,
            asked_by_id=tx.actor.id,
            need=text,
        )
    )
    tx.record(*help.asked(milestone))
    return help


@action(
    Scope.PLANS_WRITE,
    HelpView,
    raises=(NotFound, Forbidden, PlanClosed, MilestoneNotOpen, HelpElsewhere, HelpNotAsked),
    creates=True,
)
async def offer_help(tx: Transaction, milestone_id: UUID, command: OfferHelp) -> Help:
    """Offer help with a milestone that you may read: in answer to what was asked (`helpId`), or
    unasked.
    """
    milestone = await Milestones(tx).to_take(HELP["offer_help"], milestone_id)
    milestone.check_open()
    help = await _asked(tx, milestone, command.help_id) if command.help_id else None
    if help is None:
        help = Helps(tx).add(Help(milestone_id=milestone.id, person_id=milestone.person_id))
    tx.record(*help.offered(milestone, command.offer, tx.actor.id, tx.now))
    return help


async def _asked(tx: Transaction, milestone: Milestone, help_id: UUID) -> Help:
    elsewhere = HelpElsewhere(Fault("/helpId", HelpElsewhere.explanation()))
    try:
        help = await Helps(tx).get(help_id, lock=True)
    except NotFound as unknown:
        raise elsewhere from unknown
    if help.milestone_id != milestone.id:
        raise elsewhere
    return help


@action(Scope.PLANS_WRITE, HelpView, raises=(NotFound, Forbidden, HelpResolved), versioned=True)
async def resolve_help(tx: Transaction, help_id: UUID, command: ResolveHelp) -> Help:
    """Say that help is not needed any more, and what came of it. The owner of the milestone, the
    person and their manager may.
    """
    help = await Helps(tx).get(help_id, may=policy.may_settle, lock=True)
    milestone = await Milestones(tx).behind(help.milestone_id)
    tx.record(*help.resolve(milestone, command.outcome, tx.actor.id, tx.now))
    return help
