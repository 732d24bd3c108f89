"""A declared model, laid beside what is stored: temporary tables that go with the transaction.

They are filled by COPY while the model is read from its spool, so that no model has to fit in
memory, and are this transaction's alone.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any, Final

from app.domain.competencies.declared import Spool
from app.domain.competencies.repository.patience import LONGEST_S, run
from app.domain.entity import new_id
from app.domain.transaction import Transaction

AT_ONCE: Final = 200
"""Rows that are handed on before others in this process get their turn."""

TABLES: Final = """
CREATE TEMPORARY TABLE declared_competency (
  id uuid NOT NULL, code text NOT NULL, edition integer NOT NULL, identifier text,
  name text NOT NULL, statement text NOT NULL, parent_code text, category text,
  position integer NOT NULL, levels jsonb NOT NULL, education_levels jsonb NOT NULL,
  replaces jsonb NOT NULL, translations jsonb NOT NULL, extra jsonb NOT NULL, place text,
  known_id uuid, is_back boolean NOT NULL DEFAULT false, kind text
) ON COMMIT DROP;
CREATE TEMPORARY TABLE declared_association (
  id uuid NOT NULL, origin text NOT NULL, type text NOT NULL, destination text,
  outside_identifier text, outside_uri text, outside_title text, identifier text,
  position integer, extra jsonb NOT NULL, place text,
  origin_id uuid, destination_id uuid, key uuid
) ON COMMIT DROP;
CREATE TEMPORARY TABLE declared_leftover (
  id uuid NOT NULL, kind text NOT NULL, value jsonb NOT NULL, place text NOT NULL, key uuid
) ON COMMIT DROP;
CREATE TEMPORARY TABLE retiring (
  id uuid NOT NULL, code text NOT NULL, is_replaced boolean NOT NULL DEFAULT false
) ON COMMIT DROP;
CREATE TEMPORARY TABLE replacing (
  origin_id uuid NOT NULL, destination_id uuid NOT NULL
) ON COMMIT DROP
"""
FINISH: Final = """
CREATE INDEX ON declared_competency (code);
ANALYZE declared_competency;
ANALYZE declared_association
"""
COMPETENCY: Final = (
    "id",
    "code",
    "edition",
    "identifier",
    "name",
    "statement",
    "parent_code",
    "category",
    "position",
    "levels",
    "education_levels",
    "replaces",
    "translations",
    "extra",
    "place",
)
ASSOCIATION: Final = (
    "id",
    "origin",
    "type",
    "destination",
    "outside_identifier",
    "outside_uri",
    "outside_title",
    "identifier",
    "position",
    "extra",
    "place",
)


async def stage(tx: Transaction, spool: Spool) -> None:
    """Lay the model beside what is stored."""
    await run(tx, TABLES)
    competencies = ((new_id(), *row[:13], row[14]) for row in spool.competencies())
    associations = ((new_id(), *row[:9], row[10]) for row in spool.associations())
    leftovers = ((new_id(), kind, value, place) for kind, value, _, place in spool.leftovers())
    await _copy(tx, "declared_competency", COMPETENCY, competencies)
    await _copy(tx, "declared_association", ASSOCIATION, associations)
    await _copy(tx, "declared_leftover", ("id", "kind", "value", "place"), leftovers)
    await run(tx, FINISH)


async def _copy(
    tx: Transaction, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> None:
    await tx.connection.copy_records_to_table(
        table, records=_in_turns(rows), columns=columns, timeout=LONGEST_S
    )


async def _in_turns(rows: Iterable[tuple[Any, ...]]) -> AsyncIterator[tuple[Any, ...]]:
    for number, row in enumerate(rows):
        if number % AT_ONCE == AT_ONCE - 1:
            await asyncio.sleep(0)
        yield row
