"""The SQL of statements: who the actors of many events are, in one round trip."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from app.domain.statements.writing import GOAL, MILESTONE, PLAN, Identity, Noun
from app.domain.transaction import Transaction

# What is gone by now, or private by now, is not said any more; nor is anything of people whom
# their directory does not have any more: their address may be somebody else's.
_WHO: Final = """
SELECT told.nth, person.work_email, person.external_id
FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS told (subject_id, person_id, nth)
JOIN {table} AS subject
  ON subject.tenant_id = $1 AND subject.id = told.subject_id AND {shown}
JOIN person
  ON person.tenant_id = $1 AND person.id = told.person_id AND person.scim_deleted_at IS NULL
"""
WHO: Final = {
    PLAN: _WHO.format(table="plan", shown="true"),
    GOAL: _WHO.format(table="goal", shown="NOT subject.is_private"),
    MILESTONE: _WHO.format(table="milestone", shown="NOT subject.is_private"),
}


async def identities(
    tx: Transaction, noun: Noun, told: Sequence[tuple[UUID, UUID]]
) -> dict[int, Identity]:
    """Who did it, of pairs of a subject and a person, by their places from 0; some have nobody."""
    subjects, people = [one[0] for one in told], [one[1] for one in told]
    rows = await tx.connection.fetch(WHO[noun], tx.actor.tenant_id, subjects, people)
    return {row["nth"] - 1: Identity(row["work_email"], row["external_id"]) for row in rows}
