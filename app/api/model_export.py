"""`GET /v1/competency-frameworks/{framework_id}/export`: a competency model as a file."""

import re
from typing import Final

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.parameters import none_match, read_id, read_query
from app.api.written import sent
from app.domain.competencies.service.exports import ExportFormat, export_framework
from app.domain.shape import Filters
from app.door.asgi import headers_of
from app.door.entrance import enter

PATH: Final = "/v1/competency-frameworks/{framework_id}/export"
LARGEST: Final = 2**31 - 1
UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")


class ExportOptions(Filters):
    """What to write, and how."""

    format: ExportFormat = Field(
        default=ExportFormat.OWN_YAML, description="What the file is written in."
    )
    number: int | None = Field(
        default=None,
        ge=1,
        le=LARGEST,
        description="The number of a published version; absent: the one that everybody goes by.",
    )


async def answer(request: Request) -> Response:
    """The model as it was published."""
    headers = headers_of(request.scope)
    context = await enter(request.scope, headers)
    framework_id = read_id(request.path_params["framework_id"])
    asked = read_query(request.scope["query_string"], ExportOptions, paged=False, expands=False)
    options = asked.filters if isinstance(asked.filters, ExportOptions) else ExportOptions()
    export = await export_framework(
        context,
        request.app.state.base_url,
        framework_id,
        options.format,
        options.number,
    )
    etag = export.whole.etag
    if none_match(headers, etag):
        return Response(status_code=304, headers={"etag": etag})
    name = UNSAFE.sub("_", export.name)
    disposition = {"content-disposition": f'attachment; filename="{name}"'}
    return await sent(export.whole, export.media_type, disposition)
