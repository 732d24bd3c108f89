"""Answers to the questions of a conversation: they come with a preparation."""

from collections.abc import Sequence

from app.domain.conversation_templates import service as templates
from app.domain.conversations.commands.answers import AnswerQuestion
from app.domain.conversations.errors import AnswerDoesNotFit, QuestionUnknown
from app.domain.conversations.models import Answer, Conversation
from app.domain.conversations.models.answer import misfit
from app.domain.conversations.repository.answers import Answers
from app.domain.errors import Fault
from app.domain.transaction import Transaction


async def answer(
    tx: Transaction, conversation: Conversation, given: Sequence[AnswerQuestion] | None
) -> None:
    """Put these in the place of what the actor answered before; `None` leaves that as it is."""
    if given is None:
        return
    await _check(tx, conversation, given)
    answers = Answers(tx)
    known = await answers.mine(conversation.id)
    for one in given:
        fields = one.model_dump(exclude={"question_key"})
        mine = known.pop(one.question_key, None)
        if mine is None:
            answers.add(
                Answer(
                    created_at=tx.now,
                    conversation_id=conversation.id,
                    author_id=tx.actor.id,
                    question_key=one.question_key,
                    **fields,
                )
            )
            continue
        for name, value in fields.items():
            setattr(mine, name, value)
    for left_out in known.values():
        await answers.remove(left_out)


async def _check(
    tx: Transaction, conversation: Conversation, given: Sequence[AnswerQuestion]
) -> None:
    version_id = conversation.template_version_id
    asked = await templates.asked_by(tx, version_id) if given and version_id else {}
    unknown, unfit, keys = [], [], set[str]()
    for at, one in enumerate(given):
        question = asked.get(one.question_key)
        if question is None:
            unknown.append(Fault(f"/answers/{at}/questionKey", "is not asked in this conversation"))
        elif wrong := misfit(question, one.model_dump()):
            unfit.append(Fault(f"/answers/{at}", wrong))
        elif one.question_key in keys:
            unfit.append(Fault(f"/answers/{at}/questionKey", "is answered before"))
        keys.add(one.question_key)
    if unknown:
        raise QuestionUnknown(*unknown)
    if unfit:
        raise AnswerDoesNotFit(*unfit)
