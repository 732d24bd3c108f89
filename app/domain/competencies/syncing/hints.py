"""What somebody may want to think about before a plan is carried out.

Nobody but people knows whether other words mean another thing. Where it looks as if a change were
of the other kind than the source says, the plan asks.
"""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Final

from app.domain.competencies.commands import SyncChange, SyncKind, SyncNotice

HARDLY_ALIKE: Final = 0.35
LONGEST: Final = 300
"""Characters of each text: a difference shows no more."""


def hints(told: Sequence[SyncChange]) -> list[SyncNotice]:
    return [*_meant_to_replace(told), *_meant_to_be_new(told)]


def _meant_to_replace(told: Sequence[SyncChange]) -> Iterable[SyncNotice]:
    """Something goes, and something of the same name comes."""
    gone = {one.name: one.code for one in told if one.kind is SyncKind.RETIRED}
    replaced = {code for one in told for code in one.replaces}
    for one in told:
        code = gone.get(one.name)
        if one.kind is SyncKind.CREATED and code is not None and code not in replaced:
            what = f"has the name of {code}, which is no longer named: is it `replaces: [{code}]`?"
            yield SyncNotice(where=one.code, what=what)


def _meant_to_be_new(told: Sequence[SyncChange]) -> Iterable[SyncNotice]:
    """Hardly a word is left of what it said."""
    for one in told:
        for field in one.fields:
            if field.field == "statement" and _are_hardly_alike(field.before, field.after):
                what = "says something else: if it means something else, raise its `edition`"
                yield SyncNotice(where=one.code, what=what)


def _are_hardly_alike(before: str | None, after: str | None) -> bool:
    if not before or not after:
        return False
    words = (before[:LONGEST].casefold().split(), after[:LONGEST].casefold().split())
    return SequenceMatcher(None, *words, autojunk=False).ratio() < HARDLY_ALIKE
