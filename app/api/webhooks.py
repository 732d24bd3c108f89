"""Webhooks over REST."""

from app.api.route import Route, delete, get, post
from app.domain.webhooks import service

routes: list[Route] = [
    get("/event-types", service.list_event_types),
    get("/webhook-endpoints", service.list_webhook_endpoints),
    post("/webhook-endpoints", service.register_webhook_endpoint),
    get("/webhook-endpoints/{endpoint_id}", service.get_webhook_endpoint),
    delete("/webhook-endpoints/{endpoint_id}", service.remove_webhook_endpoint),
    get("/webhook-endpoints/{endpoint_id}/deliveries", service.list_webhook_deliveries),
]
