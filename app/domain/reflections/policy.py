"""Who may do what with reflections."""

from typing import Any

from sqlalchemy import ColumnElement

from app.domain.policy import NOBODY, Me


def may_read(me: Me, reflection: Any) -> ColumnElement[bool]:
    """The author, and nobody else: no manager, no people partner, never a machine client."""
    if not me.is_person:
        return NOBODY
    clause: ColumnElement[bool] = reflection.author_id == me.id
    return clause


def may_read_rhythm(me: Me, rhythm: Any) -> ColumnElement[bool]:
    """The person whose it is, and nobody else."""
    if not me.is_person:
        return NOBODY
    clause: ColumnElement[bool] = rhythm.person_id == me.id
    return clause
