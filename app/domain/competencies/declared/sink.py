"""What readers of competency models hand on, one thing at a time, whatever format they read.

A reader never holds a whole model: it tells the sink what it found, where it stood, and what it
could not place. The sink validates, keeps and counts.

The fields of each kind (all texts; absent means `None` or empty):

- `FRAMEWORK`, exactly once: code (slug), title, version_label, language, description,
  source_identifier, source (word for the format, such as `case`), translations, extra.
- `LEVEL` of the scale: code, name, rank (int from 1), description, replaces (codes of levels that
  it stands for from now on), translations.
- `COMPETENCY`: code, edition (int from 1: another meaning under the same code), identifier, name,
  statement, parent (code), category, position (int, among its siblings), levels (pairs of level
  code and descriptor), education_levels, replaces (codes of competencies that it stands for),
  translations, extra; turn (int from 1: its place in the file, from readers that tell all of
  them in another order).
- `ASSOCIATION`: origin (code), type (CASE's words), and either destination (code) or
  outside_identifier, outside_uri, outside_title; identifier, sequence (int), extra.
- `ROLE`: code, title, family, track (`expert` or `leadership`), rank (int from 1), description,
  requirements (list of {competency, level, essential}), identifier, translations, extra.
- `PATHWAY`: origin (role code, `None` for an entry from outside), destination (role code),
  kind (`promotion`, `lateral`, `entry`), description.

`translations` maps a BCP 47 tag to the fields that read differently there. `extra` is what the
source says and a model has no place for, verbatim (a JSON object).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol


class Kind(StrEnum):
    """What a model is made of."""

    FRAMEWORK = "framework"
    LEVEL = "level"
    COMPETENCY = "competency"
    ASSOCIATION = "association"
    ROLE = "role"
    PATHWAY = "pathway"


class Sink(Protocol):
    """Takes what a reader finds. A place (`where`) is told to people: `line 17`, `line 3, column
    5`, or a JSON pointer where there are no lines.
    """

    def take(
        self,
        kind: Kind,
        where: str,
        fields: Mapping[str, Any],
        places: Mapping[str, str] | None = None,
    ) -> None:
        """One thing. `places` says where single fields stood, if that is not `where`; that of a
        descriptor is called `levels/L1`, after its level.
        """

    def leftover(self, where: str, kind: str, value: Any) -> None:
        """Something that no kind has a place for: kept verbatim, and listed for whoever syncs."""

    def notice(self, where: str, what: str) -> None:
        """Something was read liberally."""

    def refuse(self, where: str, what: str) -> None:
        """Something cannot be read: the model will be refused, with everything else refused too."""
