"""What happens to conversation templates."""

from typing import ClassVar
from uuid import UUID

from app.domain.event import Event


class ConversationTemplateEvent(Event):
    """What every event about a conversation template says."""

    key: str
    status: str


class ConversationTemplatePublished(ConversationTemplateEvent):
    """Conversations that are scheduled from now on begin with this version of the template."""

    name: ClassVar[str] = "conversation_template.published"

    template_version_id: UUID
    number: int


class ConversationTemplateVersionRetired(ConversationTemplateEvent):
    """No conversation begins with this version any more; those that have it keep it."""

    name: ClassVar[str] = "conversation_template.version_retired"

    template_version_id: UUID
    number: int


class ConversationTemplateRetired(ConversationTemplateEvent):
    """No conversation begins with this template any more; those that have it keep it."""

    name: ClassVar[str] = "conversation_template.retired"
