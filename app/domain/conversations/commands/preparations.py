"""What can be asked of preparations."""

from pydantic import Field

from app.domain.conversation_templates.content import MOST_QUESTIONS
from app.domain.conversations.commands.answers import AnswerQuestion
from app.domain.shape import Command
from app.domain.values import Text


class PrepareConversation(Command):
    answers: tuple[AnswerQuestion, ...] | None = Field(
        default=None,
        max_length=MOST_QUESTIONS,
        description="What you bring to the questions of the conversation: all of it. Left out: "
        "what you said before stays. No question has to be answered.",
    )
    hopes: Text | None = Field(default=None, description="What you hope comes out of it.")
