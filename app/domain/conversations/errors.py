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


class ConversationUnmoved(Conflict):
    """This is the date that the conversation has already."""

    code = "conversation_unmoved"


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
