"""The SQL of trusted issuers."""

from typing import Any, ClassVar

from sqlmodel import col

from app.domain.issuers import policy
from app.domain.issuers.commands import IssuerFilters
from app.domain.issuers.models import TrustedIssuer
from app.domain.issuers.views import TrustedIssuerView
from app.domain.policy import Rule
from app.domain.repository import Repository
from app.domain.statement import Many


def trusted_issuers(filters: IssuerFilters) -> Many:
    where: list[Any] = []
    if filters.issuer is not None:
        where.append(col(TrustedIssuer.issuer) == filters.issuer)
    return Many(TrustedIssuerView, tuple(where))


class TrustedIssuers(Repository[TrustedIssuer]):
    entity = TrustedIssuer
    guard: ClassVar[Rule] = policy.may_read

    async def named(self, issuer: str, audience: str | None) -> list[TrustedIssuer]:
        """What is agreed with this issuer, for one audience or for all; locked."""
        query = self.select().where(col(TrustedIssuer.issuer) == issuer)
        if audience is not None:
            query = query.where(col(TrustedIssuer.audience) == audience)
        return await self.rows(query.order_by(col(TrustedIssuer.id)).with_for_update())

    async def remove(self, entity: TrustedIssuer) -> None:
        await self.session.delete(entity)
