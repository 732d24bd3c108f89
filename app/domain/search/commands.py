"""What can be looked for."""

import re
from typing import Annotated, Final
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from app.domain.search.states import SearchKind
from app.domain.shape import Filters, Several
from app.domain.values import Line

MOST_WORDS: Final = 10
_WORD: Final = re.compile(r"[^\W_]+")


def _some_words(text: str) -> str:
    if not 1 <= len(_WORD.findall(text)) <= MOST_WORDS:
        message = f"should hold 1 to {MOST_WORDS} words of letters and digits"
        raise ValueError(message)
    return text


Words = Annotated[Line, StringConstraints(min_length=2), AfterValidator(_some_words)]


class SearchFilters(Filters):
    q: Words = Field(
        description="Up to ten words. Each has to stand in what is found, in any order and case; "
        "the last one may go on: `comm` finds `communication`. Signs between words mean nothing."
    )
    kinds: Several[SearchKind] | None = Field(default=None, description="Of these kinds alone.")
    person_id: UUID | None = Field(
        default=None,
        description="Of this person: their plans, goals, steps, career conversations, objectives "
        "and learning moments, and themself.",
    )
