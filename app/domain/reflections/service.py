"""What you can do with reflections. One function, one transaction, one scope."""

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.policy import Me
from app.domain.reflections import repository
from app.domain.reflections.commands import ChangeReflection, ReflectionFilters, WriteReflection
from app.domain.reflections.models import Reflection
from app.domain.reflections.repository import Reflections
from app.domain.reflections.views import ReflectionView
from app.domain.sealing import seal_text
from app.domain.shape import Removed
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query
from uuid import UUID


@query(Scope.CONVERSATIONS_READ, ReflectionView)
def get_reflection(_me: Me, reflection_id: UUID) -> One:
    """Read one of your reflections."""
    return repository.reflection(reflection_id)


@query(Scope.CONVERSATIONS_READ, ReflectionView)
def list_reflections(_me: Me, filters: ReflectionFilters) -> Many:
    """List your own reflections. Nobody else's are ever in it."""
    return repository.reflections(filters)


@action(Scope.CONVERSATIONS_WRITE, ReflectionView, raises=(Forbidden,), creates=True)
async def write_reflection(tx: Transaction, command: WriteReflection) -> Reflection:
    """Write something down for yourself. Only you will read it.

    A machine client has nothing to reflect on: forbidden.
    """
    if not tx.me.is_person:
        raise Forbidden
    reflection = Reflection(
        author_id=tx.actor.id,
        prompt=command.prompt,
        happened_on=command.happened_on or tx.now.date(),
    )
    await seal_text(tx, reflection, "body", reflection.author_id, command.body)
    return Reflections(tx).add(reflection)


@action(Scope.CONVERSATIONS_WRITE, ReflectionView, raises=(NotFound,), versioned=True)
async def change_reflection(
    tx: Transaction, reflection_id: UUID, command: ChangeReflection
) -> Reflection:
    """Write one of your reflections differently."""
    reflection = await Reflections(tx).get(reflection_id, lock=True)
    given = command.given()
    body = given.pop("body", None)
    if body is not None:
        await seal_text(tx, reflection, "body", reflection.author_id, str(body))
    reflection.revise(given)
    return reflection


@action(Scope.CONVERSATIONS_WRITE, Removed, raises=(NotFound,), versioned=True)
async def delete_reflection(tx: Transaction, reflection_id: UUID) -> Removed:
    """Delete one of your reflections for good. Goals that grew from it stay, and forget it."""
    reflection = await Reflections(tx).get(reflection_id, lock=True)
    tx.concern(reflection.author_id)
    await Reflections(tx).remove(reflection)
    return Removed(id=reflection_id)
