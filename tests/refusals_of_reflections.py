"""How reflections refuse."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from app.domain.conversations import service as conversations
from app.domain.conversations.commands import EndConversation
from app.domain.reflections import service as reflections
from app.domain.reflections.commands import SkipPrompt
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.relations import run_as_app
from tests.scene import Scene
from tests.scene_of_reflections import in_days

changed("invalid", reflections.write_reflection, body="")
changed("invalid", reflections.write_reflection, promptId="energy")
changed("reflection_prompt_unknown", reflections.write_reflection, prompt=None, promptId="none")
changed("invalid", reflections.set_reflection_rhythm, weekday=8)
changed("invalid", reflections.set_reflection_rhythm, timeZone="Mars/Olympus")
changed("reflection_prompt_not_waiting", reflections.skip_reflection_prompt, promptId="advice")
changed("reflection_prompt_not_waiting", reflections.snooze_reflection_prompt, promptId="advice")
for _until in (in_days(0), in_days(93)):
    changed(
        "reflection_prompt_put_off_elsewhere", reflections.snooze_reflection_prompt, until=_until
    )


@refused("reflection_prompt_not_waiting", reflections.skip_reflection_prompt, "olga")
async def _left_out_already(scene: Scene) -> Ask:
    ask = await of_case(reflections.skip_reflection_prompt)(scene)
    first = await scene.a_rhythm("olga")
    command = SkipPrompt(prompt_id=first)
    await scene.world.do("olga", reflections.skip_reflection_prompt, command=command)
    return replace(ask, body={"promptId": first})


# What is shared of them

changed("invalid", conversations.share_extract, body=" ")
changed("extracted_from_nothing", conversations.share_extract, reflectionId=uuid4())
changed("stale", conversations.withdraw_extract, version=9)


@refused("extracts_settled", conversations.share_extract)
async def _in_what_did_not_take_place(scene: Scene) -> Ask:
    ask = await of_case(conversations.share_extract)(scene)
    id = await scene.a_conversation()
    command = EndConversation(reason="A trip")
    given = {"conversation_id": id, "command": command, "if_version": 1}
    await scene.done("jonas", conversations.skip_conversation, **given)
    return replace(ask, ids={"conversation_id": id})


@refused("extracts_settled", conversations.withdraw_extract)
async def _from_what_is_closed(scene: Scene) -> Ask:
    id = await scene.a_held_conversation()
    ids = {"extract_id": await scene.an_extract(id)}
    await run_as_app(scene.world, "UPDATE conversation SET status = 'closed' WHERE id = $1", id)
    return Ask(conversations.withdraw_extract, ids, version=1)


# Learning moments

for _versioned in (
    reflections.change_learning_moment,
    reflections.publish_learning_moment,
    reflections.withdraw_learning_moment,
    reflections.delete_learning_moment,
):
    changed("stale", _versioned, "jonas", version=9)

changed("invalid", reflections.write_learning_moment, "jonas", title=" ")
changed("learned_from_nothing", reflections.write_learning_moment, "jonas", reflectionId=uuid4())

for _of_drafts in (
    reflections.change_learning_moment,
    reflections.publish_learning_moment,
    reflections.delete_learning_moment,
):

    @refused("learning_moment_not_draft", _of_drafts, "jonas")
    async def _published_already(scene: Scene, use_case: Any = _of_drafts) -> Ask:
        ask = await of_case(use_case)(scene)
        return replace(ask, ids={"learning_moment_id": await scene.a_moment()}, version=2)


@refused("learning_moment_not_published", reflections.withdraw_learning_moment, "jonas")
async def _not_published_yet(scene: Scene) -> Ask:
    ids = {"learning_moment_id": await scene.a_draft()}
    return Ask(reflections.withdraw_learning_moment, ids, version=1)
