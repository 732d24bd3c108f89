"""What whoever reads a file says about it, for formats that do not say it themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Defaults:
    """`code`, `title` and `language` are the framework's: given ones win over the file's.

    `name` is that of the file, which may hint at the format and stands in for a code.
    """

    code: str | None = None
    title: str | None = None
    language: str | None = None
    name: str | None = None

    def over(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """A framework's fields, with what was given in the place of what was read."""
        given = {"code": self.code, "title": self.title, "language": self.language}
        return {**fields, **{name: one for name, one in given.items() if one is not None}}
