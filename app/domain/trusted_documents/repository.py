"""The SQL of trusted documents."""

from collections.abc import Collection
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import SCOPED, Many, One
from app.domain.trusted_documents import policy
from app.domain.trusted_documents.commands import TrustedDocumentFilters
from app.domain.trusted_documents.models import TrustedDocument
from app.domain.trusted_documents.views import TrustedDocumentView

# Asked before a request is executed, so in one round trip: the tenant is set in the same statement.
TEXT: Final = SCOPED.format(
    tenant="$1",
    query="SELECT document.text FROM trusted_document AS document "
    "WHERE document.tenant_id = $2 AND document.hash = $3 AND document.retired_at IS NULL "
    "AND scope.tenant_id = $1 LIMIT 1",
)
_IN_USE: Final = "SELECT count(*) FROM trusted_document WHERE tenant_id = $1 AND retired_at IS NULL"


def trusted_document(trusted_document_id: UUID) -> One:
    return One(TrustedDocumentView, (col(TrustedDocument.id) == trusted_document_id,))


def trusted_documents(filters: TrustedDocumentFilters) -> Many:
    where: list[Any] = []
    if filters.retired is not None:
        retired = col(TrustedDocument.retired_at).is_not(None)
        where.append(retired if filters.retired else ~retired)
    if filters.kind is not None:
        where.append(col(TrustedDocument.kind) == filters.kind)
    return Many(TrustedDocumentView, tuple(where))


class TrustedDocuments(Repository[TrustedDocument]):
    entity = TrustedDocument
    guard: ClassVar[Rule] = policy.may_read

    async def known(self, hashes: Collection[str]) -> dict[str, TrustedDocument]:
        """Those that are there, by hash. Until we commit, nobody else registers any."""
        name = f"{self.tx.actor.tenant_id}:trusted-documents"
        await self.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0)))
        )
        query = self.select().where(col(TrustedDocument.hash).in_(hashes)).with_for_update()
        return {one.hash: one for one in await self.rows(query)}

    async def in_use(self) -> int:
        """How many are not retired, with those of this transaction."""
        await self._flush()
        found: int = await self.tx.connection.fetchval(_IN_USE, self.tx.actor.tenant_id)
        return found
