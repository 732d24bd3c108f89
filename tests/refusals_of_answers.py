"""How the questions of a conversation, and answers to them, refuse."""

from app.domain.conversations import service as conversations
from tests.refusing import changed

ANSWER = {"questionKey": "glad", "text": "An answer"}

changed(
    "conversation_template_unknown", conversations.schedule_conversation, templateKey="unheard_of"
)
changed("invalid", conversations.schedule_conversation, templateKey="Not a key")
changed("invalid", conversations.get_conversation_questions, filters={"locale": "-"})
for _code, *_answers in (
    ("question_unknown", ANSWER | {"questionKey": "unheard_of"}),
    ("answer_does_not_fit", ANSWER, ANSWER),
    ("answer_does_not_fit", {"questionKey": "glad", "value": 3}),
    ("answer_does_not_fit", {"questionKey": "glad"}),
    ("answer_does_not_fit", {"questionKey": "path", "option": "unheard_of"}),
    ("invalid", {"questionKey": "fit", "value": 6}),
):
    changed(_code, conversations.prepare_conversation, answers=_answers)
