"""What texts of a competency model may be: codes, lines, prose, references, languages."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints

MAX_CODE: Final = 120
MAX_TITLE: Final = 300
MAX_PROSE: Final = 4_000
MAX_URI: Final = 2_000
SLUG: Final = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
MAX_LANGUAGE: Final = 35

# C0 and C1 controls and the bidirectional overrides, as everywhere in the product.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
UNSTORABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_FORBIDDEN = "has a NUL, a control character or a bidirectional override"


def on_one_line(text: str) -> str:
    """The same text with every run of whitespace as one space, trimmed."""
    return " ".join(text.split())


def _line(text: str) -> str:
    if text.isprintable() and "  " not in text:  # which nearly all are, and is told at once
        return text
    text = on_one_line(text)
    if _UNPRINTABLE.search(text):
        raise ValueError(_FORBIDDEN)
    return text


def _prose(text: str) -> str:
    if text.isprintable():
        return text
    if UNSTORABLE.search(text):
        raise ValueError(_FORBIDDEN)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise ValueError("should be lower-case letters and digits, with single - . or _ between")
    return text


def _language(text: str) -> str:
    if not LANGUAGE.fullmatch(text):
        raise ValueError("should be a BCP 47 language tag, such as en or pt-BR")
    return text


Code = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=MAX_CODE),
    AfterValidator(_line),
]
Line = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=MAX_TITLE),
    AfterValidator(_line),
]
Prose = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=MAX_PROSE),
    AfterValidator(_prose),
]
Said = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=MAX_PROSE),
    AfterValidator(_prose),
]
Reference = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=MAX_URI),
    AfterValidator(_line),
]
Slug = Annotated[Code, AfterValidator(_slug)]
Language = Annotated[Code, Field(max_length=MAX_LANGUAGE), AfterValidator(_language)]
