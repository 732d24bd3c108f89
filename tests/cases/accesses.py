"""Exceptional access to conversations."""

from app.domain.conversations import service as conversations
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case
from tests.scene import Scene

# Each: amina, jonas, priya, olga, tomas, vendor.

_SECOND = (FORBIDDEN, FORBIDDEN, DONE, DONE, DONE, NOT_FOUND)


@case(conversations.request_conversation_access, *[FORBIDDEN] * 2, *[DONE] * 3, FORBIDDEN)
async def _request_conversation_access(scene: Scene) -> Ask:
    id = await scene.a_conversation()
    body = {"conversationId": id, "reason": f"{ASKED} reason", "hours": 24}
    return Ask(conversations.request_conversation_access, body=body)


@case(conversations.list_conversation_accesses, DONE, DONE, EMPTY, EMPTY, DONE, EMPTY)
async def _list_conversation_accesses(scene: Scene) -> Ask:
    ids = {"conversation_id": await scene.a_conversation()}
    await scene.a_requested_access(ids["conversation_id"])
    return Ask(conversations.list_conversation_accesses, ids)


@case(conversations.list_access_requests, *[DONE] * 5, EMPTY)
async def _list_access_requests(scene: Scene) -> Ask:
    await scene.a_requested_access()
    return Ask(conversations.list_access_requests, filters={"status": "requested"})


@case(conversations.get_access_request, *[DONE] * 5, NOT_FOUND)
async def _get_access_request(scene: Scene) -> Ask:
    ids = {"conversation_access_id": await scene.a_requested_access()}
    return Ask(conversations.get_access_request, ids)


@case(conversations.approve_conversation_access, *_SECOND)
async def _approve_conversation_access(scene: Scene) -> Ask:
    access = await scene.a_requested_access(who=await scene.a_newcomer())
    return Ask(
        conversations.approve_conversation_access, {"conversation_access_id": access}, version=1
    )


@case(conversations.decline_conversation_access, *_SECOND)
async def _decline_conversation_access(scene: Scene) -> Ask:
    access = await scene.a_requested_access(who=await scene.a_newcomer())
    return Ask(
        conversations.decline_conversation_access, {"conversation_access_id": access}, version=1
    )


@case(
    conversations.revoke_conversation_access,
    *(FORBIDDEN, FORBIDDEN, DONE, FORBIDDEN, FORBIDDEN, NOT_FOUND),  # priya approved it
)
async def _revoke_conversation_access(scene: Scene) -> Ask:
    access = await scene.an_approved_access(who=await scene.a_newcomer())
    return Ask(
        conversations.revoke_conversation_access, {"conversation_access_id": access}, version=2
    )
