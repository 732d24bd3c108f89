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
