"""How reflections refuse."""

from dataclasses import replace

from app.domain.reflections import service as reflections
from app.domain.reflections.commands import SkipPrompt
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
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
