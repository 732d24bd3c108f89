"""Conversations as far as a request needs them to be."""

from tests.world import World


async def conversation(world: World) -> dict[str, str]:
    return {"conversation_id": (await world.a_conversation())["id"]}


async def held_conversation(world: World) -> dict[str, str]:
    return {"conversation_id": (await world.a_conversation(held=True))["id"]}


async def talking_point(world: World) -> dict[str, str]:
    path = f"/v1/conversations/{(await world.a_conversation())['id']}/talking-points"
    made = await world.rest("amina", "POST", path, {"body": "Talks"})
    return {"talking_point_id": made.json()["id"]}


async def summarised_conversation(world: World) -> dict[str, str]:
    """Jonas wrote down what he heard."""
    ids = await held_conversation(world)
    path = f"/v1/conversations/{ids['conversation_id']}/summary"
    await world.rest("jonas", "PUT", path, {"body": "We met."})
    return ids


async def closed_conversation(world: World) -> dict[str, str]:
    ids = await summarised_conversation(world)
    path = f"/v1/conversations/{ids['conversation_id']}"
    await world.rest("amina", "POST", f"{path}/summary/confirm", if_match="*")
    await world.rest("amina", "POST", f"{path}/close", {}, if_match="*")
    return ids


async def addendum(world: World) -> dict[str, str]:
    ids = await closed_conversation(world)
    path = f"/v1/conversations/{ids['conversation_id']}/addenda"
    made = await world.rest("amina", "POST", path, {"body": "It went well."})
    return {"addendum_id": made.json()["id"]}
