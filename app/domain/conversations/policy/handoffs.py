"""What a person hands over when their manager or mentor changes."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.domain.conversations.models import (
    MET,
    Audience,
    Handoff,
    HandoffItem,
    HandoffStatus,
    Note,
)
from app.domain.people import ties
from app.domain.policy import ANYBODY, NOBODY, Me


def handed_to_me(me: Me, conversation: Any) -> ColumnElement[bool]:
    """A conversation that was held, and that its person handed over to me, while I am what they
    handed it over for. One list that does not depend on the row: it is made once.
    """
    handoff, item = _aliases(Handoff, HandoffItem)
    found = select(item.conversation_id).where(
        *_handed(me, handoff, item, me.id), item.conversation_id.is_not(None)
    )
    return and_(
        or_(*(conversation.status == status for status in MET)),
        conversation.id == func.any(func.array(found.correlate(None).scalar_subquery())),
    )


def note_handed_to(me: Me, reader_id: Any, note: Any) -> ColumnElement[bool]:
    """A note that a person handed over to this one: their own, or one that is shared between the
    two now. What its author narrows is not handed over any more.
    """
    handoff, item = _aliases(Handoff, HandoffItem)
    found = select(item.id).where(
        *_handed(me, handoff, item, reader_id),
        item.note_id == note.id,
        or_(note.audience == Audience.PARTICIPANTS, note.author_id == handoff.person_id),
    )
    return found.correlate_except(handoff, item).exists()


def _handed(me: Me, handoff: Any, item: Any, to_id: Any) -> list[ColumnElement[bool]]:
    return [
        handoff.tenant_id == me.tenant_id,
        _received(me, handoff, to_id),
        item.tenant_id == me.tenant_id,
        item.handoff_id == handoff.id,
    ]


def _received(me: Me, handoff: Any, to_id: Any) -> ColumnElement[bool]:
    """They shared it with this person, and the relation that they did it for holds today."""
    return and_(
        handoff.to_id == to_id,
        handoff.status == HandoffStatus.SHARED,
        ties.holds_today(me, handoff.relationship_id),
    )


def may_read_handoff(me: Me, handoff: Any) -> ColumnElement[bool]:
    """The person; both sides once it is shared, the new one while they are what it was for; the
    people partner of the person, and machine clients, who see that there is one.
    """
    if not me.is_person:
        return ANYBODY
    return or_(
        handoff.person_id == me.id,
        and_(handoff.from_id == me.id, handoff.status == HandoffStatus.SHARED),
        _received(me, handoff, me.id),
        ties.is_mine_today(me, handoff.person_id, *ties.ADVISES),
    )


def knows_handoff(me: Me, handoff: Any) -> ColumnElement[bool]:
    """Whoever may know what the person decided: they, and both sides once it is shared."""
    if not me.is_person:
        return ANYBODY
    shared = handoff.status == HandoffStatus.SHARED
    sides = or_(handoff.from_id == me.id, handoff.to_id == me.id)
    return or_(handoff.person_id == me.id, and_(shared, sides))


def may_read_message(me: Me, handoff: Any) -> ColumnElement[bool]:
    """The person who wrote it, and the new side. Nobody else, not even the former side."""
    if not me.is_person:
        return ANYBODY if me.is_system else NOBODY
    return or_(handoff.person_id == me.id, _received(me, handoff, me.id))


def hands_over(me: Me, handoff: Any) -> ColumnElement[bool]:
    """The person whose conversations they are."""
    clause: ColumnElement[bool] = handoff.person_id == me.id
    return clause if me.is_person else NOBODY


def may_read_handoff_item(me: Me, item: Any) -> ColumnElement[bool]:
    """The person and the new side; the former side, of what they can read anyway. Nobody else:
    the people team and machine clients do not see what goes along.
    """
    if not me.is_person:
        return ANYBODY if me.is_system else NOBODY
    handoff: Any = aliased(Handoff)
    note: Any = aliased(Note)
    shared = select(note.id).where(
        note.tenant_id == me.tenant_id,
        note.id == item.note_id,
        or_(note.audience == Audience.PARTICIPANTS, note.author_id == me.id),
    )
    known = or_(item.note_id.is_(None), shared.correlate_except(note).exists())
    former = and_(handoff.from_id == me.id, handoff.status == HandoffStatus.SHARED, known)
    found = select(handoff.id).where(
        handoff.tenant_id == me.tenant_id,
        handoff.id == item.handoff_id,
        or_(hands_over(me, handoff), _received(me, handoff, me.id), former),
    )
    return found.correlate_except(handoff).exists()


def _aliases(*kinds: Any) -> list[Any]:
    return [aliased(kind) for kind in kinds]
