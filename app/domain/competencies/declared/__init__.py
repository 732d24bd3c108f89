"""Competency models as organisations declare them, whatever format they were written in.

`read_model` reads a file, `read_document` an object that is in memory already. Readers hand a
`Spool` one thing at a time, so that a model of any size fits in memory.
"""

from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, Final

from app.domain.competencies.declared import reading
from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.findings import ModelRefused, Notice, Problem
from app.domain.competencies.declared.formats import Format
from app.domain.competencies.declared.kinds import (
    DeclaredCompetency,
    DeclaredFramework,
    DeclaredLevel,
)
from app.domain.competencies.declared.sink import Kind, Sink
from app.domain.competencies.declared.spool import Spool

READING: Final = 1
"""Counts the ways in which files were read: the same bytes may mean something else by now."""

__all__ = [
    "READING",
    "DeclaredCompetency",
    "DeclaredFramework",
    "DeclaredLevel",
    "Defaults",
    "Format",
    "Kind",
    "ModelRefused",
    "Notice",
    "Problem",
    "Sink",
    "Spool",
    "read_document",
    "read_model",
]


def read_model(
    source: BinaryIO,
    format: Format | None = None,
    *,
    name: str | None = None,
    code: str | None = None,
    title: str | None = None,
    language: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Spool:
    """The model in a seekable binary file, which stays open. The caller closes the spool.

    Without a format, the content tells, and the `name` of the file where that leaves doubt.
    `code`, `title` and `language` win over what the file says. `progress` is told how many
    bytes were read.

    Raises `ModelRefused` with every problem, its place and line.
    """
    defaults = Defaults(code=code, title=title, language=language, name=name)
    return reading.read_file(source, format, defaults, progress)


def read_document(
    value: Mapping[str, Any],
    format: Format | None = None,
    *,
    name: str | None = None,
    code: str | None = None,
    title: str | None = None,
    language: str | None = None,
) -> Spool:
    """The model in a JSON object (our own format or CASE). The caller closes the spool.

    Raises `ModelRefused` with every problem and a JSON pointer to it.
    """
    defaults = Defaults(code=code, title=title, language=language, name=name)
    return reading.read_value(value, format, defaults)
