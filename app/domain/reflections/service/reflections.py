"""What you can do with reflections."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Fault, Forbidden, NotFound
from app.domain.policy import Me
from app.domain.reflections.commands import (
    ChangeReflection,
    ReflectionFilters,
    WriteReflection,
)
from app.domain.reflections.errors import PromptUnknown
from app.domain.reflections.models import Reflection
from app.domain.reflections.prompts import KNOWN
from app.domain.reflections.repository import reflections as rows
from app.domain.reflections.repository.reflections import Reflections
from app.domain.reflections.repository.rhythm import Rhythms
from app.domain.reflections.views import ReflectionView
from app.domain.sealing import seal_text
from app.domain.shape import Removed
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query

# That somebody writes for themselves, and when, concerns nobody else, not even as facts of the
# audit: so none of these actions is audited.


@query(Scope.CONVERSATIONS_READ, ReflectionView)
def get_reflection(_me: Me, reflection_id: UUID) -> One:
    """Read one of your reflections."""
    return rows.reflection(reflection_id)


@query(Scope.CONVERSATIONS_READ, ReflectionView)
def list_reflections(_me: Me, filters: ReflectionFilters) -> Many:
    """List your own reflections. Nobody else's are ever in it."""
    return rows.reflections(filters)


@action(
    Scope.CONVERSATIONS_WRITE,
    ReflectionView,
    raises=(Forbidden, PromptUnknown),
    creates=True,
    audited=False,
)
async def write_reflection(tx: Transaction, command: WriteReflection) -> Reflection:
    """Write something down for yourself. Only you will read it.

    With `promptId` it answers one of our questions: if that is the one whose turn it is, another
    one has its turn. A machine client has nothing to reflect on: forbidden.
    """
    if not tx.me.is_person:
        raise Forbidden
    fields = command.model_dump(exclude={"body"})
    fields |= {"happened_on": command.happened_on or tx.now.date()}
    if command.prompt_id is not None:
        fields |= {"prompt": await _answered(tx, command.prompt_id)}
    reflection = Reflection(author_id=tx.actor.id, **fields)
    await seal_text(tx, reflection, "body", reflection.author_id, command.body)
    return Reflections(tx).add(reflection)


@action(
    Scope.CONVERSATIONS_WRITE, ReflectionView, raises=(NotFound,), versioned=True, audited=False
)
async def change_reflection(
    tx: Transaction, reflection_id: UUID, command: ChangeReflection
) -> Reflection:
    """Write one of your reflections differently."""
    reflection = await Reflections(tx).get(reflection_id, lock=True)
    fields = command.given()
    body = fields.pop("body", None)
    if body is not None:
        await seal_text(tx, reflection, "body", reflection.author_id, str(body))
    reflection.revise(fields)
    return reflection


@action(Scope.CONVERSATIONS_WRITE, Removed, raises=(NotFound,), versioned=True, audited=False)
async def delete_reflection(tx: Transaction, reflection_id: UUID) -> Removed:
    """Delete one of your reflections for good. Goals that grew from it stay, and forget it."""
    reflection = await Reflections(tx).get(reflection_id, lock=True)
    await Reflections(tx).remove(reflection)
    return Removed(id=reflection_id)


async def _answered(tx: Transaction, prompt_id: str) -> str:
    """The words of the question; the next one has its turn, if it was the one before them."""
    prompt = KNOWN.get(prompt_id)
    if prompt is None:
        raise PromptUnknown(Fault("/promptId", PromptUnknown.explanation()))
    mine = await Rhythms(tx).mine()
    if mine is not None:
        mine.answered(prompt_id, await Rhythms(tx).today(mine.time_zone))
    return prompt.question
