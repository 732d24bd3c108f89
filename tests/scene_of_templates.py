"""Conversation templates that amina keeps, in several states."""

from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any
from uuid import UUID

from app.domain.actor import Actor
from app.domain.conversation_templates import service as templates
from app.domain.conversation_templates.commands import CreateConversationTemplate
from app.domain.conversations.commands.answers import AnswerQuestion
from tests.scene_of_plans import SECRET
from tests.world import World


def wording(title: str, **more: Any) -> dict[str, Any]:
    """Questions of each kind, whole in English, with one text in Swedish."""
    return {
        "defaultLocale": "en",
        "texts": [{"locale": "en", "title": title, "description": f"{title} for"}],
        "reflection": [
            {
                "key": "glad",
                "kind": "text",
                "required": True,
                "texts": [
                    {"locale": "en", "title": f"{title} glad?", "help": f"{title} help"},
                    {"locale": "sv", "title": f"{title} glad (sv)?"},
                ],
            },
            {"key": "fit", "kind": "scale", "texts": [{"locale": "en", "title": f"{title} fit?"}]},
        ],
        "planning": [
            {
                "key": "path",
                "kind": "choice",
                "texts": [{"locale": "en", "title": f"{title} path?"}],
                "options": [
                    {"key": key, "texts": [{"locale": "en", "title": f"{title} {key}"}]}
                    for key in ("deepen", "lead")
                ],
            }
        ],
        "action": [],
        **more,
    }


TEMPLATE_KEY = "scene_0"
"""Of the first template that is made in a scene: its conversations go by it."""


def answers(text: str) -> tuple[AnswerQuestion, ...]:
    """Two of three questions answered, the one in words among them."""
    return (
        AnswerQuestion(question_key="glad", text=f"{text} answer"),
        AnswerQuestion(question_key="fit", value=4),
    )


class Templates:
    """Of amina, unless a method says otherwise."""

    world: World
    ids: dict[str, UUID]
    done: Callable[..., Awaitable[dict[str, Any]]]
    made: Callable[..., Awaitable[UUID]]
    numbers: "count[int]"
    a_newcomer: Callable[[], Awaitable[Actor]]

    async def a_template_with_a_draft(self) -> tuple[UUID, UUID]:
        """Never published: the template, and its draft."""
        key = f"scene_{next(self.numbers)}"
        body = {"key": key, **wording(f"{SECRET} {key}")}
        command = CreateConversationTemplate.model_validate(body)
        made = await self.done("amina", templates.create_conversation_template, command=command)
        return UUID(made["id"]), UUID(made["draftId"])

    async def a_template_draft(self) -> UUID:
        _, draft = await self.a_template_with_a_draft()
        return draft

    async def a_published_version(self) -> UUID:
        draft = await self.a_template_draft()
        given = {"template_version_id": draft, "if_version": 1}
        return await self.made("amina", templates.publish_template_version, **given)

    async def a_template_of_somebody_else(self) -> UUID:
        """Kept by somebody whom nobody else is; in version 3."""
        template = await self.a_conversation_template()
        given = {"conversation_template_id": template, "if_version": 2}
        await self.done(await self.a_newcomer(), templates.take_over_conversation_template, **given)
        return template

    async def a_conversation_template(self) -> UUID:
        """Published, without a draft; in version 2."""
        template, draft = await self.a_template_with_a_draft()
        given = {"template_version_id": draft, "if_version": 1}
        await self.done("amina", templates.publish_template_version, **given)
        return template
