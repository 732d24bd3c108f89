"""Extracts of reflections: both of a conversation read them, and nobody else."""

from app.domain.conversations import service as conversations
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case, of
from tests.scene import Scene

# Extracts: amina, jonas, priya, olga, tomas, vendor

of(conversations.list_extracts, DONE, DONE, *[EMPTY] * 4, conversation_id="conversation")
of(conversations.get_extract, DONE, DONE, *[NOT_FOUND] * 4, extract_id="extract")


@case(
    conversations.share_extract,
    DONE,
    "extracted_from_nothing",
    *[NOT_FOUND] * 3,
    FORBIDDEN,
)
async def _share_extract(scene: Scene) -> Ask:
    ids = {"conversation_id": scene.ids["conversation"]}
    body = {"reflectionId": scene.ids["reflection"], "body": f"{ASKED} body"}
    return Ask(conversations.share_extract, ids, body)


@case(conversations.withdraw_extract, DONE, FORBIDDEN, *[NOT_FOUND] * 4)
async def _withdraw_extract(scene: Scene) -> Ask:
    ids = {"extract_id": await scene.an_extract()}
    return Ask(conversations.withdraw_extract, ids, version=1)
