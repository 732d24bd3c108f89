"""Webhooks over REST."""

from app.api.route import Route, delete, get, patch, post
from app.domain.webhooks import service

ENDPOINT = "/webhook-endpoints/{endpoint_id}"

endpoints: list[Route] = [
    get("/event-types", service.list_event_types),
    get("/webhook-endpoints", service.list_webhook_endpoints),
    post("/webhook-endpoints", service.register_webhook_endpoint),
    get(ENDPOINT, service.get_webhook_endpoint),
    patch(ENDPOINT, service.change_webhook_endpoint),
    post(f"{ENDPOINT}/secret/rotate", service.rotate_webhook_secret),
    post(f"{ENDPOINT}/test", service.send_test_webhook, status=202),
    post(f"{ENDPOINT}/disable", service.disable_webhook_endpoint),
    post(f"{ENDPOINT}/enable", service.enable_webhook_endpoint),
    delete(ENDPOINT, service.remove_webhook_endpoint),
]

deliveries: list[Route] = [
    get(f"{ENDPOINT}/health", service.get_webhook_endpoint_health),
    get(f"{ENDPOINT}/deliveries", service.list_webhook_deliveries),
    get("/webhook-deliveries/{delivery_id}", service.get_webhook_delivery),
    get("/webhook-attempts", service.list_webhook_attempts),
    get(f"{ENDPOINT}/redeliveries", service.list_webhook_redeliveries),
    post(f"{ENDPOINT}/recover", service.recover_webhook_endpoint),
    post(f"{ENDPOINT}/replay", service.replay_events),
    get("/webhook-redeliveries/{redelivery_id}", service.get_webhook_redelivery),
    post("/webhook-redeliveries/{redelivery_id}/cancel", service.cancel_webhook_redelivery),
]

events: list[Route] = [
    get("/events", service.list_events),
    get("/events/{event_id}", service.get_event),
    post("/events/{event_id}/resend", service.resend_event),
]

routes: list[Route] = [*endpoints, *deliveries, *events]
