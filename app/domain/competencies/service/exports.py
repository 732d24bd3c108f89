"""A published version of a competency model as a file, in one of several formats."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from app.domain.competencies.concerns import ROLE_GIVERS
from app.domain.competencies.repository import headings
from app.domain.competencies.service.frameworks import get_competency_framework
from app.domain.competencies.service.packages import (
    Reading,
    Whole,
    etag_of,
    package_of,
    whole,
)
from app.domain.competencies.writing import own, table
from app.domain.competencies.writing.stored import Framework, Rows
from app.domain.context import Context
from app.domain.errors import NotFound


class ExportFormat(StrEnum):
    """What a model is written in."""

    OWN_YAML = "own_yaml"
    OWN_JSON = "own_json"
    CASE = "case"
    CSV = "csv"


MEDIA_TYPES: Final = {
    ExportFormat.OWN_YAML: "application/yaml",
    ExportFormat.OWN_JSON: "application/json",
    ExportFormat.CASE: "application/json",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}
ENDINGS: Final = {
    ExportFormat.OWN_YAML: "yaml",
    ExportFormat.OWN_JSON: "json",
    ExportFormat.CASE: "case.json",
    ExportFormat.CSV: "csv",
}


@dataclass(frozen=True, slots=True)
class Export:
    """A file: its name is made of the code and the number of the version."""

    name: str
    media_type: str
    whole: Whole


async def export_framework(
    context: Context,
    base_url: str,
    framework_id: UUID,
    format: ExportFormat,
    number: int | None = None,
) -> Export:
    """The version of this number, or the one that everybody goes by. It has to be published."""
    context.require(get_competency_framework)
    tenant_id = context.actor.tenant_id
    found = await headings.heads(context.database, tenant_id, framework_id, number)
    if not found:
        raise NotFound
    [framework] = found
    name = f"{framework.code}-{framework.number}.{ENDINGS[format]}"
    package = await package_of(context, base_url, framework)
    if format is ExportFormat.CASE:
        made = whole(context, package)
    else:
        said = (framework.content_hash, framework.number, framework.code, format.value)
        reading = Reading(context, package)
        if format is ExportFormat.CSV:
            made = Whole(etag_of(*said), _table(framework, reading))
        else:
            roles = await _roles(context, framework)
            texts = _own(framework, reading, format, roles)
            made = Whole(etag_of(*said, json.dumps(roles)), texts)
    return Export(name, MEDIA_TYPES[format], made)


async def _table(framework: Framework, reading: Reading) -> AsyncIterator[str]:
    yield table.header(framework)
    async for some in reading.competencies():
        yield "".join(table.rows(framework, some))


async def _own(
    framework: Framework,
    reading: Reading,
    format: ExportFormat,
    roles: tuple[list[Any], list[Any]],
) -> AsyncIterator[str]:
    """It is made as a whole, since what is below a competency stands within it."""
    competencies = [one async for some in reading.competencies() for one in some]
    links = [one async for some in reading.associations() for one in some]
    rows = Rows(competencies, links, await reading.leftovers())
    yield await asyncio.to_thread(_written, framework, rows, format, *roles)


async def _roles(context: Context, framework: Framework) -> tuple[list[Any], list[Any]]:
    """Roles live on by themselves: they are of the version that everybody goes by."""
    roles: list[Any] = []
    pathways: list[Any] = []
    for giver in ROLE_GIVERS if framework.is_in_force else ():
        given = await giver(context.database, context.actor.tenant_id, framework.id)
        roles += given[0]
        pathways += given[1]
    return roles, pathways


def _written(
    framework: Framework, rows: Rows, format: ExportFormat, roles: list[Any], pathways: list[Any]
) -> str:
    document: dict[str, Any] = own.own(framework, rows, roles, pathways)
    return own.as_json(document) if format is ExportFormat.OWN_JSON else own.as_yaml(document)
