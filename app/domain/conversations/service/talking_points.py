"""What you can do with talking points."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.conversations.commands import (
    AddTalkingPoint,
    ChangeTalkingPoint,
    MoveTalkingPoint,
)
from app.domain.conversations.errors import (
    ConversationDone,
    ConversationOver,
    TalkingPointElsewhere,
    TalkingPointTicked,
)
from app.domain.conversations.lifecycle import CONVERSATION
from app.domain.conversations.models import MET, Conversation, TalkingPoint
from app.domain.conversations.policy import may_change_talking_point
from app.domain.conversations.repository import talking_points as rows
from app.domain.conversations.repository.conversations import Conversations
from app.domain.conversations.repository.talking_points import TalkingPoints
from app.domain.conversations.views import TalkingPointView
from app.domain.errors import Busy, Fault, Forbidden, NotFound
from app.domain.policy import Me, Rule, anybody
from app.domain.shape import Removed
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.CONVERSATIONS_READ, TalkingPointView)
def list_talking_points(_me: Me, conversation_id: UUID) -> Many:
    """List what the two want to talk about, in their order. Both see the points of both."""
    return rows.talking_points(conversation_id)


@query(Scope.CONVERSATIONS_READ, TalkingPointView)
def get_talking_point(_me: Me, talking_point_id: UUID) -> One:
    """Read one talking point."""
    return rows.talking_point(talking_point_id)


@action(
    Scope.CONVERSATIONS_WRITE,
    TalkingPointView,
    raises=(NotFound, Forbidden, ConversationOver),
    creates=True,
)
async def add_talking_point(
    tx: Transaction, conversation_id: UUID, command: AddTalkingPoint
) -> TalkingPoint:
    """Say what you want to talk about; it comes at the end of the list. The other side sees it.

    Whoever adds a point prepares. Points that are left open go on to your next conversation.
    """
    step = CONVERSATION["add_talking_point"]
    conversation = await Conversations(tx).to_take(step, conversation_id)
    tx.record(*conversation.add_point())
    points = TalkingPoints(tx)
    point = TalkingPoint(
        conversation_id=conversation.id, author_id=tx.actor.id, body=command.body, position=0
    )
    others = await points.order(conversation.id)
    point.position = await points.place(others, point.id, len(others))
    return points.add(point)


@action(
    Scope.CONVERSATIONS_WRITE,
    TalkingPointView,
    raises=(NotFound, Forbidden, ConversationDone, TalkingPointTicked),
    versioned=True,
)
async def change_talking_point(
    tx: Transaction, talking_point_id: UUID, command: ChangeTalkingPoint
) -> TalkingPoint:
    """Say one of your points in other words."""
    point, conversation = await _locked(tx, talking_point_id, may_change_talking_point)
    _check_not_talked_about(point, conversation)
    point.body = str(command.given().get("body", point.body))
    return point


@action(
    Scope.CONVERSATIONS_WRITE,
    TalkingPointView,
    raises=(NotFound, ConversationDone, TalkingPointElsewhere),
)
async def move_talking_point(
    tx: Transaction, talking_point_id: UUID, command: MoveTalkingPoint
) -> TalkingPoint:
    """Put a point after another one, or at the top. Either side may, also with the other's."""
    point, conversation = await _locked(tx, talking_point_id)
    points = TalkingPoints(tx)
    others = [one for one in await points.order(conversation.id) if one[0] != point.id]
    ids = [id for id, _ in others]
    if command.after_id is not None and command.after_id not in ids:
        raise TalkingPointElsewhere(Fault("/afterId", TalkingPointElsewhere.explanation()))
    at = 0 if command.after_id is None else ids.index(command.after_id) + 1
    point.position = await points.place(others, point.id, at)
    return point


@action(Scope.CONVERSATIONS_WRITE, TalkingPointView, raises=(NotFound, ConversationDone))
async def tick_talking_point(tx: Transaction, talking_point_id: UUID) -> TalkingPoint:
    """Tick a point off: you talked about it. Either side may. Ticking it again changes nothing."""
    point, _ = await _locked(tx, talking_point_id)
    point.tick(tx.actor.id, tx.now)
    return point


@action(Scope.CONVERSATIONS_WRITE, TalkingPointView, raises=(NotFound, ConversationDone))
async def untick_talking_point(tx: Transaction, talking_point_id: UUID) -> TalkingPoint:
    """Take a tick away: the point is open again. Either side may."""
    point, _ = await _locked(tx, talking_point_id)
    point.untick()
    return point


@action(
    Scope.CONVERSATIONS_WRITE,
    Removed,
    raises=(NotFound, Forbidden, ConversationDone, TalkingPointTicked),
    versioned=True,
)
async def remove_talking_point(tx: Transaction, talking_point_id: UUID) -> Removed:
    """Take one of your points away, unless you talked about it in a conversation that was held."""
    point, conversation = await _locked(tx, talking_point_id, may_change_talking_point)
    _check_not_talked_about(point, conversation)
    tx.concern(point.author_id)
    tx.record(*point.removed())
    await TalkingPoints(tx).remove(point)
    return Removed(id=point.id)


async def _locked(
    tx: Transaction, talking_point_id: UUID, may: Rule = anybody
) -> tuple[TalkingPoint, Conversation]:
    """A point and its conversation, which is not over. The conversation is locked first, as by
    whoever adds a point, or the two would wait for each other.
    """
    points = TalkingPoints(tx)
    known = await points.get(talking_point_id, may=may)
    conversation_id = known.conversation_id
    conversation = await Conversations(tx).get(conversation_id, lock=True, decided_on=False)
    point = await points.get(talking_point_id, may=may, lock=True)
    if point.conversation_id != conversation.id:  # it was carried over meanwhile
        raise Busy
    conversation.check_not_over()
    return point, conversation


def _check_not_talked_about(point: TalkingPoint, conversation: Conversation) -> None:
    if point.ticked_at is not None and conversation.status in MET:
        raise TalkingPointTicked
