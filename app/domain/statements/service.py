"""Statements for learning record stores: webhooks ask for them where an endpoint is one."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from app.domain.outbox import OutboxEvent
from app.domain.statements.repository import identities
from app.domain.statements.writing import SAID, Noun, statement
from app.domain.transaction import Transaction
from app.domain.webhooks.formats import say_in_xapi


async def say(noun: Noun, tx: Transaction, events: Sequence[OutboxEvent]) -> Mapping[UUID, str]:
    """Statements of events about one noun, by the ids of the events.

    Left out is what was told before it had a source, and what `identities` finds nobody for.
    """
    sourced = [event for event in events if event.source]
    told = [(event.subject_id, UUID(event.data[noun.who])) for event in sourced]
    known = await identities(tx, noun, told) if told else {}
    return {
        event.id: statement(event, noun, known[place])
        for place, event in enumerate(sourced)
        if place in known
    }


for _noun, _verbs in SAID.items():
    _sayer = partial(say, _noun)
    for _event_type in _verbs:
        say_in_xapi(_event_type, _sayer)
