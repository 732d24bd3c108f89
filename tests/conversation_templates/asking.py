"""How these tests ask: as amina, unless they say otherwise."""

from typing import Any

from tests.world import World

Json = dict[str, Any]


def texts(**titles: str) -> list[Json]:
    """`sv_FI` stands for `sv-FI`."""
    return [{"locale": name.replace("_", "-"), "title": one} for name, one in titles.items()]


def question(key: str = "glad", kind: str = "text", **more: Any) -> Json:
    return {"key": key, "kind": kind, "texts": texts(en=f"{key}?")} | more


def content(**more: Any) -> Json:
    return {"defaultLocale": "en", "texts": texts(en="Ours"), "reflection": [question()]} | more


async def asked(world: World, method: str, path: str, body: Any = None, who: str = "amina") -> Json:
    versioned = {"if_match": "*"} if method != "GET" and not path.endswith("draft") else {}
    answer = await world.rest(who, method, f"/v1/{path}", body, **versioned)
    assert answer.is_success, answer.text
    return dict(answer.json())


async def draft(world: World, key: str = "ours", **more: Any) -> Json:
    """A template that was never published."""
    body = {"key": key, **content(**more)}
    answer = await world.rest("amina", "POST", "/v1/conversation-templates", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def published(world: World, key: str = "ours", **more: Any) -> Json:
    """The version that is out."""
    made = await draft(world, key, **more)
    return await asked(world, "POST", f"template-versions/{made['draftId']}/publish")
