"""What you can do with objectives. One function, one transaction, one scope."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.domain.actor import Scope
from app.domain.errors import Forbidden, NotFound
from app.domain.objectives import policy, repository
from app.domain.objectives.commands import (
    ChangeObjective,
    CreateObjective,
    ObjectiveFilters,
    PutObjective,
)
from app.domain.objectives.errors import (
    ObjectiveEndsBeforeItStarts,
    ObjectiveExternalIdTaken,
    ObjectiveNotActive,
    ObjectiveOwnerUnknown,
    ObjectiveParentUnknown,
    ObjectivePartOfItself,
    ObjectiveStillActive,
    ObjectiveTooDeep,
)
from app.domain.objectives.lifecycle import OBJECTIVE
from app.domain.objectives.models import Objective
from app.domain.objectives.repository import Objectives
from app.domain.objectives.views import ObjectiveView
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query

_DESCRIBED = (
    ObjectiveEndsBeforeItStarts,
    ObjectiveOwnerUnknown,
    ObjectiveParentUnknown,
    ObjectiveTooDeep,
)


@query(Scope.PLANS_READ, ObjectiveView)
def get_objective(_me: Me, objective_id: UUID) -> One:
    """Read one objective."""
    return repository.objective(objective_id)


@query(Scope.PLANS_READ, ObjectiveView)
def list_objectives(_me: Me, filters: ObjectiveFilters) -> Many:
    """List objectives. Everybody may."""
    return repository.objectives(filters)


@action(
    Scope.PLANS_WRITE,
    ObjectiveView,
    raises=(Forbidden, ObjectiveExternalIdTaken, *_DESCRIBED),
    creates=True,
)
async def create_objective(tx: Transaction, command: CreateObjective) -> Objective:
    """Set an objective.

    Machine clients may, for the organisation and for teams; so may whoever has reports today,
    for their team, answering for it themself.
    """
    return await _created(tx, command.model_dump())


@action(
    Scope.PLANS_WRITE,
    ObjectiveView,
    raises=(
        Forbidden,
        ObjectiveNotActive,
        ObjectiveExternalIdTaken,
        ObjectivePartOfItself,
        *_DESCRIBED,
    ),
)
async def put_objective(tx: Transaction, external_id: str, command: PutObjective) -> Objective:
    """Set an objective or bring it up to date, by the id that another system has for it.

    Answers with 200 whether it is new or not; version 1 is new. What was achieved or released
    is refused, unless nothing about it is different. Only machine clients may do this.
    """
    if tx.me.is_person:
        raise Forbidden
    known = await Objectives(tx).named(external_id)
    fields = command.model_dump()
    if known is None:
        return await _created(tx, fields | {"external_id": external_id})
    return await _revised(tx, known, fields)


@action(
    Scope.PLANS_WRITE,
    ObjectiveView,
    raises=(NotFound, Forbidden, ObjectiveNotActive, ObjectivePartOfItself, *_DESCRIBED),
    versioned=True,
)
async def change_objective(
    tx: Transaction, objective_id: UUID, command: ChangeObjective
) -> Objective:
    """Describe an objective differently, move its period, or make it part of another one.

    Its owner may; only machine clients hand it over to somebody else.
    """
    objective = await Objectives(tx).get(objective_id, may=policy.may_change, lock=True)
    fields = command.given()
    if tx.me.is_person and fields.get("owner_id", objective.owner_id) != objective.owner_id:
        raise Forbidden
    return await _revised(tx, objective, fields)


@action(
    Scope.PLANS_WRITE,
    ObjectiveView,
    raises=(NotFound, Forbidden, ObjectiveNotActive),
    versioned=True,
)
async def achieve_objective(tx: Transaction, objective_id: UUID) -> Objective:
    """Say that an objective was achieved. Goals that are aligned with it stay as they are."""
    return await _taken(tx, objective_id, "achieve_objective")


@action(
    Scope.PLANS_WRITE,
    ObjectiveView,
    raises=(NotFound, Forbidden, ObjectiveNotActive),
    versioned=True,
)
async def release_objective(tx: Transaction, objective_id: UUID) -> Objective:
    """Let an objective go. Goals that are aligned with it stay as they are."""
    return await _taken(tx, objective_id, "release_objective")


@action(
    Scope.PLANS_WRITE,
    ObjectiveView,
    raises=(NotFound, Forbidden, ObjectiveStillActive),
    versioned=True,
)
async def reopen_objective(tx: Transaction, objective_id: UUID) -> Objective:
    """Work again on an objective that was achieved or let go."""
    return await _taken(tx, objective_id, "reopen_objective")


async def _created(tx: Transaction, fields: Mapping[str, Any]) -> Objective:
    objective = Objective(**fields)
    events = objective.created()
    if objective.parent_id is not None:
        await Objectives(tx).check_tree(objective)
    tx.record(*events)
    return await Objectives(tx).check_new(Objectives(tx).add(objective), policy.may_create)


async def _revised(tx: Transaction, objective: Objective, fields: Mapping[str, Any]) -> Objective:
    was_part_of = objective.parent_id
    with tx.session.no_autoflush:
        tx.record(*objective.revise(fields))
        if objective.parent_id not in (None, was_part_of):
            await Objectives(tx).check_tree(objective)
    return objective


async def _taken(tx: Transaction, objective_id: UUID, step: str) -> Objective:
    objective = await Objectives(tx).to_take(OBJECTIVE[step], objective_id)
    tx.record(*objective.take(step))
    return objective
