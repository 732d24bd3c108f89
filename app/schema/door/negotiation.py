"""Of which media type an answer is: the watershed of the GraphQL-over-HTTP specification."""

import re
from typing import Final

from app.door.errors import NotAcceptable

GRAPHQL: Final = "application/graphql-response+json"
JSON: Final = "application/json"
WEIGHT: Final = re.compile(r"[01](\.\d{0,3})?", re.ASCII)


def negotiated(accept: str | None) -> str:
    """Without a wish, and for `*/*`, what clients of before the specification expect.

    Raises `NotAcceptable`.
    """
    best, weight = "", 0.0
    for part in (accept or "*/*").split(","):
        name, *parameters = (one.strip().lower() for one in part.split(";"))
        quality = weight_of(parameters)
        kind = (
            GRAPHQL if name == GRAPHQL else JSON if name in (JSON, "*/*", "application/*") else ""
        )
        if kind and (quality > weight or (quality == weight and kind == GRAPHQL)):
            best, weight = kind, quality
    if not best:
        raise NotAcceptable
    return best


def weight_of(parameters: list[str]) -> float:
    """The `q` of a media range; one that says nothing sensible weighs nothing."""
    for one in parameters:
        if one.startswith("q="):
            return float(one[2:]) if WEIGHT.fullmatch(one[2:]) else 0.0
    return 1.0
