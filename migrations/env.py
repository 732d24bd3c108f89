"""Run migrations one transaction at a time, failing fast on locks."""

import asyncio
import os
from typing import Any

import asyncpg
from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.domain import budget, idempotency, outbox, trail  # noqa: F401
from app.domain.access import models as access  # noqa: F401
from app.domain.assessments import models as assessments  # noqa: F401
from app.domain.calendars import models as calendars  # noqa: F401
from app.domain.competencies import models as competencies  # noqa: F401
from app.domain.conversations import models as conversations  # noqa: F401
from app.domain.entity import metadata
from app.domain.issuers import models as issuers  # noqa: F401
from app.domain.people import models as people  # noqa: F401
from app.domain.plans import models as plans  # noqa: F401
from app.domain.role_profiles import models as role_profiles  # noqa: F401
from app.domain.sealed import models as sealed  # noqa: F401
from app.domain.webhooks import models as webhooks  # noqa: F401


def owner_dsn() -> str:
    dsn = context.config.attributes.get("dsn") or os.environ.get("DATABASE_URL")
    if not dsn:
        message = "set DATABASE_URL to the owner's login, or use `career migrate`"
        raise SystemExit(message)
    return str(dsn)


def run(connection: Connection) -> None:
    context.configure(
        connection,
        target_metadata=metadata,
        transaction_per_migration=True,
        compare_server_default=False,
    )
    with context.begin_transaction():
        connection.execute(text("SET lock_timeout = '4s'"))
        connection.execute(text("SET statement_timeout = '60s'"))
        context.run_migrations()


async def main() -> None:
    async def connect() -> Any:
        return await asyncpg.connect(owner_dsn())

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


asyncio.run(main())
