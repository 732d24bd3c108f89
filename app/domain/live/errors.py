"""How following is refused."""

from app.domain.errors import DomainError


class TooManySubscriptions(DomainError):
    """There are as many subscriptions as are allowed here. End one of yours, or try again later."""

    code = "too_many_subscriptions"
    status = 429
