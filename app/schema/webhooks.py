"""Webhooks in the graph."""

from app.domain.webhooks import service

queries = {
    "event_types": service.list_event_types,
    "webhook_endpoint": service.get_webhook_endpoint,
    "webhook_endpoints": service.list_webhook_endpoints,
    "webhook_deliveries": service.list_webhook_deliveries,
}
mutations = [service.register_webhook_endpoint, service.remove_webhook_endpoint]
