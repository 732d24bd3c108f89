"""`/.well-known/api-catalog` (RFC 9727): which APIs are here, and what describes them."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.api import case

PROFILE: Final = "https://www.rfc-editor.org/info/rfc9727"
MEDIA_TYPE: Final = f'application/linkset+json; profile="{PROFILE}"'


def linkset(base_url: str) -> dict[str, Any]:
    """The links of each API, as RFC 9264 writes them."""
    return {
        "linkset": [
            {
                "anchor": f"{base_url}/.well-known/api-catalog",
                "item": [{"href": f"{base_url}{path}"} for path in ("/v1", "/graphql", case.PATH)],
            },
            {
                "anchor": f"{base_url}/v1",
                "service-desc": [{"href": f"{base_url}/openapi.json", "type": "application/json"}],
                "service-doc": [{"href": f"{base_url}/docs", "type": "text/html"}],
                "status": [{"href": f"{base_url}/health/ready", "type": "application/json"}],
            },
            {
                "anchor": f"{base_url}/graphql",
                "service-doc": [{"href": f"{base_url}/graphql", "type": "text/html"}],
                "status": [{"href": f"{base_url}/health/ready", "type": "application/json"}],
            },
            {
                "anchor": f"{base_url}{case.PATH}",
                "service-desc": [{"href": f"{base_url}/openapi.json", "type": "application/json"}],
                "service-doc": [{"href": f"{base_url}/docs", "type": "text/html"}],
                "status": [{"href": f"{base_url}/health/ready", "type": "application/json"}],
            },
        ]
    }


async def answer(base_url: str, _: Request) -> Response:
    """The catalogue; its own link, too, for those who only look at the head."""
    link = f'<{base_url}/.well-known/api-catalog>; rel="api-catalog"'
    headers = {"cache-control": "public, max-age=300", "link": link}
    return JSONResponse(linkset(base_url), headers=headers, media_type=MEDIA_TYPE)
