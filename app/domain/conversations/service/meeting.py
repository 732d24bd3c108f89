"""Until when two people can still meet, as they work and as the settings say."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.conversations.grace import Together, both_work
from app.domain.conversations.models import Conversation
from app.domain.conversations.repository.cadences import declared_for
from app.domain.people import service as people
from app.domain.people.working.commands import Whereabouts
from app.domain.transaction import Transaction


async def settle(tx: Transaction, conversation: Conversation, grace_days: int | None) -> None:
    """Say of a new one until when the two can meet, and who is reminded after that."""
    declared = (await declared_for(tx, [conversation.person_id]))[conversation.person_id]
    conversation.grace_days = declared.grace_days if grace_days is None else grace_days
    conversation.reminders = declared.reminders
    [together] = await when_together(tx, [conversation])
    conversation.reckon(together)


async def when_together(tx: Transaction, found: Sequence[Conversation]) -> list[Together]:
    """When the two of each conversation both work, and where its person is."""
    people_of = {id for one in found for id in (one.person_id, one.partner_id)}
    known = await people.whereabouts_of(tx, people_of)
    return [together(known, one.person_id, one.partner_id) for one in found]


def together(known: Mapping[UUID, Whereabouts], person_id: UUID, partner_id: UUID) -> Together:
    """The same of two whose working days are known."""
    person, partner = known[person_id], known[partner_id]
    return Together(both_work((person.workdays, partner.workdays)), person.zone)
