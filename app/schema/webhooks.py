"""Webhooks in the graph."""

from app.domain.webhooks import service

queries = {
    "event_types": service.list_event_types,
    "webhook_endpoint": service.get_webhook_endpoint,
    "webhook_endpoints": service.list_webhook_endpoints,
    "webhook_endpoint_health": service.get_webhook_endpoint_health,
    "webhook_delivery": service.get_webhook_delivery,
    "webhook_deliveries": service.list_webhook_deliveries,
    "webhook_attempts": service.list_webhook_attempts,
    "webhook_redelivery": service.get_webhook_redelivery,
    "webhook_redeliveries": service.list_webhook_redeliveries,
    "event": service.get_event,
    "events": service.list_events,
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
asking_again = [
    service.resend_event,
    service.recover_webhook_endpoint,
    service.replay_events,
    service.cancel_webhook_redelivery,
]
mutations = [*endpoints, *asking_again]
