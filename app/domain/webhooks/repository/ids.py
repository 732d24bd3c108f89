"""Ids for the rows that one statement makes.

For a `uuidv7()` PostgreSQL asks the system for random bytes, which may take longer than the row. So
a statement asks once: its ids have one beginning, a time and what is random, and count from there.
"""

from typing import Final

COUNTED: Final = 6
"""Hexadecimal digits that count: more than any statement makes."""

BEGINNING: Final = f"SELECT left(uuidv7()::text, -{COUNTED}) AS id"


def nth_id(nth: str) -> str:
    """Of the row with this number, if `BEGINNING` is what is called so."""
    return f"((SELECT id FROM beginning) || lpad(to_hex({nth}), {COUNTED}, '0'))::uuid"  # noqa: S608 - our own words
