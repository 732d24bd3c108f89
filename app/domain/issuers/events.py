"""What happens to trusted issuers that other systems are told about."""

from typing import ClassVar

from app.domain.event import Event


class TrustedIssuerDistrusted(Event):
    """The tokens of an issuer do not count any more."""

    name: ClassVar[str] = "trusted_issuer.distrusted"
