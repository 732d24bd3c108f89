"""API clients over REST."""

from app.api.route import Route, delete, get, patch, post, put
from app.domain.access import service

CLIENT = "/api-clients/{api_client_id}"

routes: list[Route] = [
    get("/api-clients", service.list_clients),
    post("/api-clients", service.register_client),
    get(CLIENT, service.get_client),
    patch(CLIENT, service.change_client),
    post(f"{CLIENT}/disable", service.disable_client),
    post(f"{CLIENT}/enable", service.enable_client),
    post(f"{CLIENT}/revoke-tokens", service.revoke_client_tokens),
    put(f"{CLIENT}/keys", service.replace_client_keys),
    get(f"{CLIENT}/secrets", service.list_client_secrets),
    post(f"{CLIENT}/secrets", service.rotate_client_secret, status=201),
    delete(f"{CLIENT}/secrets/{{secret_id}}", service.revoke_client_secret),
]
