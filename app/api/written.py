"""Files that are written while they are sent: small ones at once, the others in pieces."""

from collections.abc import AsyncIterator, Mapping
from typing import Final

from starlette.responses import Response, StreamingResponse

from app.domain.competencies.service.packages import Whole

ROOM: Final = 8_000_000
"""What is written by then is sent as a whole, and refused as a whole if something goes wrong."""


async def sent(whole: Whole, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    named = {"etag": whole.etag, "cache-control": "private, no-cache", **(headers or {})}
    begun: list[bytes] = []
    size = 0
    async for piece in whole.pieces:
        begun.append(piece.encode())
        size += len(begun[-1])
        if size > ROOM:
            rest = _rest(b"".join(begun), whole.pieces)
            return StreamingResponse(rest, media_type=media_type, headers=named)
    return Response(b"".join(begun), media_type=media_type, headers=named)


async def _rest(begun: bytes, pieces: AsyncIterator[str]) -> AsyncIterator[bytes]:
    yield begun
    async for piece in pieces:
        yield piece.encode()
