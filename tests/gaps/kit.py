"""Roles, who has which, and how far they are: what the lists of gaps say."""

from typing import Any

from tests.role_profiles.kit import roles
from tests.world import World


async def has_role(world: World, code: str, person: str = "amina") -> None:
    """From today on."""
    body = {"personId": world.id(person), "roleProfileId": (await roles(world))[code]["id"]}
    made = await world.rest("vendor", "POST", "/v1/role-assignments", body)
    assert made.status_code == 201, made.text


async def gaps(world: World, *codes: str, who: str = "amina") -> list[dict[str, Any]]:
    """In the order of the codes."""
    known = {one["id"]: code for code, one in (await roles(world)).items()}
    ids = [id for code in codes for id, known_as in known.items() if known_as == code]
    query = f"?roleProfileIds={','.join(ids)}" if ids else ""
    path = f"/v1/people/{world.id('amina')}/gaps{query}"
    listed = (await world.rest(who, "GET", path)).json()["data"]
    return sorted(listed, key=lambda one: codes.index(one["code"]) if codes else 0)


async def listed(world: World, what: str, who: Any = "amina") -> list[dict[str, Any]]:
    path = f"/v1/people/{world.id('amina')}/{what}"
    answer = await world.rest(who, "GET", path)
    assert answer.is_success, answer.text
    return list(answer.json()["data"])


def sums(gap: dict[str, Any]) -> dict[str, int]:
    return {name: gap[name] for name in ("met", "missing", "unassessed", "distance", "readiness")}
