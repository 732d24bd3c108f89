"""What you can do with competency frameworks, their versions and what these are made of."""

from uuid import UUID

from app.domain.actor import Scope
from app.domain.competencies import repository
from app.domain.competencies.commands import (
    AssociationFilters,
    CompetencyFilters,
    DeprecateFramework,
    FrameworkFilters,
    SpokenFilters,
)
from app.domain.competencies.errors import (
    FrameworkInForce,
    FrameworkNotPublished,
    FrameworkUnknown,
    ReplacedByItself,
)
from app.domain.competencies.lifecycle import FRAMEWORK
from app.domain.competencies.models import CompetencyFramework
from app.domain.competencies.repository import Frameworks
from app.domain.competencies.views import (
    CompetencyAssociationView,
    CompetencyFrameworkView,
    CompetencyLeftoverView,
    CompetencyRevisionView,
    CompetencyView,
    FrameworkVersionView,
)
from app.domain.errors import Fault, NotFound
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.COMPETENCIES_READ, CompetencyFrameworkView)
def get_competency_framework(_me: Me, framework_id: UUID) -> One:
    """Read one competency framework."""
    return repository.framework(framework_id)


@query(Scope.COMPETENCIES_READ, CompetencyFrameworkView)
def list_competency_frameworks(_me: Me, filters: FrameworkFilters) -> Many:
    """List the competency frameworks, the oldest first."""
    return repository.frameworks(filters)


@query(Scope.COMPETENCIES_READ, FrameworkVersionView)
def list_framework_versions(_me: Me, framework_id: UUID) -> Many:
    """List the versions of a competency framework, the oldest first: the last may be a draft."""
    return repository.versions(framework_id)


@query(Scope.COMPETENCIES_READ, FrameworkVersionView)
def get_framework_version(_me: Me, framework_version_id: UUID) -> One:
    """Read one version of a competency framework."""
    return repository.version(framework_version_id)


@query(Scope.COMPETENCIES_READ, CompetencyRevisionView)
def list_version_competencies(_me: Me, framework_version_id: UUID) -> Many:
    """List the competencies as a version of their framework says them, whatever came later."""
    return repository.version_competencies(framework_version_id)


@query(Scope.COMPETENCIES_READ, CompetencyLeftoverView)
def list_version_leftovers(_me: Me, framework_version_id: UUID) -> Many:
    """List what the source of a version said and a model has no place for, as it was written."""
    return repository.version_leftovers(framework_version_id)


@query(Scope.COMPETENCIES_READ, CompetencyView)
def get_competency(_me: Me, competency_id: UUID, filters: SpokenFilters) -> One:
    """Read one competency, as the published version of its framework says it.

    Its name and its statement come in your language, too, as far as there are translations.
    """
    return repository.competency(competency_id, filters)


@query(Scope.COMPETENCIES_READ, CompetencyView)
def list_competencies(_me: Me, filters: CompetencyFilters) -> Many:
    """List competencies, the oldest first. Retired ones are among them, and say so.

    Names and statements come in your language, too, as far as there are translations.
    """
    return repository.competencies(filters)


@query(Scope.COMPETENCIES_READ, CompetencyRevisionView)
def list_competency_revisions(_me: Me, competency_id: UUID) -> Many:
    """List what a competency has said over the versions of its framework, drafts included."""
    return repository.revisions(competency_id)


@query(Scope.COMPETENCIES_READ, CompetencyAssociationView)
def list_competency_associations(_me: Me, filters: AssociationFilters) -> Many:
    """List the links between competencies, and to outside, of the published versions."""
    return repository.associations(filters)


@action(
    Scope.COMPETENCIES_PUBLISH,
    CompetencyFrameworkView,
    raises=(NotFound, FrameworkNotPublished, FrameworkUnknown, ReplacedByItself),
    versioned=True,
)
async def deprecate_competency_framework(
    tx: Transaction, framework_id: UUID, command: DeprecateFramework
) -> CompetencyFramework:
    """Say that nothing new should begin with a framework; and, if you wish, which one to take.

    What goes by it goes on.
    """
    rows = Frameworks(tx)
    framework = await rows.to_take(FRAMEWORK["deprecate_competency_framework"], framework_id)
    other_id = command.replaced_by_id
    if other_id is not None:
        try:
            await rows.get(other_id, decided_on=False)
        except NotFound as error:
            raise _at_replacement(FrameworkUnknown) from error
        if other_id == framework_id or await rows.leads_to(other_id, framework_id):
            raise _at_replacement(ReplacedByItself)
    tx.record(*framework.deprecate(other_id))
    return framework


@action(
    Scope.COMPETENCIES_PUBLISH,
    CompetencyFrameworkView,
    raises=(NotFound, FrameworkInForce),
    versioned=True,
)
async def reinstate_competency_framework(
    tx: Transaction, framework_id: UUID
) -> CompetencyFramework:
    """Have a framework in force again that was deprecated or retired."""
    step = FRAMEWORK["reinstate_competency_framework"]
    framework = await Frameworks(tx).to_take(step, framework_id)
    tx.record(*framework.reinstate())
    return framework


@action(
    Scope.COMPETENCIES_PUBLISH,
    CompetencyFrameworkView,
    raises=(NotFound, FrameworkNotPublished),
    versioned=True,
)
async def retire_competency_framework(tx: Transaction, framework_id: UUID) -> CompetencyFramework:
    """Take a framework out of use. What was written with it stays, and says so."""
    step = FRAMEWORK["retire_competency_framework"]
    framework = await Frameworks(tx).to_take(step, framework_id)
    tx.record(*framework.retire())
    return framework


def _at_replacement(kind: type[FrameworkUnknown | ReplacedByItself]) -> Exception:
    return kind(Fault("/replacedById", kind.explanation()))
