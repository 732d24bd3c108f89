"""Writing CASE 1.1 (1EdTech Competencies and Academic Standards Exchange): strictly.

Whatever the source was, each object has exactly the fields that the standard gives it, all that
are required, each as its schema says; what the source has besides is in the extensions.
"""

from app.domain.competencies.writing.case.definitions import family
from app.domain.competencies.writing.case.document import alone, part_of
from app.domain.competencies.writing.case.names import PATH, Names
from app.domain.competencies.writing.case.outline import (
    Found,
    LightAssociation,
    LightItem,
    Outline,
    Where,
    outline,
)
from app.domain.competencies.writing.case.package import Package, Pieces, text_of

__all__ = [
    "PATH",
    "Found",
    "LightAssociation",
    "LightItem",
    "Names",
    "Outline",
    "Package",
    "Pieces",
    "Where",
    "alone",
    "family",
    "outline",
    "part_of",
    "text_of",
]
