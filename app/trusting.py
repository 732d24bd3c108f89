"""`career issuer`: whose tokens an organisation trusts. Operators alone say so."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

import typer
from pydantic import ValidationError

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.errors import DomainError
from app.domain.issuers import service
from app.domain.issuers.commands import DistrustIssuer, IssuerFilters, TrustIssuer
from app.domain.page import LARGEST, Pagination
from app.domain.shape import Command, faults
from app.domain.transaction import Database
from app.operate import Job, with_database
from app.security.provision import create_issuer_guard
from app.settings import Settings

C = TypeVar("C", bound=Command)


def trust(settings: Settings, tenant_id: UUID, asked: Mapping[str, Any]) -> str:
    """The issuer as it is trusted now, as JSON."""
    command = _read(TrustIssuer, asked)
    guard = create_issuer_guard(settings)
    for url in (command.jwks_url, command.discovery_url):
        if url is not None and (reason := guard.refusal(url)) is not None:
            raise typer.BadParameter(f"the URL {reason}")
    arguments = {"command": command, "base_url": settings.base_url}
    said: list[str] = []

    async def run(database: Database) -> None:
        answer = await _context(tenant_id, database).execute(service.trust_issuer, arguments)
        said.append(answer.body)

    _run(settings, run)
    return said[0]


def trusted(settings: Settings, tenant_id: UUID) -> list[str]:
    """Every issuer that is trusted, each as JSON."""
    said: list[str] = []

    async def run(database: Database) -> None:
        page: str | None = None
        while True:
            listed = await _context(tenant_id, database).list(
                service.list_trusted_issuers,
                {},
                IssuerFilters(),
                Pagination(limit=LARGEST, cursor=page),
            )
            said.extend(listed.bodies)
            page = listed.next_cursor
            if page is None:
                return

    _run(settings, run)
    return said


def distrust(settings: Settings, tenant_id: UUID, asked: Mapping[str, Any]) -> str:
    """What is gone, as JSON."""
    arguments = {"command": _read(DistrustIssuer, asked)}
    said: list[str] = []

    async def run(database: Database) -> None:
        answer = await _context(tenant_id, database).execute(service.distrust_issuer, arguments)
        said.append(answer.body)

    _run(settings, run)
    return said[0]


def _context(tenant_id: UUID, database: Database) -> Context:
    return Context(Actor.system(tenant_id), database)


def _read(kind: type[C], asked: Mapping[str, Any]) -> C:
    try:
        return kind.model_validate(asked)
    except ValidationError as error:
        told = (f"{fault.pointer} {fault.detail}".strip() for fault in faults(error))
        raise typer.BadParameter("; ".join(told)) from error


def _run(settings: Settings, job: Job) -> None:
    try:
        with_database(settings, job)
    except DomainError as error:
        told = (f"{fault.pointer} {fault.detail}" for fault in error.faults)
        raise typer.BadParameter("; ".join(told) or error.message) from error
