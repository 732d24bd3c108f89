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
