"""Where a caller stands with a budget, and how answers say so (RateLimit header fields)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

Header = tuple[bytes, bytes]


@dataclass(slots=True)
class Remaining:
    """What became of one request's wish to spend of a budget."""

    policy: bytes
    name: bytes
    allowed: bool
    left: int
    seconds: float

    @property
    def resets_in_s(self) -> int:
        return max(1, ceil(self.seconds))


def rate_limit_headers(remaining: Sequence[Remaining]) -> tuple[Header, ...]:
    """`RateLimit-Policy` and `RateLimit`, with an item for each budget; none for none."""
    if not remaining:
        return ()
    items = [b"%b;r=%d;t=%d" % (one.name, one.left, one.resets_in_s) for one in remaining]
    policies = b", ".join([one.policy for one in remaining])
    return (b"ratelimit-policy", policies), (b"ratelimit", b", ".join(items))
