"""How conversations refuse."""

from app.domain.errors import Conflict, Invalid


class ConversationOver(Conflict):
    """This conversation is not ahead any more: it was held, skipped or cancelled."""

    code = "conversation_over"


class ConversationNotHeld(Conflict):
    """This asks for a conversation that was held and is not closed. Say that you met, first."""

    code = "conversation_not_held"


class HoldingObjected(Conflict):
    """The other side said that you did not meet. They can say that you did, or make another
    date with you.
    """

    code = "holding_objected"


class HeldInFuture(Invalid):
    """Nobody has met in the future: `heldAt` has passed, or is left out for now."""

    code = "held_in_future"


class ConversationDone(Conflict):
    """This conversation is closed, or does not take place: it stays as it is. The points that were
    left open in it go on to your next one.
    """

    code = "conversation_done"


class TalkingPointTicked(Conflict):
    """You talked about this in a conversation that was held, so it stays as it is. Untick it first
    if you did not.
    """

    code = "talking_point_ticked"


class TalkingPointElsewhere(Invalid):
    """`afterId` is another point of the same conversation, or null for the top."""

    code = "talking_point_elsewhere"


class ExtractsSettled(Conflict):
    """What was shared in a closed conversation stays, and nothing is shared in one that is closed,
    skipped or cancelled.
    """

    code = "extracts_settled"


class ExtractedFromNothing(Invalid):
    """An extract is taken from a reflection of yours. There is none with this `reflectionId`."""

    code = "extracted_from_nothing"
    constraint = "reflection_extract_tenant_id_reflection_id_author_id_fk"


class SummaryConfirmed(Conflict):
    """Both of you stand by this summary: it stays as it is."""

    code = "summary_confirmed"


class SummaryUnconfirmed(Conflict):
    """A summary waits for the other side. They confirm it, or say what they would put differently;
    then the conversation is closed.
    """

    code = "summary_unconfirmed"


class ConversationNotClosed(Conflict):
    """This conversation is not closed: what you want to add still fits into it."""

    code = "conversation_not_closed"


class ConversationUnmoved(Conflict):
    """This is the date that the conversation has already."""

    code = "conversation_unmoved"


class SeriesOver(Conflict):
    """This series has ended. Start another one to go on."""

    code = "series_over"


class SeriesNotActive(Conflict):
    """Only an active series can be paused."""

    code = "series_not_active"


class SeriesNotPaused(Conflict):
    """This series is not paused."""

    code = "series_not_paused"


class SeriesGoesOn(Conflict):
    """These two have a series of this kind already. Change that one, or end it first."""

    code = "series_goes_on"
    constraint = "series_going_on_ix"


class PartnerNotManager(Invalid):
    """A series of the kind `manager` is with who is the person's manager today."""

    code = "partner_not_manager"


class ParticipantGone(Conflict):
    """One of the two works here no longer."""

    code = "participant_gone"


class BadCadenceRule(Invalid):
    """This is no rule for when to meet again. `errors` says why."""

    code = "bad_rule"


class PauseWithoutDays(Invalid):
    """A pause ends on a later day than today, or is left open."""

    code = "pause_without_days"


class ConversationTemplateUnknown(Invalid):
    """There is no template with this `templateKey` that conversations can begin with."""

    code = "conversation_template_unknown"


class QuestionUnknown(Invalid):
    """The questions of this conversation have no such `questionKey`."""

    code = "question_unknown"


class AnswerDoesNotFit(Invalid):
    """A question is answered once, and in its own way: with `text`, with a `value` from 1 to 5, or
    with the key of one of its options.
    """

    code = "answer_does_not_fit"


class TalksToThemselves(Invalid):
    """A conversation takes two people."""

    code = "talks_to_themselves"
    constraint = "conversation_two_people_ck"


class PartnerUnknown(Invalid):
    """There is no person with this `partnerId`."""

    code = "partner_unknown"
    constraint = "conversation_tenant_id_partner_id_fk"


class ParticipantUnknown(Invalid):
    """There is no person with this `personId`."""

    code = "participant_unknown"
    constraint = "conversation_tenant_id_person_id_fk"


class HandoffOver(Conflict):
    """Nothing can be handed over any more: the relation that it was for has ended."""

    code = "handoff_over"


class HandoffNotOpen(Conflict):
    """You have decided on this handoff already: what was shared can be taken back."""

    code = "handoff_not_open"


class HandoffNotShared(Conflict):
    """Nothing was handed over, so there is nothing to take back."""

    code = "handoff_not_shared"


class NotToHandOver(Invalid):
    """Only conversations that you held with the former side, and their notes that you wrote or
    that are shared between you, can be handed over.
    """

    code = "not_to_hand_over"


class ReadersMismatch(Invalid):
    """`readerIds` goes with the audience `named`, which needs it, and with no other."""

    code = "readers_mismatch"


class ReaderUnknown(Invalid):
    """Somebody in `readerIds` does not work here, or is you: you read your notes anyway."""

    code = "reader_unknown"


class AudienceChanged(Conflict):
    """Other people would read this than you expected. Nothing was saved: look at the audience
    again, then decide again.
    """

    code = "audience_changed"


class NoteRemoved(Conflict):
    """This note was removed. What is left says so, and nothing else."""

    code = "note_removed"


class NoteNotWider(Conflict):
    """This would not let more people read the note, or it would leave somebody out who does."""

    code = "note_not_wider"


class NoteNotNarrower(Conflict):
    """This would not let fewer people read the note, or it would let somebody else read it."""

    code = "note_not_narrower"


class NoteWasShared(Conflict):
    """The other participant read this note before. Share it with them again first: then they can
    agree to more people reading it.
    """

    code = "note_was_shared"


class WideningNotOpen(Conflict):
    """This was answered or withdrawn already."""

    code = "widening_not_open"


class ConversationUnknown(Invalid):
    """There is no conversation with this `conversationId`."""

    code = "conversation_unknown"
    constraint = "conversation_access_tenant_id_conversation_id_fk"


class AccessNotRequested(Conflict):
    """This was decided already, or the request was taken back."""

    code = "access_not_requested"


class AccessNotOpen(Conflict):
    """This access was declined or revoked, or its time is over. There is nothing to end."""

    code = "access_not_open"
