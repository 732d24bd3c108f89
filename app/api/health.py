"""What load balancers, orchestrators and monitors ask."""

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.domain.errors import Unavailable
from app.door.telemetry import REGISTRY

REVISION = "SELECT version_num FROM alembic_version"


class MigrationsPending(Unavailable):
    """The database is behind this program: run `career migrate`."""

    code = "migrations_pending"


async def live(_: Request) -> Response:
    """The process answers. It never asks the database."""
    return JSONResponse({"status": "live"})


async def ready(request: Request) -> Response:
    """The database can be reached, and is not older than this program."""
    state = request.app.state
    rows = await state.database.fetch(REVISION)
    current = rows[0]["version_num"] if rows else None
    if current is None or (current in state.revisions and current != state.head):
        raise MigrationsPending
    return JSONResponse({"status": "ready", "revision": current})


async def metrics(_: Request) -> Response:
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
