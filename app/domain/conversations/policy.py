"""Who may do what with conversations."""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.domain.conversations.lifecycle import Who
from app.domain.conversations.models import (
    MET,
    AccessStatus,
    Audience,
    Conversation,
    ConversationAccess,
    Handoff,
    HandoffItem,
    HandoffStatus,
    Note,
    NoteReader,
    NoteTombstone,
)
from app.domain.conversations.states import CadenceLevel
from app.domain.people import ties
from app.domain.policy import ANYBODY, NOBODY, Me, Rule


def takes_part(me: Me, conversation: Any) -> ColumnElement[bool]:
    """The two whose conversation it is, and nobody else."""
    if not me.is_person:
        return ANYBODY if me.is_system else NOBODY
    return or_(conversation.person_id == me.id, conversation.partner_id == me.id)


def may_read(me: Me, conversation: Any) -> ColumnElement[bool]:
    """The two who take part, and to whom it was handed over; who has exceptional access, while it
    lasts. Machine clients see that it is planned or was held, and no text: notes and preparations
    have rules of their own.
    """
    if not me.is_person:
        return ANYBODY
    opened = _is_opened(me, me.id, conversation.id)
    return or_(takes_part(me, conversation), handed_to_me(me, conversation), opened)


def may_object(me: Me, conversation: Any) -> ColumnElement[bool]:
    """The one of the two who did not say that they met."""
    is_mine = and_(takes_part(me, conversation), conversation.held_by_id.is_distinct_from(me.id))
    return is_mine if me.is_person else NOBODY


def may_read_cadence_setting(me: Me, setting: Any) -> ColumnElement[bool]:
    """What holds for the organisation: everybody. Of a team: the manager, and whoever reports to
    them today. Of a person: that person and their manager. Machine clients: all of it.
    """
    if not me.is_person:
        return ANYBODY
    return or_(
        setting.level == CadenceLevel.ORGANISATION,
        setting.manager_id == me.id,
        setting.manager_id == ties.manager_id_of(me, me.id),
        setting.person_id == me.id,
        ties.reports_to_me(me, setting.person_id),
    )


def may_set_cadence(me: Me, setting: Any) -> ColumnElement[bool]:
    """Of a team: its manager. Of a person: that person and their manager. What holds for the
    organisation, and for any team, also whoever has the scope `admin`, which no rule knows of.
    """
    if not me.is_person:
        return ANYBODY if me.is_system else NOBODY
    return or_(
        setting.manager_id == me.id,
        setting.person_id == me.id,
        ties.reports_to_me(me, setting.person_id),
    )


def may_read_cadence_of(me: Me, person: Any) -> ColumnElement[bool]:
    """The person and their manager; machine clients."""
    if not me.is_person:
        return ANYBODY
    return or_(person.id == me.id, ties.reports_to_me(me, person.id))


def may_read_move(me: Me, move: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation. Never a machine client."""
    return _takes_part_in(me, move.conversation_id)


def may_read_talking_point(me: Me, point: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation. Never a machine client."""
    return _takes_part_in(me, point.conversation_id)


def may_change_talking_point(me: Me, point: Any) -> ColumnElement[bool]:
    """Who wrote it."""
    wrote: ColumnElement[bool] = point.author_id == me.id
    return wrote if me.is_person else NOBODY


def may_read_summary(me: Me, summary: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation. Never a machine client."""
    return _takes_part_in(me, summary.conversation_id)


def may_rewrite_summary(me: Me, summary: Any) -> ColumnElement[bool]:
    """Who wrote it."""
    wrote: ColumnElement[bool] = summary.author_id == me.id
    return wrote if me.is_person else NOBODY


def may_answer_summary(me: Me, summary: Any) -> ColumnElement[bool]:
    """The one of the two who did not write it."""
    return and_(may_read_summary(me, summary), summary.author_id != me.id)


def may_read_snapshot(me: Me, snapshot: Any) -> ColumnElement[bool]:
    """The two who took part in the conversation. Never a machine client."""
    return _takes_part_in(me, snapshot.conversation_id)


def may_read_addendum(me: Me, addendum: Any) -> ColumnElement[bool]:
    """The two who took part in the conversation. Never a machine client."""
    return _takes_part_in(me, addendum.conversation_id)


def may_read_preparation(me: Me, preparation: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation; who has exceptional access to that, while it
    lasts. Never a machine client.
    """
    if not me.is_person:
        return NOBODY
    conversation_id = preparation.conversation_id
    opened = _is_opened(me, me.id, conversation_id)
    return or_(_takes_part_in(me, conversation_id), opened)


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


def may_read_extract(me: Me, extract: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation. Never a machine client."""
    return _takes_part_in(me, extract.conversation_id)


def is_author(me: Me, row: Any) -> ColumnElement[bool]:
    """Who wrote it."""
    clause: ColumnElement[bool] = row.author_id == me.id
    return clause if me.is_person else NOBODY


def may_read_answer(me: Me, answer: Any) -> ColumnElement[bool]:
    """The two who take part in its conversation. Never a machine client."""
    return _takes_part_in(me, answer.conversation_id)


def may_read_note(me: Me, note: Any) -> ColumnElement[bool]:
    """The author; the other participant too where the note is for the participants; whom the
    author named, where it is for them; of these two kinds also who has exceptional access to the
    conversation, while it lasts; to whom it was handed over. Never a machine client, never a
    manager who does not take part, never the people team as such.
    """
    if not me.is_person:
        return NOBODY
    return reads_note(me, me.id, note, is_named(me, me.id, note))


def reads_note(me: Me, reader_id: Any, note: Any, named: Any) -> ColumnElement[bool]:
    """Whether a person, any of the organisation, reads a note: the one rule, which guards reading
    and says beforehand who will. `named` is whether the author names them.
    """
    shared = or_(
        and_(note.audience == Audience.PARTICIPANTS, _talks_in(me, reader_id, note)),
        and_(note.audience == Audience.NAMED, named),
        note_handed_to(me, reader_id, note),
        and_(note.audience != Audience.AUTHOR, _is_opened(me, reader_id, note.conversation_id)),
    )
    return and_(
        ties.works_here(me, reader_id),
        note.removed_at.is_(None),
        or_(note.author_id == reader_id, shared),
    )


def is_named(me: Me, reader_id: Any, note: Any) -> ColumnElement[bool]:
    """The author named this person as a reader."""
    named: Any = aliased(NoteReader)
    found = select(named.id).where(
        named.tenant_id == me.tenant_id, named.note_id == note.id, named.reader_id == reader_id
    )
    return found.correlate_except(named).exists()


def may_know_of_note(me: Me, note: Any) -> ColumnElement[bool]:
    """Whoever may read it; and that there was one, without a word of it, whoever could read it
    before it was removed or was for fewer people.
    """
    if not me.is_person:
        return NOBODY
    stone: Any = aliased(NoteTombstone)
    left = select(stone.id).where(
        stone.tenant_id == me.tenant_id, stone.note_id == note.id, stone.reader_id == me.id
    )
    return or_(may_read_note(me, note), left.correlate_except(stone).exists())


def may_read_widening(me: Me, widening: Any) -> ColumnElement[bool]:
    """The author of the note; the other participant, where it takes their consent and while they
    read the note.
    """
    note: Any = aliased(Note)
    read = select(note.id).where(
        note.tenant_id == me.tenant_id, note.id == widening.note_id, may_read_note(me, note)
    )
    asked = and_(widening.asked_id == me.id, read.correlate_except(note).exists())
    return or_(is_author(me, widening), asked) if me.is_person else NOBODY


def may_consent(me: Me, widening: Any) -> ColumnElement[bool]:
    """The other participant, where it takes their consent."""
    asked: ColumnElement[bool] = widening.asked_id == me.id
    return asked if me.is_person else NOBODY


def may_request_access(me: Me, access: Any) -> ColumnElement[bool]:
    """People who do not take part in the conversation. Never a machine client."""
    return not_(_talks_in(me, me.id, access)) if me.is_person else NOBODY


def may_read_access(me: Me, access: Any) -> ColumnElement[bool]:
    """The two who take part in the conversation; who asked, and who decided. Never a machine
    client: the reason is a text.
    """
    if not me.is_person:
        return NOBODY
    mine = or_(access.requester_id == me.id, access.decided_by_id == me.id)
    return or_(mine, _talks_in(me, me.id, access))


def may_see_requests(me: Me, _access: Any) -> ColumnElement[bool]:
    """People whose token has the scope: any of them may be the second who decides. Never a machine
    client.
    """
    return ANYBODY if me.is_person else NOBODY


def may_decide_on_access(me: Me, access: Any) -> ColumnElement[bool]:
    """Somebody other than who asked, who does not take part in the conversation, and is neither
    their manager nor reports to them.
    """
    if not me.is_person:
        return NOBODY
    return and_(
        access.requester_id != me.id,
        not_(_talks_in(me, me.id, access)),
        ties.manager_id_of(me, me.id).is_distinct_from(access.requester_id),
        ties.manager_id_of(me, access.requester_id).is_distinct_from(me.id),
    )


def may_end_access(me: Me, access: Any) -> ColumnElement[bool]:
    """Who asked for it, and who approved it."""
    if not me.is_person:
        return NOBODY
    return or_(
        access.requester_id == me.id,
        and_(access.decided_by_id.is_not(None), access.decided_by_id == me.id),
    )


def _is_opened(me: Me, reader_id: Any, conversation_id: Any) -> ColumnElement[bool]:
    """This person has exceptional access to the conversation now. An array, so that a list is
    found by its index all the same.
    """
    access: Any = aliased(ConversationAccess)
    opened = select(access.conversation_id).where(
        access.tenant_id == me.tenant_id,
        access.requester_id == reader_id,
        access.status == AccessStatus.APPROVED,
        access.ends_at > me.now,
    )
    clause: ColumnElement[bool] = conversation_id == func.any(
        func.array(opened.correlate_except(access).scalar_subquery())
    )
    return clause


def _takes_part_in(me: Me, conversation_id: Any) -> ColumnElement[bool]:
    if not me.is_person:
        return NOBODY
    conversation: Any = aliased(Conversation)
    mine = select(conversation.id).where(
        conversation.tenant_id == me.tenant_id,
        conversation.id == conversation_id,
        takes_part(me, conversation),
    )
    return mine.correlate_except(conversation).exists()


def _talks_in(me: Me, person_id: Any, row: Any) -> ColumnElement[bool]:
    """This person is one of the two of the conversation that the row is about."""
    conversation: Any = aliased(Conversation)
    theirs = select(conversation.id).where(
        conversation.tenant_id == me.tenant_id,
        conversation.id == row.conversation_id,
        or_(conversation.person_id == person_id, conversation.partner_id == person_id),
    )
    return theirs.correlate_except(conversation).exists()


TAKERS: Final[dict[StrEnum, Rule]] = {
    Who.PARTICIPANTS: takes_part,
    Who.OTHER_PARTICIPANT: may_object,
    Who.EMPLOYEE: hands_over,
    Who.CONSENTING: may_consent,
    Who.WRITER: is_author,
    Who.SECOND: may_decide_on_access,
    Who.HOLDERS: may_end_access,
}
SUMMARY_TAKERS: Final[dict[StrEnum, Rule]] = {
    Who.AUTHOR: may_rewrite_summary,
    Who.HEARER: may_answer_summary,
}
