"""What whoever reads a file says about it, for formats that do not say it themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Defaults:
    """`code`, `title` and `language` are the framework's: given ones win over the file's.

    `name` is that of the file, which may hint at the format and stands in for a code.
    """

    code: str | None = None
    title: str | None = None
    language: str | None = None
    name: str | None = None
