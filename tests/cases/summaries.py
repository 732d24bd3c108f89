"""Summaries, and how conversations are closed."""

from app.domain.conversations import service as conversations
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case, of
from tests.scene import Scene

# Summaries: amina, jonas, priya, olga, tomas, vendor

_KNOWS = (DONE, DONE, *[NOT_FOUND] * 4)
_READS = (DONE, DONE, *[EMPTY] * 4)
_TAKES_PART = (DONE, DONE, *[NOT_FOUND] * 3, FORBIDDEN)
_ITS_AUTHOR = (FORBIDDEN, DONE, *[NOT_FOUND] * 3, FORBIDDEN)
_ITS_HEARER = (DONE, FORBIDDEN, *[NOT_FOUND] * 3, FORBIDDEN)

of(conversations.get_summary, *_KNOWS, conversation_id="closed_conversation")
of(conversations.get_conversation_snapshot, *_KNOWS, conversation_id="closed_conversation")
of(conversations.get_addendum, *_KNOWS, addendum_id="addendum")
of(conversations.list_addenda, *_READS, conversation_id="closed_conversation")


@case(conversations.write_summary, *_ITS_AUTHOR)
async def _write_summary(scene: Scene) -> Ask:
    ids = {"conversation_id": await scene.a_summarised_conversation()}
    return Ask(conversations.write_summary, ids, {"body": f"{ASKED} summary"})


@case(conversations.request_summary_correction, *_ITS_HEARER)
async def _request_summary_correction(scene: Scene) -> Ask:
    ids = {"conversation_id": await scene.a_summarised_conversation()}
    body = {"what": f"{ASKED} correction"}
    return Ask(conversations.request_summary_correction, ids, body, version=1)


@case(conversations.confirm_summary, *_ITS_HEARER)
async def _confirm_summary(scene: Scene) -> Ask:
    ids = {"conversation_id": await scene.a_summarised_conversation()}
    return Ask(conversations.confirm_summary, ids, version=1)


@case(conversations.close_conversation, *_TAKES_PART)
async def _close_conversation(scene: Scene) -> Ask:
    ids = {"conversation_id": await scene.a_held_conversation()}
    body = {"nextAt": "2031-03-31T10:00:00+02:00"}
    return Ask(conversations.close_conversation, ids, body, version=2)


@case(conversations.add_addendum, *_TAKES_PART)
async def _add_addendum(scene: Scene) -> Ask:
    ids = {"conversation_id": scene.ids["closed_conversation"]}
    return Ask(conversations.add_addendum, ids, {"body": f"{ASKED} addendum"})
