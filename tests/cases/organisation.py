"""Audit, trusted issuers, webhooks: what belongs to the organisation."""

from app.domain.audit import service as audit
from app.domain.issuers import service as issuers
from app.domain.webhooks import service as webhooks
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import case, of, person
from tests.scene import Scene

# The audit: everybody what is theirs; machine clients all of it.

of(audit.list_audit_entries, DONE)


@case(audit.list_accesses, DONE, *[EMPTY] * 5)
async def _list_accesses(scene: Scene) -> Ask:
    return Ask(audit.list_accesses, {"person_id": person(scene, "amina")})


# Whom the organisation trusts is no secret to those who administer it.

of(issuers.list_trusted_issuers, DONE)

# Webhooks belong to the organisation: whoever holds a token with the scope.

of(webhooks.list_event_types, DONE)
of(webhooks.list_webhook_endpoints, DONE)
of(webhooks.get_webhook_endpoint, DONE, endpoint_id="endpoint")
of(webhooks.list_webhook_deliveries, EMPTY, endpoint_id="endpoint")


@case(webhooks.register_webhook_endpoint, DONE)
async def _register_webhook_endpoint(scene: Scene) -> Ask:
    body = {"url": "https://example.com/hook", "eventTypes": ["milestone.*"]}
    return Ask(webhooks.register_webhook_endpoint, body=body)


@case(webhooks.remove_webhook_endpoint, DONE)
async def _remove_webhook_endpoint(scene: Scene) -> Ask:
    ids = {"endpoint_id": await scene.an_endpoint()}
    return Ask(webhooks.remove_webhook_endpoint, ids, version=1)
