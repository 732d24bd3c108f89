"""What graphql-core says of a request, without what was sent and without guesses."""

import re
from typing import Final

LONGEST: Final = 300
_REPEATS: Final = tuple(
    (re.compile(pattern, re.DOTALL), instead)
    for pattern, instead in (
        (r"[;,] found:? .*", "."),
        (r"( represent [^:']* value): .*", r"\1."),
        (r"Value '.*' does not exist in", "This value does not exist in"),
        (r"unknown field '.*", "unknown fields."),
        (r"Unexpected (Block)?String .*", "Unexpected String."),
        (r" Did you mean .*", ""),
    )
)


def told(message: str) -> str:
    """A message of graphql-core, as it may be shown."""
    for pattern, instead in _REPEATS:
        message = pattern.sub(instead, message)
    return message[:LONGEST]
