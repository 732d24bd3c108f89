"""`POST /v1/competency-frameworks:sync-file`: a competency model as the file that it is.

The body is the file, in any format and up to the size that the settings say; it is written to disk
while it arrives, and read from there beside the event loop. Whoever accepts NDJSON is told how far
it is, line by line, and the last line is the report or the problem.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO, Final

from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api.parameters import read_query
from app.domain.competencies import service
from app.domain.competencies.commands import SyncFramework
from app.domain.competencies.declared import Format
from app.domain.competencies.service.files import ModelFile
from app.domain.errors import DomainError, Malformed
from app.domain.shape import Filters, refuse
from app.domain.values import Key, Language, Line
from app.door.asgi import body_pieces, headers_of
from app.door.entrance import enter
from app.door.problem import problem

PATH: Final = "/v1/competency-frameworks:sync-file"
NDJSON: Final = "application/x-ndjson"
LOOK_EVERY_S: Final = 0.5
NOT_KEPT: Final = {"cache-control": "no-store"}


class FileOptions(Filters):
    """What stands in the query string, since a file has no place for it."""

    format: Format | None = Field(default=None, description="Absent: its content tells.")
    name: Line | None = Field(default=None, description="The name of the file.")
    code: Key | None = Field(default=None, description="The code of the framework.")
    title: Line | None = None
    language: Language | None = None
    publish: bool | None = None
    dry_run: bool | None = None
    plan: Key | None = None


async def answer(request: Request) -> Response:
    """Sync the model in the body."""
    headers = headers_of(request.scope)
    context = await enter(request.scope, headers)
    context.require(service.sync_competency_framework)
    asked = read_query(request.scope["query_string"], FileOptions, paged=False, expands=False)
    given = asked.filters.model_dump(exclude_none=True) if asked.filters else {}
    try:
        command = SyncFramework.model_validate(given, by_name=True)
    except ValidationError as error:
        raise refuse(error) from error
    file = TemporaryFile(prefix="career-model-")  # noqa: SIM115 - who answers closes it
    try:
        digest, size = await _receive(request, file)
        sync = ModelFile(context, command, file, digest, size)
        if NDJSON.encode() in headers.get(b"accept", b""):
            lines = _told(sync, request)
            return StreamingResponse(lines, media_type=NDJSON, headers=NOT_KEPT)
        body = await sync.run()
    except BaseException:
        file.close()
        raise
    file.close()
    return Response(body, media_type="application/json", headers=NOT_KEPT)


async def _receive(request: Request, file: IO[bytes]) -> tuple[str, int]:
    """Write the body to the file: its digest, and how many bytes it has."""
    known, size = sha256(), 0
    async for piece in body_pieces(request.receive):
        known.update(piece)
        file.write(piece)
        size += len(piece)
    if not size:
        raise Malformed(detail="There is no file in the body.")
    return known.hexdigest(), size


async def _told(sync: ModelFile, request: Request) -> AsyncIterator[bytes]:
    """How far it is, twice a second; then the report, or why there is none."""
    work = asyncio.create_task(sync.run())
    try:
        while not (await asyncio.wait({work}, timeout=LOOK_EVERY_S))[0]:
            yield json.dumps(sync.progress()).encode() + b"\n"
        try:
            yield b'{"report":' + work.result().encode() + b"}\n"
        except DomainError as error:
            base_url, id = request.app.state.base_url, request.scope["request_id"]
            told = problem(error, base_url=base_url, request_id=id)
            yield json.dumps({"problem": told}).encode() + b"\n"
    finally:
        work.cancel()
        with suppress(asyncio.CancelledError, DomainError):
            await work
        sync.file.close()
