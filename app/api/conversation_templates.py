"""Conversation templates and their versions over REST."""

from app.api.route import Route, get, post, put
from app.domain.conversation_templates import service

_ONE = "/conversation-templates/{conversation_template_id}"
_VERSION = "/template-versions/{template_version_id}"

routes: list[Route] = [
    get("/conversation-templates", service.list_conversation_templates),
    post("/conversation-templates", service.create_conversation_template),
    get(_ONE, service.get_conversation_template),
    post(f"{_ONE}/take-over", service.take_over_conversation_template),
    post(f"{_ONE}/retire", service.retire_conversation_template),
    post(f"{_ONE}/draft", service.start_template_draft),
    get(_VERSION, service.get_template_version),
    get(f"{_VERSION}/content", service.get_template_content),
    put(f"{_VERSION}/content", service.change_template_draft),
    get(f"{_VERSION}/missing-texts", service.list_missing_texts),
    post(f"{_VERSION}/publish", service.publish_template_version),
    post(f"{_VERSION}/retire", service.retire_template_version),
]
