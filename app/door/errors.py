"""How the doors refuse by themselves, before any use case is asked."""

from app.domain.errors import DomainError, Unavailable


class InternalError(DomainError):
    """Something went wrong on our side. Tell us the request id."""

    code = "internal"


class MethodNotAllowed(DomainError):
    """This resource does not do that. `Allow` lists what it does."""

    code = "method_not_allowed"
    status = 405


class NotAcceptable(DomainError):
    """None of the media types in `Accept` is one that we can answer with."""

    code = "not_acceptable"
    status = 406


class UnsupportedMediaType(DomainError):
    """This body is of a kind that is not read here. The documentation lists what is."""

    code = "unsupported_media_type"
    status = 415


class UnsupportedEncoding(DomainError):
    """Request bodies are read as they are: send no `Content-Encoding`."""

    code = "unsupported_encoding"
    status = 415


class DeadlineExceeded(Unavailable):
    """This took longer than we allow. To learn what of it was done, read it again, or ask again
    with the same idempotency key.
    """

    code = "deadline_exceeded"
