"""The SQL of access."""

from typing import ClassVar
from uuid import UUID

from sqlmodel import col

from app.domain.access.models import ApiClient
from app.domain.policy import Rule, anybody
from app.domain.repository import Repository


class Clients(Repository[ApiClient]):
    entity = ApiClient
    guard: ClassVar[Rule] = anybody

    async def find(self, id: UUID) -> ApiClient | None:
        return next(iter(await self.rows(self.select().where(col(ApiClient.id) == id))), None)
