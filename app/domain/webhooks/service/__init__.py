"""What you can do with webhooks, and what the worker does with events."""

from app.domain.webhooks.service.claiming import claim_deliveries, relay_and_claim
from app.domain.webhooks.service.clearing import clear_webhooks
from app.domain.webhooks.service.deliveries import drop_unwanted, record_attempts
from app.domain.webhooks.service.endpoints import (
    change_webhook_endpoint,
    disable_webhook_endpoint,
    enable_webhook_endpoint,
    get_webhook_endpoint,
    list_event_types,
    list_webhook_endpoints,
    register_webhook_endpoint,
    remove_webhook_endpoint,
)
from app.domain.webhooks.service.feed import get_event, list_events
from app.domain.webhooks.service.reading import (
    get_webhook_delivery,
    get_webhook_endpoint_health,
    list_webhook_attempts,
    list_webhook_deliveries,
)
from app.domain.webhooks.service.redeliveries import (
    cancel_webhook_redelivery,
    get_webhook_redelivery,
    list_webhook_redeliveries,
    recover_webhook_endpoint,
    replay_events,
    resend_event,
    step_redelivery,
    tenants_with_redeliveries,
)
from app.domain.webhooks.service.relay import backlog, relay_events, tenants_with_work
from app.domain.webhooks.service.secrets import (
    rotate_webhook_secret,
    seal_retired_secrets_anew,
    seal_secrets_anew,
    tenants_with_secrets,
)
from app.domain.webhooks.service.testing import send_test_webhook

__all__ = [
    "backlog",
    "cancel_webhook_redelivery",
    "change_webhook_endpoint",
    "claim_deliveries",
    "clear_webhooks",
    "disable_webhook_endpoint",
    "drop_unwanted",
    "enable_webhook_endpoint",
    "get_event",
    "get_webhook_delivery",
    "get_webhook_endpoint",
    "get_webhook_endpoint_health",
    "get_webhook_redelivery",
    "list_event_types",
    "list_events",
    "list_webhook_attempts",
    "list_webhook_deliveries",
    "list_webhook_endpoints",
    "list_webhook_redeliveries",
    "record_attempts",
    "recover_webhook_endpoint",
    "register_webhook_endpoint",
    "relay_and_claim",
    "relay_events",
    "remove_webhook_endpoint",
    "replay_events",
    "resend_event",
    "rotate_webhook_secret",
    "seal_retired_secrets_anew",
    "seal_secrets_anew",
    "send_test_webhook",
    "step_redelivery",
    "tenants_with_redeliveries",
    "tenants_with_secrets",
    "tenants_with_work",
]
