"""API clients."""

from typing import Final

from app.domain.access import service as access
from tests.asking import DONE, Ask
from tests.cases.kit import ASKED, case, of
from tests.scene import Scene

CLIENT_KEY: Final = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "kid": "2026",
}
"""The public example of RFC 7515, A.3."""

# API clients belong to the organisation as well.

of(access.list_clients, DONE)
of(access.get_client, DONE, api_client_id="client")
of(access.list_client_secrets, DONE, api_client_id="client")


@case(access.register_client, DONE)
async def _register_client(scene: Scene) -> Ask:
    body = {"name": f"{ASKED} client", "scopes": ["people:read"]}
    return Ask(access.register_client, body=body)


@case(access.change_client, DONE)
async def _change_client(scene: Scene) -> Ask:
    body = {"name": f"{ASKED} client", "scopes": ["plans:read", "people:read"]}
    return Ask(access.change_client, {"api_client_id": await scene.a_client()}, body, version=1)


@case(access.disable_client, DONE)
async def _disable_client(scene: Scene) -> Ask:
    return Ask(access.disable_client, {"api_client_id": await scene.a_client()}, version=1)


@case(access.enable_client, DONE)
async def _enable_client(scene: Scene) -> Ask:
    ids = {"api_client_id": await scene.a_client()}
    await scene.done("amina", access.disable_client, **ids, if_version=1)
    return Ask(access.enable_client, ids, version=2)


@case(access.revoke_client_tokens, DONE)
async def _revoke_client_tokens(scene: Scene) -> Ask:
    return Ask(access.revoke_client_tokens, {"api_client_id": await scene.a_client()}, version=1)


@case(access.replace_client_keys, DONE)
async def _replace_client_keys(scene: Scene) -> Ask:
    ids = {"api_client_id": await scene.a_client()}
    return Ask(access.replace_client_keys, ids, {"keys": [CLIENT_KEY]}, version=1)


@case(access.rotate_client_secret, DONE)
async def _rotate_client_secret(scene: Scene) -> Ask:
    return Ask(access.rotate_client_secret, {"api_client_id": await scene.a_client()}, version=1)


@case(access.revoke_client_secret, DONE)
async def _revoke_client_secret(scene: Scene) -> Ask:
    ids = {"api_client_id": await scene.a_client(), "secret_id": scene.ids["secret"]}
    return Ask(access.revoke_client_secret, ids, version=1)
