"""What a release brings for every organisation reaches those that were there before it.

It is done once when the worker starts: a new release starts one. An organisation that is begun
later gets it as it begins.
"""

import asyncio
from typing import Final
from uuid import UUID

from app.domain.actor import Actor
from app.domain.context import Context
from app.domain.conversation_templates import service as templates
from app.domain.transaction import Database
from app.door import telemetry

AT_ONCE: Final = 2


async def adopt_everywhere(finder: Database, database: Database) -> None:
    """In every organisation. Where it goes wrong, the next start tries again."""
    gate = asyncio.Semaphore(AT_ONCE)
    try:
        tenants = await templates.tenants(finder)
    except Exception:  # noqa: BLE001 - what else the worker does is more urgent
        telemetry.log().exception("adopting failed")
        return
    await asyncio.gather(*(_adopt(tenant, database, gate) for tenant in tenants))


async def _adopt(tenant_id: UUID, database: Database, gate: asyncio.Semaphore) -> None:
    context = Context(Actor.system(tenant_id), database)
    async with gate:
        try:
            await context.execute(templates.adopt_builtin_templates, {})
        except Exception:  # noqa: BLE001 - others do not wait for this one
            telemetry.log().exception("adopting failed", tenant_id=str(tenant_id))
