"""Competency models as organisations declare them: our own format, or a CASE package.

`read_declared` finds out which of the two it is given; `read_yaml` makes plain objects of text.
"""

from collections.abc import Mapping
from typing import Final

from app.domain.competencies.declared.case import read_case
from app.domain.competencies.declared.findings import ModelRefused, Notice, Problem
from app.domain.competencies.declared.model import (
    DeclaredAssociation,
    DeclaredCompetency,
    DeclaredLevel,
    DeclaredModel,
    LevelDescriptor,
)
from app.domain.competencies.declared.own import read_own, read_yaml

__all__ = [
    "DeclaredAssociation",
    "DeclaredCompetency",
    "DeclaredLevel",
    "DeclaredModel",
    "LevelDescriptor",
    "ModelRefused",
    "Notice",
    "Problem",
    "read_case",
    "read_declared",
    "read_own",
    "read_yaml",
]

_OWN: Final = {"framework", "competencies"}
_CASE: Final = {"CFPackage", "CFDocument", "CFItems"}


def read_declared(value: object) -> DeclaredModel:
    """Read a competency model from plain Python objects, whichever of the formats it is in.

    Raises `ModelRefused` with every problem and its place in `value`.
    """
    names = set(value) if isinstance(value, Mapping) else set()
    if names & _OWN and names & _CASE:
        what = "is both our own format (framework) and a CASE package (CFDocument): keep one"
        raise ModelRefused([Problem("", what)])
    if names & _CASE:
        return read_case(value)
    if names & _OWN:
        return read_own(value)
    what = (
        "is no competency model: an object with framework and competencies (our own format) "
        "or with CFDocument and CFItems (CASE) is expected"
    )
    raise ModelRefused([Problem("", what)])
