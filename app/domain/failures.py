"""What the database says when it refuses, in our words.

Every error of PostgreSQL or of the connection to it becomes a refusal that a client can
act on, or stays an error of ours. Nothing else interprets a SQLSTATE.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, Final, TypeVar

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.domain.errors import (
    Busy,
    Conflict,
    DomainError,
    Invalid,
    Overloaded,
    TimedOut,
    Unavailable,
    Unreadable,
)
from app.domain.tools import CannotOpen

T = TypeVar("T")


class OutcomeUnknown(Unavailable):
    """The connection broke while we were saving. Ask again with the same idempotency key, or
    read it again, to learn whether it was done.
    """

    code = "outcome_unknown"


class Taken(Conflict):
    """Another one with this name exists already."""

    code = "taken"


class PointsNowhere(Invalid):
    """This points to something that does not exist."""

    code = "points_nowhere"


ATTEMPTS: Final = 4
RETRIED: Final = {"40001", "40P01"}
SEQUENCE: Final = "outbox_event_tenant_id_subject_id_sequence_uq"
"""Two told at once of one subject that neither had locked: the second tells again, after it."""
_UNAVAILABLE_CLASSES: Final = {"08", "53", "57"}
_ADMIN_STOP: Final = {"25006"}
_AWAY: Final = (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""The last one: the server said goodbye while nobody asked it."""


def sqlstate(error: BaseException) -> str | None:
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(cause, "sqlstate", None)
    return state if isinstance(state, str) else None


def is_retried(error: BaseException) -> bool:
    """Whether doing the whole transaction again is the answer."""
    return sqlstate(error) in RETRIED or _constraint(error) == SEQUENCE


def is_refusal(error: BaseException) -> bool:
    """Whether PostgreSQL itself said no, which undid the transaction. Of a session that it ends
    (classes 08 and 57P), or of silence, that is not known.
    """
    state = sqlstate(error)
    return state is not None and not state.startswith(("08", "57P"))


async def repeated(transaction: Callable[[], Awaitable[T]]) -> T:
    """What it returns; if others were in its way, it is done again as a whole, for some times."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await transaction()
        except DomainError:
            raise
        except Exception as error:
            if not is_retried(error) or attempt == ATTEMPTS:
                raise translated(error) or error from error
        await asyncio.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 - spreads, hides nothing
    raise AssertionError


def translated(error: BaseException) -> DomainError | None:
    """The refusal that a failure of the database amounts to; None if it is a bug of ours."""
    state = sqlstate(error)
    if state is None:
        return _without_state(error)
    if state == "57014":
        return TimedOut()
    if state == "55P03" or is_retried(error):
        return Busy()
    if state == "53300":
        return Overloaded()
    if state[:2] in _UNAVAILABLE_CLASSES or state in _ADMIN_STOP:
        return Unavailable()
    if state in {"23505", "23P01"}:
        return _by_constraint().get(_constraint(error), Taken)()
    if state == "23503":
        return _by_constraint().get(_constraint(error), PointsNowhere)()
    if state == "23514":
        known = _by_constraint().get(_constraint(error))
        return known() if known else None
    if state in {"22P05", "22021"}:  # a character that text cannot hold
        return Invalid()
    return None


def _without_state(error: BaseException) -> DomainError | None:
    if isinstance(error, CannotOpen):
        return Unreadable()
    if isinstance(error, PoolTimeout):
        return Overloaded()
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    origin = getattr(cause, "__cause__", None) or cause
    # What was not connected in time comes of a cancellation, so the error itself is looked at, too.
    is_away = any(isinstance(one, _AWAY) for one in (cause, origin))
    return Unavailable() if is_away else None


def _constraint(error: BaseException) -> str:
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    origin = getattr(cause, "__cause__", None) or cause
    return getattr(origin, "constraint_name", None) or ""


@cache
def _by_constraint() -> dict[str, type[DomainError]]:
    """A feature's error names the constraint that it speaks for."""
    return {
        name: kind
        for kind in DomainError.catalogue()
        if (name := vars(kind).get("constraint")) is not None
    }
