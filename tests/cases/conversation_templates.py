"""Conversation templates and their versions."""

from app.domain.conversation_templates import service as templates
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case, of
from tests.scene import Scene
from tests.scene_of_templates import wording

# What is published is everybody's to read; amina keeps these.

_KEEPER = (DONE, *[FORBIDDEN] * 4, DONE)
_OF_A_DRAFT = (DONE, *[NOT_FOUND] * 4, DONE)

of(templates.list_conversation_templates, DONE)
of(
    templates.get_conversation_template,
    DONE,
    conversation_template_id="conversation_template",
)
of(templates.get_template_content, *_OF_A_DRAFT, template_version_id="template_draft")


@case(templates.get_template_version, DONE)
async def _get_template_version(scene: Scene) -> Ask:
    ids = {"template_version_id": scene.ids["template_version"]}
    return Ask(templates.get_template_version, ids, filters={"locale": "sv-FI"})


@case(templates.list_missing_texts, DONE, *[EMPTY] * 4, DONE)
async def _list_missing_texts(scene: Scene) -> Ask:
    ids = {"template_version_id": scene.ids["template_draft"]}
    return Ask(templates.list_missing_texts, ids, filters={"locales": "sv"})


@case(templates.create_conversation_template, DONE)
async def _create_conversation_template(scene: Scene) -> Ask:
    body = {"key": f"new_{next(scene.numbers)}", **wording(f"{ASKED} template")}
    return Ask(templates.create_conversation_template, body=body)


@case(templates.take_over_conversation_template, DONE)
async def _take_over_conversation_template(scene: Scene) -> Ask:
    ids = {"conversation_template_id": await scene.a_template_of_somebody_else()}
    return Ask(templates.take_over_conversation_template, ids, version=3)


@case(templates.retire_conversation_template, *_KEEPER)
async def _retire_conversation_template(scene: Scene) -> Ask:
    ids = {"conversation_template_id": await scene.a_conversation_template()}
    return Ask(templates.retire_conversation_template, ids, version=2)


@case(templates.start_template_draft, *_KEEPER)
async def _start_template_draft(scene: Scene) -> Ask:
    ids = {"conversation_template_id": await scene.a_conversation_template()}
    return Ask(templates.start_template_draft, ids)


@case(templates.change_template_draft, *_OF_A_DRAFT)
async def _change_template_draft(scene: Scene) -> Ask:
    ids = {"template_version_id": await scene.a_template_draft()}
    return Ask(templates.change_template_draft, ids, wording(f"{ASKED} draft"), version=1)


@case(templates.publish_template_version, *_OF_A_DRAFT)
async def _publish_template_version(scene: Scene) -> Ask:
    ids = {"template_version_id": await scene.a_template_draft()}
    return Ask(templates.publish_template_version, ids, version=1)


@case(templates.retire_template_version, *_KEEPER)
async def _retire_template_version(scene: Scene) -> Ask:
    ids = {"template_version_id": await scene.a_published_version()}
    return Ask(templates.retire_template_version, ids, version=2)
