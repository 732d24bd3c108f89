"""Short ways to ask over SCIM, and the schemas by their names."""

from typing import Any, Final

from httpx import Response

from app.domain.actor import Actor
from tests.world import World

USER: Final = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP: Final = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH: Final = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR: Final = "urn:ietf:params:scim:api:messages:2.0:Error"


async def scim(
    world: World,
    method: str,
    path: str,
    body: Any = None,
    who: str | Actor | None = "vendor",
    **headers: str,
) -> Response:
    headers.setdefault("content_type", "application/scim+json")
    return await world.rest(who, method, f"/scim/v2{path}", body, **headers)


async def found(world: World, path: str, **parameters: Any) -> dict[str, Any]:
    answer = await world.client.get(
        f"/scim/v2{path}", params=parameters, headers=world.headers("vendor")
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def refused(answer: Response, status: int, scim_type: str | None = None) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/scim+json"
    body = answer.json()
    assert body["schemas"] == [ERROR]
    assert body["status"] == str(status)
    assert body.get("scimType") == scim_type, body


def operations(*given: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [PATCH], "Operations": list(given)}


async def a_user(world: World, user_name: str, **more: Any) -> dict[str, Any]:
    body = {"schemas": [USER, ENTERPRISE], "userName": user_name} | more
    answer = await scim(world, "POST", "/Users", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def events(world: World, subject: str) -> list[str]:
    """What was told of a subject, in order."""
    async with world.database.transaction(
        world.ctx("vendor").actor, world.ctx("vendor").clock()
    ) as tx:
        rows = await tx.connection.fetch(
            "SELECT type FROM outbox_event WHERE tenant_id = $1 AND subject_id = $2::uuid "
            "ORDER BY sequence",
            world.tenant_id,
            subject,
        )
    return [row["type"] for row in rows]


async def ties(world: World, person: str) -> list[tuple[str, bool]]:
    """The relations of a person, by kind, and whether each is over."""
    async with world.database.transaction(
        world.ctx("vendor").actor, world.ctx("vendor").clock()
    ) as tx:
        rows = await tx.connection.fetch(
            "SELECT kind, ends_on IS NOT NULL AS over FROM relationship "
            "WHERE tenant_id = $1 AND (person_id = $2::uuid OR related_id = $2::uuid) ORDER BY id",
            world.tenant_id,
            person,
        )
    return [(row["kind"], row["over"]) for row in rows]
