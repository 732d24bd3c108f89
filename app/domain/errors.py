"""The ways a use case can refuse.

A feature subclasses one of these; the docstring is the message people read and
`code` is what programs read. Both doors render them in one place each:
`app/api/problems.py` and `app/schema/refusals.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from inspect import getdoc
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an input: where (RFC 6901 pointer) and what.

    Of a file that came line by line, also in which line.
    """

    pointer: str
    detail: str
    line: int | None = None


class DomainError(Exception):
    """Something the product does not allow."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500  # the class of refusal, in the numbers everybody knows

    def __init__(self, *faults: Fault, detail: str | None = None, **facts: Any) -> None:
        self.faults = faults
        self.message = detail or self.explanation()
        self.facts = facts
        super().__init__(self.message)

    @classmethod
    def explanation(cls) -> str:
        return " ".join((getdoc(cls) or cls.code).split())

    @classmethod
    def catalogue(cls) -> Iterator[type["DomainError"]]:
        """This kind and every kind below it."""
        yield cls
        for kind in cls.__subclasses__():
            yield from kind.catalogue()


class Malformed(DomainError):
    """The request cannot be read."""

    code = "malformed"
    status = 400


class Unauthenticated(DomainError):
    """The token is missing, expired, or not ours."""

    code = "unauthenticated"
    status = 401


class Forbidden(DomainError):
    """You can see this, but you may not do that to it."""

    code = "forbidden"
    status = 403


class MissingScope(Forbidden):
    """The token was not granted the scope this action needs."""

    code = "insufficient_scope"

    def __init__(self, scope: str) -> None:
        super().__init__(detail=f"This needs a token with the scope `{scope}`.", scope=scope)


class NotFound(DomainError):
    """It does not exist, or you may not know that it does."""

    code = "not_found"
    status = 404


class Conflict(DomainError):
    """The state it is in does not allow this."""

    code = "conflict"
    status = 409


class InProgress(Conflict):
    """A request with this idempotency key is still being worked on. Try again in a moment."""

    code = "idempotency_in_progress"


class Stale(DomainError):
    """It has changed since you read it. Read it again, then decide again."""

    code = "stale"
    status = 412


class TooLarge(DomainError):
    """The request is larger than what is accepted here."""

    code = "too_large"
    status = 413


class Invalid(DomainError):
    """The input breaks a rule. `errors` says where and which."""

    code = "invalid"
    status = 422


class KeyReused(Invalid):
    """This idempotency key was used before, for a different request."""

    code = "idempotency_key_reused"


class VersionRequired(DomainError):
    """Say which version you read: `If-Match` over REST, `ifVersion` over GraphQL."""

    code = "version_required"
    status = 428


class RateLimited(DomainError):
    """Too much was asked for in a short time. Nothing was done; `Retry-After` says when to ask
    again.
    """

    code = "rate_limited"
    status = 429

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(retry_after_s=retry_after_s)


class Unavailable(DomainError):
    """We cannot answer right now. Nothing was done; try again in a moment."""

    code = "unavailable"
    status = 503
    retry_after_s: ClassVar[int] = 1


class Unreadable(Unavailable):
    """Something in this answer is sealed, and cannot be opened here. Nothing was done; whoever
    runs the service can see in its log where it is.
    """

    code = "unreadable"


class Overloaded(Unavailable):
    """Every connection is busy. Nothing was done; try again in a moment."""

    code = "overloaded"


class Busy(Unavailable):
    """Somebody else is changing this right now. Nothing was done; try again in a moment."""

    code = "busy"


class TimedOut(Unavailable):
    """This took longer than we allow. Nothing was done; ask for less, or try again."""

    code = "timed_out"
