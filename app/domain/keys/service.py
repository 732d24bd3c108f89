"""What operators and the worker do with the keys of people, and with what is sealed by them."""

from collections import Counter
from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Fault, NotFound
from app.domain.keys import repository
from app.domain.keys.commands import Anew, Done, Erased, EraseTexts
from app.domain.keys.errors import ConfirmationWrong
from app.domain.keys.events import PersonTextsErased
from app.domain.people import service as people
from app.domain.transaction import Database, Transaction
from app.domain.use_case import action


async def tenants_with_plain_texts(database: Database) -> list[UUID]:
    """Where something is not sealed yet. For the worker's role only."""
    found: set[UUID] = set()
    for one in repository.texts():
        rows = await database.fetch(one.sql(repository.TENANTS_WITH_PLAIN))
        found |= {row["tenant_id"] for row in rows}
    return sorted(found)


async def keys_by_master(database: Database) -> dict[UUID, Counter[str]]:
    """How many keys of people each master key wraps, in each tenant where anybody ever had one.
    For the worker's role only.
    """
    found: dict[UUID, Counter[str]] = {}
    for row in await database.fetch(repository.BY_MASTER):
        counted = found.setdefault(row["tenant_id"], Counter())
        if row["master_key_id"] is not None:  # or they are erased
            counted[row["master_key_id"]] = row["keys"]
    return found


@action(Scope.SYSTEM, Done, audited=False)
async def seal_texts(tx: Transaction, limit: int) -> Done:
    """Seal texts that an earlier version wrote in plain."""
    return Done(count=await repository.seal_some(tx, limit))


@action(Scope.SYSTEM, Done)
async def unseal_texts(tx: Transaction, limit: int) -> Done:
    """Put texts back in plain, for the version before this one. What was erased is empty."""
    return Done(count=await repository.unseal_some(tx, limit))


@action(Scope.SYSTEM, Anew, audited=False)
async def wrap_keys_anew(tx: Transaction, after: UUID, limit: int) -> Anew:
    """Wrap keys with the first master key that another one wraps, in the order of their ids."""
    count, failed, last = await repository.wrap_some(tx, after, limit)
    return Anew(count=count, failed=failed, last=last)


@action(Scope.SYSTEM, Erased, raises=(NotFound, ConfirmationWrong))
async def erase_person_texts(tx: Transaction, person_id: UUID, command: EraseTexts) -> Erased:
    """Erase all notes and reflections that a person wrote, for everybody and for good.

    The key that they are sealed with is destroyed. What they write from then on is sealed with
    another one. What is not sealed yet is sealed first, so that it goes as well.
    """
    person = await people.locked_person(tx, person_id)
    if person.external_id != command.external_id:
        raise ConfirmationWrong(Fault("/externalId", ConfirmationWrong.explanation()))
    await repository.seal_all_of(tx, person_id)
    was_there = await repository.erase_key(tx, person_id, tx.now)
    tx.concern(person_id)
    if was_there:
        tx.record(PersonTextsErased(id=person_id, version=person.version))
    return Erased(id=person_id, was_there=was_there)
