"""What you can do with learning moments."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.policy import Me
from app.domain.reflections import policy
from app.domain.reflections.commands import (
    ChangeLearningMoment,
    LearningMomentFilters,
    WriteLearningMoment,
)
from app.domain.reflections.errors import (
    LearnedFromNothing,
    LearningMomentNotDraft,
    LearningMomentNotPublished,
)
from app.domain.reflections.lifecycle import LEARNING_MOMENT
from app.domain.reflections.models import LearningMoment
from app.domain.reflections.repository import moments as rows
from app.domain.reflections.repository.moments import LearningMoments
from app.domain.reflections.views import LearningMomentView
from app.domain.shape import Removed
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, LearningMomentView)
def get_learning_moment(_me: Me, learning_moment_id: UUID) -> One:
    """Read one learning moment: a published one that is for you, or one of your own."""
    return rows.moment(learning_moment_id)


@query(Scope.CONVERSATIONS_READ, LearningMomentView)
def list_learning_moments(_me: Me, filters: LearningMomentFilters) -> Many:
    """List the learning moments that are for you, and your own, the newest first.

    They are for people: the list of a machine client is empty.
    """
    return rows.moments(filters)


@action(
    Scope.CONVERSATIONS_WRITE,
    LearningMomentView,
    raises=(Forbidden, LearnedFromNothing),
    creates=True,
)
async def write_learning_moment(tx: Transaction, command: WriteLearningMoment) -> LearningMoment:
    """Begin a learning moment. Only you see it until you publish it.

    Whoever leads may: somebody reports to you today.
    """
    if not tx.me.is_person:
        raise Forbidden
    moment = LearningMoment(author_id=tx.actor.id, stands_at=tx.now, **command.model_dump())
    return await LearningMoments(tx).check_new(LearningMoments(tx).add(moment), policy.may_publish)


@action(
    Scope.CONVERSATIONS_WRITE,
    LearningMomentView,
    raises=(NotFound, Forbidden, LearningMomentNotDraft),
    versioned=True,
)
async def change_learning_moment(
    tx: Transaction, learning_moment_id: UUID, command: ChangeLearningMoment
) -> LearningMoment:
    """Write a draft differently, or choose who will read it. What is published stays as it is."""
    moments = LearningMoments(tx)
    moment = await moments.get(learning_moment_id, may=policy.is_author, lock=True)
    moment.revise(command.given())
    return moment


@action(
    Scope.CONVERSATIONS_WRITE,
    LearningMomentView,
    raises=(NotFound, Forbidden, LearningMomentNotDraft),
    versioned=True,
)
async def publish_learning_moment(tx: Transaction, learning_moment_id: UUID) -> LearningMoment:
    """Let others read what you learned, while somebody reports to you.

    For `team` these are the people who report to you at the time when they read; for
    `organisation` everybody who works here.
    """
    step = LEARNING_MOMENT["publish_learning_moment"]
    moment = await LearningMoments(tx).to_take(step, learning_moment_id)
    tx.record(*moment.publish(tx.now))
    return moment


@action(
    Scope.CONVERSATIONS_WRITE,
    LearningMomentView,
    raises=(NotFound, Forbidden, LearningMomentNotPublished),
    versioned=True,
)
async def withdraw_learning_moment(tx: Transaction, learning_moment_id: UUID) -> LearningMoment:
    """Take a learning moment back: from now on only you see it, whether or not you still lead."""
    step = LEARNING_MOMENT["withdraw_learning_moment"]
    moment = await LearningMoments(tx).to_take(step, learning_moment_id)
    tx.record(*moment.take(step.name))
    return moment


@action(
    Scope.CONVERSATIONS_WRITE,
    Removed,
    raises=(NotFound, Forbidden, LearningMomentNotDraft),
    versioned=True,
)
async def delete_learning_moment(tx: Transaction, learning_moment_id: UUID) -> Removed:
    """Delete a draft for good. What was published is withdrawn instead."""
    moments = LearningMoments(tx)
    moment = await moments.get(learning_moment_id, may=policy.is_author, lock=True)
    moment.check_draft()
    await moments.remove(moment)
    return Removed(id=learning_moment_id)
