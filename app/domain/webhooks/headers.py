"""Which headers a request to an endpoint may have, and which of them an endpoint may bring."""

import re
from typing import Final

NAME: Final = re.compile(r"[A-Za-z0-9-]{1,100}")
LONGEST_VALUE: Final = 4096
VALUE: Final = re.compile(rf"[\x20-\x7e]{{0,{LONGEST_VALUE}}}")

FRAMING: Final = frozenset(
    {"accept-encoding", "connection", "content-encoding", "content-length", "cookie", "expect"}
    | {"host", "te", "trailer", "transfer-encoding", "upgrade", "user-agent"}
)
"""They frame the request, or say who we are: whatever sends it sets them, and nobody else."""

MOST_OWN: Final = 20
MOST_OWN_BYTES: Final = 8192
"""Of names and values together: more than that many servers do not take."""

AUTHORIZATION: Final = "authorization"

# What describes the body, signs it or follows it, and what says through whom a request came.
OURS: Final = FRAMING | {
    *("accept", "digest", "forwarded", "idempotency-key", "keep-alive", "origin", "referer"),
    *("repr-digest", "signature", "signature-input", "traceparent", "tracestate", "baggage"),
    *("via", "x-experience-api-version", "x-http-method-override", "x-real-ip"),
}
OUR_FAMILIES: Final = ("webhook-", "ce-", "content-", "proxy-", "sec-", "x-forwarded-")


def is_sendable(value: str) -> bool:
    """Whether it is what `VALUE` says: printable, and not too long. Asked with every request."""
    return len(value) <= LONGEST_VALUE and value.isascii() and value.isprintable()


def is_ours(name: str) -> bool:
    """Whether only we say what is in the header of this name."""
    lower = name.lower()
    return lower in OURS or lower.startswith(OUR_FAMILIES)
