"""Competency models as organisations declare them, whatever format they were written in.

Readers hand a `Spool` one thing at a time, so that a model of any size fits in memory.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, BinaryIO

from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.findings import ModelRefused, Notice, Problem
from app.domain.competencies.declared.kinds import DeclaredFramework, DeclaredLevel
from app.domain.competencies.declared.sink import Kind, Sink
from app.domain.competencies.declared.spool import Spool

__all__ = [
    "DeclaredFramework",
    "DeclaredLevel",
    "Defaults",
    "Kind",
    "ModelRefused",
    "Notice",
    "Problem",
    "Sink",
    "Spool",
]
