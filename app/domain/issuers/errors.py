"""How it refuses when an issuer is involved."""

from typing import ClassVar

from app.domain.errors import Unavailable


class IssuerUnreachable(Unavailable):
    """The issuer of this token cannot be reached, and we never had its keys. The token may be
    good: keep it, and try again in a moment.
    """

    code = "issuer_unreachable"
    retry_after_s: ClassVar[int] = 5
