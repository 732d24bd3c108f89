"""Conversation templates and their versions in the graph."""

from app.domain.conversation_templates import service

queries = {
    "conversation_template": service.get_conversation_template,
    "conversation_templates": service.list_conversation_templates,
    "template_version": service.get_template_version,
    "template_content": service.get_template_content,
    "missing_texts": service.list_missing_texts,
}
mutations = [
    service.create_conversation_template,
    service.take_over_conversation_template,
    service.retire_conversation_template,
    service.start_template_draft,
    service.change_template_draft,
    service.publish_template_version,
    service.retire_template_version,
]
