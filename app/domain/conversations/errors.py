"""How conversations refuse."""

from app.domain.errors import Conflict, Invalid


class ConversationOver(Conflict):
    """This conversation was held already."""

    code = "conversation_over"


class ConversationNotHeld(Conflict):
    """Next steps are agreed in a conversation that was held. Say that it was, first."""

    code = "conversation_not_held"


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
