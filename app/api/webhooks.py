"""Webhooks over REST."""

from app.api.route import Route, delete, get, post
from app.domain.webhooks import service

routes: list[Route] = [
    get("/event-types", service.list_event_types),
    get("/webhook-endpoints", service.list_webhook_endpoints),
    post("/webhook-endpoints", service.register_webhook_endpoint),
    get("/webhook-endpoints/{endpoint_id}", service.get_webhook_endpoint),
    delete("/webhook-endpoints/{endpoint_id}", service.remove_webhook_endpoint),
    get("/webhook-endpoints/{endpoint_id}/health", service.get_webhook_endpoint_health),
    get("/webhook-endpoints/{endpoint_id}/deliveries", service.list_webhook_deliveries),
    get("/webhook-endpoints/{endpoint_id}/redeliveries", service.list_webhook_redeliveries),
    post("/webhook-endpoints/{endpoint_id}/recover", service.recover_webhook_endpoint),
    post("/webhook-endpoints/{endpoint_id}/replay", service.replay_events),
    get("/webhook-deliveries/{delivery_id}", service.get_webhook_delivery),
    get("/webhook-attempts", service.list_webhook_attempts),
    get("/webhook-redeliveries/{redelivery_id}", service.get_webhook_redelivery),
    post("/webhook-redeliveries/{redelivery_id}/cancel", service.cancel_webhook_redelivery),
    get("/events", service.list_events),
    get("/events/{event_id}", service.get_event),
    post("/events/{event_id}/resend", service.resend_event),
]
