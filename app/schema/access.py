"""API clients in the graph."""

from app.domain.access import service

queries = {
    "api_client": service.get_client,
    "api_clients": service.list_clients,
    "api_client_secrets": service.list_client_secrets,
}
mutations = [
    service.register_client,
    service.change_client,
    service.disable_client,
    service.enable_client,
    service.revoke_client_tokens,
    service.replace_client_keys,
    service.rotate_client_secret,
    service.revoke_client_secret,
]
