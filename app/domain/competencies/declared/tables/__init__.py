"""Reading competency models that are tables: OpenSALT's CSV, Rich Skill Descriptors and ESCO.

A file is gone through row by row, twice where rows name each other, and never held.
"""

from collections.abc import Sequence
from typing import Final, TextIO

from app.domain.competencies.declared.defaults import Defaults
from app.domain.competencies.declared.sink import Sink
from app.domain.competencies.declared.tables.esco import read_esco
from app.domain.competencies.declared.tables.hierarchy import read_hierarchy
from app.domain.competencies.declared.tables.opensalt import read_opensalt
from app.domain.competencies.declared.tables.rsd import NAMES, STATEMENTS, read_rsd
from app.domain.competencies.declared.tables.table import Table, key_of

__all__ = ["read_table", "recognise"]

_OPENSALT: Final = "opensalt_csv"
_RSD: Final = "rsd_csv"
_ESCO: Final = "esco_csv"
_NEEDED: Final = {
    _OPENSALT: "fullStatement beside an Identifier or a Human Coding Scheme",
    _RSD: "Skill Name (or RSD Name) and Contextualized Skill Statement",
    _ESCO: "conceptUri and preferredLabel",
}
# Tables that ESCO gives out beside its concepts, by columns which only they have.
_RELATIONS: Final = (
    {"concepturi", "broaderuri"},
    {"originalskilluri", "relatedskilluri"},
    {"occupationuri", "skilluri"},
)


def recognise(header: Sequence[str]) -> str | None:
    """Which format a header row belongs to, `None` where it is none of these."""
    keys = {key_of(name) for name in header}
    if "fullstatement" in keys and keys & {
        "identifier",
        "caseitemidentifier",
        "humancodingscheme",
        "abbreviatedstatement",
        "smartlevel",
        "ischildof",
    }:
        return _OPENSALT
    if keys.intersection(NAMES) and keys.intersection(STATEMENTS):
        return _RSD
    if {"concepturi", "preferredlabel"} <= keys or "level0uri" in keys:
        return _ESCO
    if any(relation <= keys for relation in _RELATIONS):
        return _ESCO
    return None


def read_table(source: TextIO, format: str, sink: Sink, defaults: Defaults) -> None:
    """Hand everything in the table to the sink. `source` is read from its beginning."""
    with Table(source, sink) as table:
        if table.open():
            _read(table, format, sink, defaults)


def _read(table: Table, format: str, sink: Sink, defaults: Defaults) -> None:
    found = recognise(table.columns.names)
    if found != format:
        looks = f" (it looks like {found})" if found else ""
        what = f"is not the header of {format}{looks}: {_NEEDED[format]} are expected"
        sink.refuse(table.header_where, what)
    elif format == _OPENSALT:
        read_opensalt(table, sink, defaults)
    elif format == _RSD:
        read_rsd(table, sink, defaults)
    elif table.columns.has("level0uri"):
        read_hierarchy(table, sink, defaults)
    elif table.columns.has("preferredlabel"):
        read_esco(table, sink, defaults)
    else:
        what = "lists relations between concepts of ESCO; the table of the concepts is expected"
        sink.refuse(table.header_where, what)
