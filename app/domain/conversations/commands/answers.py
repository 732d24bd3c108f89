"""What can be asked of answers."""

from typing import Annotated

from pydantic import Field

from app.domain.conversation_templates.content import QuestionKey
from app.domain.conversation_templates.states import HIGHEST, LOWEST
from app.domain.shape import Command
from app.domain.values import Text

Value = Annotated[int, Field(ge=LOWEST, le=HIGHEST)]


class AnswerQuestion(Command):
    """What you bring to one question, in the way of its kind."""

    question_key: QuestionKey = Field(description="The key of the question in its template.")
    text: Text | None = Field(default=None, description="To a question of the kind `text`.")
    value: Value | None = Field(default=None, description="From 1 to 5, to a `scale`.")
    option: QuestionKey | None = Field(
        default=None, description="The key of one of its options, to a `choice`."
    )
