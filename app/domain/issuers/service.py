"""What can be done about trusted issuers: everybody's tokens depend on it, so operators do it."""

from app.domain.actor import GRANTABLE, Scope
from app.domain.errors import Fault, Invalid, NotFound
from app.domain.issuers import models, repository
from app.domain.issuers.commands import Distrusted, DistrustIssuer, IssuerFilters, TrustIssuer
from app.domain.issuers.events import TrustedIssuerDistrusted
from app.domain.issuers.models import TrustedIssuer
from app.domain.issuers.views import TrustedIssuerView
from app.domain.policy import Me
from app.domain.statement import Many
from app.domain.transaction import Transaction
from app.domain.use_case import action, query

tenant_of_audience = models.tenant_of_audience


@query(Scope.ADMIN, TrustedIssuerView)
def list_trusted_issuers(_me: Me, filters: IssuerFilters) -> Many:
    """List the identity providers whose tokens count here. Operators alone change them."""
    return repository.trusted_issuers(filters)


@action(Scope.SYSTEM, TrustedIssuerView, raises=(Invalid,))
async def trust_issuer(tx: Transaction, command: TrustIssuer, base_url: str) -> TrustedIssuer:
    """Let an issuer's tokens count from now on, or change what was agreed. Operators only."""
    tenant_id = tx.actor.tenant_id
    if not set(command.scopes) <= GRANTABLE:
        raise Invalid(Fault("/scopes", "`system` is never granted"))
    if command.issuer == base_url:
        raise Invalid(Fault("/issuer", "is this API itself"))
    audience = command.audience or models.default_audience(base_url, tenant_id)
    if models.tenant_of_audience(base_url, audience) not in (None, tenant_id):
        raise Invalid(Fault("/audience", "names another organisation"))
    agreed = command.model_dump(exclude={"scopes", "audience"}) | {
        "audience": audience,
        "scopes": sorted(scope.value for scope in command.scopes),
    }
    known = await repository.TrustedIssuers(tx).named(command.issuer, audience)
    if not known:
        return repository.TrustedIssuers(tx).add(TrustedIssuer(**agreed))
    for name, value in agreed.items():
        setattr(known[0], name, value)
    return known[0]


@action(Scope.SYSTEM, Distrusted, raises=(NotFound,))
async def distrust_issuer(tx: Transaction, command: DistrustIssuer) -> Distrusted:
    """Let none of its tokens count any more. Operators only."""
    issuers = repository.TrustedIssuers(tx)
    known = await issuers.named(command.issuer, command.audience)
    if not known:
        raise NotFound
    for one in known:
        await issuers.remove(one)
        tx.record(TrustedIssuerDistrusted(id=one.id, version=one.advance()))
    return Distrusted(ids=tuple(one.id for one in known))
