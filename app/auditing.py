"""`career audit verify`: whether a trail is still as it was written."""

import json
import sys
from pathlib import Path
from uuid import UUID

from pydantic import ValidationError

from app.domain.actor import Actor
from app.domain.audit import service
from app.domain.audit.commands import TrailReport, VerifyTrail
from app.domain.context import Context
from app.domain.transaction import Database
from app.operate import with_database
from app.server.errors import CannotRun
from app.settings import Settings


def verify(settings: Settings, tenant_id: UUID, file: Path | None) -> int:
    """The exit code: 0 if the trail is whole, 1 if not. Prints the report as JSON.

    Raises:
        CannotRun: the file of marks is not one.

    """
    command = VerifyTrail.model_validate({"marks": _marks(file, tenant_id)})
    report = _examined(settings, tenant_id, command)
    sys.stdout.write(report.model_dump_json(by_alias=True, indent=2) + "\n")
    if report.is_whole and file is not None:
        marks = [mark.model_dump(by_alias=True) for mark in report.marks]
        fresh = file.with_suffix(".new")
        fresh.write_text(json.dumps({"tenantId": str(tenant_id), "marks": marks}, indent=2) + "\n")
        fresh.replace(file)
    return 0 if report.is_whole else 1


def _examined(settings: Settings, tenant_id: UUID, command: VerifyTrail) -> TrailReport:
    found: list[TrailReport] = []

    async def run(database: Database) -> None:
        context = Context(Actor.system(tenant_id), database)
        answer = await context.execute(service.verify_trail, {"command": command})
        found.append(TrailReport.model_validate_json(answer.body))

    with_database(settings, run)
    return found[0]


def _marks(file: Path | None, tenant_id: UUID) -> object:
    if file is None or not file.exists():
        return ()
    try:
        whole = json.loads(file.read_text(encoding="utf-8"))
        kept, of = whole["marks"], UUID(whole["tenantId"])
        VerifyTrail.model_validate({"marks": kept})
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
        raise CannotRun(f"{file} holds no marks of a trail.") from error
    if of != tenant_id:
        raise CannotRun(f"{file} holds marks of the trail of another organisation, {of}.")
    return kept
