"""How conversation templates refuse: each error, by the shortest way to it."""

from dataclasses import replace
from typing import Any

from app.domain.conversation_templates import service as templates
from app.domain.use_case import UseCase
from tests.asking import Ask
from tests.refusing import changed, of_case, refused
from tests.scene import Scene
from tests.scene_of_templates import wording

OF_TEMPLATES: tuple[Any, ...] = (
    templates.take_over_conversation_template,
    templates.retire_conversation_template,
)
OF_VERSIONS: tuple[Any, ...] = (
    templates.change_template_draft,
    templates.publish_template_version,
    templates.retire_template_version,
)
for _versioned in (*OF_TEMPLATES, *OF_VERSIONS):
    changed("stale", _versioned, version=9)

changed("invalid", templates.create_conversation_template, key="Our Own")
changed("invalid", templates.create_conversation_template, texts=[])
changed("invalid", templates.change_template_draft, defaultLocale="sv")
changed("invalid", templates.get_template_version, filters={"locale": "not a language"})
changed("invalid", templates.list_missing_texts, filters={"locales": "-"})


@refused("conversation_template_key_taken", templates.create_conversation_template)
async def _named_already(scene: Scene) -> Ask:
    ask = await of_case(templates.create_conversation_template)(scene)
    heard = await scene.world.rest("jonas", "POST", "/v1/conversation-templates", ask.body)
    assert heard.status_code == 201
    return ask


@refused("template_draft_exists", templates.start_template_draft)
async def _begun_already(scene: Scene) -> Ask:
    template, _ = await scene.a_template_with_a_draft()
    return Ask(templates.start_template_draft, {"conversation_template_id": template})


async def _retired(scene: Scene, use_case: UseCase) -> Ask:
    ask = await of_case(use_case)(scene)
    await scene.done("amina", templates.retire_conversation_template, **ask.ids, if_version=2)
    return replace(ask, version=ask.version and 3)


@refused("conversation_template_retired", templates.retire_conversation_template)
async def _twice(scene: Scene) -> Ask:
    return await _retired(scene, templates.retire_conversation_template)


@refused("conversation_template_retired", templates.take_over_conversation_template)
async def _taken_over(scene: Scene) -> Ask:
    ids = {"conversation_template_id": await scene.a_conversation_template()}
    await scene.done("amina", templates.retire_conversation_template, **ids, if_version=2)
    return Ask(templates.take_over_conversation_template, ids, version=3)


@refused("conversation_template_retired", templates.start_template_draft)
async def _written_anew(scene: Scene) -> Ask:
    return await _retired(scene, templates.start_template_draft)


@refused("conversation_template_retired", templates.publish_template_version)
async def _published_too_far_on(scene: Scene) -> Ask:
    template, draft = await scene.a_template_with_a_draft()
    given = {"conversation_template_id": template, "if_version": 1}
    await scene.done("amina", templates.retire_conversation_template, **given)
    return Ask(templates.publish_template_version, {"template_version_id": draft}, version=1)


@refused("template_version_not_draft", templates.change_template_draft)
async def _changed_when_published(scene: Scene) -> Ask:
    ids = {"template_version_id": await scene.a_published_version()}
    return replace(await of_case(templates.change_template_draft)(scene), ids=ids, version=2)


@refused("template_version_not_draft", templates.publish_template_version)
async def _published_twice(scene: Scene) -> Ask:
    ids = {"template_version_id": await scene.a_published_version()}
    return Ask(templates.publish_template_version, ids, version=2)


@refused("template_version_not_published", templates.retire_template_version)
async def _taken_back_as_a_draft(scene: Scene) -> Ask:
    ids = {"template_version_id": await scene.a_template_draft()}
    return Ask(templates.retire_template_version, ids, version=1)


@refused("template_incomplete", templates.publish_template_version)
async def _with_gaps(scene: Scene) -> Ask:
    ask = await of_case(templates.publish_template_version)(scene)
    await _rewritten(scene, ask, wording("gaps", reflection=[_question("glad", "text", "sv")]))
    return replace(ask, version=2)


@refused("question_changed_kind", templates.publish_template_version)
async def _asked_in_another_way(scene: Scene) -> Ask:
    template = await scene.a_conversation_template()
    given = {"conversation_template_id": template}
    draft = await scene.made("amina", templates.start_template_draft, **given)
    ask = Ask(templates.publish_template_version, {"template_version_id": draft}, version=2)
    await _rewritten(scene, ask, wording("other", reflection=[_question("glad", "scale", "en")]))
    return ask


async def _rewritten(scene: Scene, ask: Ask, body: dict[str, Any]) -> None:
    path = f"/v1/template-versions/{ask.ids['template_version_id']}/content"
    heard = await scene.world.rest("amina", "PUT", path, body, if_match="*")
    assert heard.status_code == 200


def _question(key: str, kind: str, locale: str) -> dict[str, Any]:
    return {"key": key, "kind": kind, "texts": [{"locale": locale, "title": "Which?"}]}
