"""What ends when a person leaves."""

from collections.abc import Collection
from uuid import UUID

from app.domain.people.repository import Relationships
from app.domain.transaction import Transaction


async def end_relationships(tx: Transaction, people: Collection[UUID]) -> None:
    """Nobody stands in a relation to who has left, from today on; the records stay."""
    today = tx.now.date()
    for tie in await Relationships(tx).of(people):
        tx.record(*tie.end(today))
