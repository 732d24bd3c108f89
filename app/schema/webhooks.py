"""Webhooks in the graph."""

from app.domain.webhooks import service

queries = {
    "event_types": service.list_event_types,
    "webhook_endpoint": service.get_webhook_endpoint,
    "webhook_endpoints": service.list_webhook_endpoints,
    "webhook_deliveries": service.list_webhook_deliveries,
}
endpoints = [
    service.register_webhook_endpoint,
    service.change_webhook_endpoint,
    service.remove_webhook_endpoint,
    service.enable_webhook_endpoint,
    service.disable_webhook_endpoint,
    service.rotate_webhook_secret,
    service.send_test_webhook,
]
mutations = [*endpoints]
