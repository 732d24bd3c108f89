"""What you can do with assessments. One function, one transaction, one scope."""

from uuid import UUID, uuid4

from app.domain.actor import Scope
from app.domain.assessments import policy, repository
from app.domain.assessments.commands import AssessmentFilters, RecordAssessment, StandingFilters
from app.domain.assessments.errors import (
    AssessedCompetencyUnknown,
    AssessedLater,
    AssessedLevelUnknown,
    AssessedMilestoneUnknown,
    AssessedUnknown,
    AssessmentMismatch,
    AssessmentShared,
    AssessmentWithdrawn,
)
from app.domain.assessments.models import Assessment
from app.domain.assessments.repository import Assessments
from app.domain.assessments.states import AssessmentKind
from app.domain.assessments.views import (
    AssessmentView,
    CompetencyStandingView,
    GivenAssessmentView,
)
from app.domain.entity import new_id
from app.domain.errors import DomainError, Fault, Forbidden, NotFound
from app.domain.policy import Me
from app.domain.statement import Many, One
from app.domain.transaction import Transaction
from app.domain.use_case import action, query


@query(Scope.PLANS_READ, AssessmentView)
def get_assessment(_me: Me, assessment_id: UUID) -> One:
    """Read one assessment of you, of whom you lead, or that you gave under your name."""
    return repository.assessment(assessment_id)


@query(Scope.PLANS_READ, AssessmentView)
def list_assessments(me: Me, filters: AssessmentFilters) -> Many:
    """List the assessments you may see, with their history: withdrawn ones are among them."""
    return repository.assessments(me, filters)


@query(Scope.PLANS_READ, GivenAssessmentView)
def get_given_assessment(_me: Me, assessment_id: UUID) -> One:
    """Read one assessment that you gave."""
    return repository.given(assessment_id)


@query(Scope.PLANS_READ, GivenAssessmentView)
def list_given_assessments(me: Me, filters: AssessmentFilters) -> Many:
    """List the assessments that you gave, those as a peer included. Nobody else sees this list."""
    return repository.all_given(me, filters)


@query(Scope.PLANS_READ, CompetencyStandingView)
def list_competency_standings(me: Me, person_id: UUID, filters: StandingFilters) -> Many:
    """List how far somebody is in each competency, by all that you may read of them."""
    return repository.standings(me, person_id, filters)


@action(
    Scope.PLANS_WRITE,
    GivenAssessmentView,
    raises=(
        Forbidden,
        AssessedUnknown,
        AssessedCompetencyUnknown,
        AssessedLevelUnknown,
        AssessedLater,
        AssessmentMismatch,
        AssessedMilestoneUnknown,
    ),
    creates=True,
)
async def record_assessment(tx: Transaction, command: RecordAssessment) -> Assessment:
    """Say how far somebody is in a competency.

    Of yourself: you alone see it, until you share it with your manager. As their manager, or from
    evidence (you owned a milestone that they reached, or are their manager): they and their manager
    of today see it at once, and that you said it. As a peer (you have the same manager, or a
    relation): nobody sees it, until as many peers as the organisation's `anonymityThreshold` said
    something of the same person and competency; then the person and their manager see the levels of
    all of these together, and not who said which. With `isNamed` they see yours at once, and that
    it is yours. People partners and machine clients see nothing of it.
    """
    of_oneself = command.kind is AssessmentKind.SELF
    if not tx.me.is_person or of_oneself != (command.person_id == tx.actor.id):
        raise Forbidden
    _check_kind(command)
    today = tx.now.date()
    if command.assessed_on is not None and command.assessed_on > today:
        raise _wrong("assessedOn", AssessedLater)
    scale = await repository.scale_of(tx, command.competency_id)
    if scale is None:
        raise _wrong("competencyId", AssessedCompetencyUnknown)
    if command.level not in (scale.ranks or (None,)):
        raise _wrong("level", AssessedLevelUnknown)
    if command.milestone_id is not None and not await repository.is_reached(
        tx, command.milestone_id, command.person_id
    ):
        raise _wrong("milestoneId", AssessedMilestoneUnknown)
    is_peer = command.kind is AssessmentKind.PEER
    said = Assessment(
        **command.model_dump(exclude={"is_shared"})
        | {
            # An id that tells nothing: others would say at which moment it was made.
            "id": uuid4() if is_peer else new_id(),
            "assessor_id": tx.actor.id,
            "assessed_on": command.assessed_on or today,
            "rank": None if command.level is None else scale.ranks[command.level],
            "framework_number": scale.number,
        }
    )
    events = said.recorded(today, is_shared=command.is_shared)
    rows = Assessments(tx)
    await rows.check_new(rows.add(said), policy.may_record)
    if is_peer and said.is_secret:
        await rows.open_peers(said.person_id, said.competency_id)
    tx.record(*events)
    _leave_trail(tx, said)
    return said


@action(
    Scope.PLANS_WRITE,
    GivenAssessmentView,
    raises=(NotFound, Forbidden, AssessmentWithdrawn, AssessmentShared),
    versioned=True,
)
async def share_assessment(tx: Transaction, assessment_id: UUID) -> Assessment:
    """Let your manager of today see what you said of yourself. Share it again for a later one."""
    said = await Assessments(tx).get(assessment_id, may=policy.may_share, lock=True)
    tx.record(*said.share(tx.now.date()))
    _leave_trail(tx, said)
    return said


@action(
    Scope.PLANS_WRITE,
    GivenAssessmentView,
    raises=(NotFound, Forbidden, AssessmentWithdrawn),
    versioned=True,
)
async def withdraw_assessment(tx: Transaction, assessment_id: UUID) -> Assessment:
    """Take back what you said. It stays to be seen by whoever saw it, and no longer counts."""
    said = await Assessments(tx).get(assessment_id, may=policy.may_read_given, lock=True)
    tx.record(*said.withdraw(tx.now))
    _leave_trail(tx, said)
    return said


def _leave_trail(tx: Transaction, said: Assessment) -> None:
    """The person is told who did what with what is theirs, unless that would tell too much."""
    if said.is_secret:
        tx.keep_private()
    else:
        tx.concern(said.person_id)


def _check_kind(command: RecordAssessment) -> None:
    goes_with = {
        "milestoneId": (command.milestone_id is not None, AssessmentKind.EVIDENCE),
        "isShared": (command.is_shared, AssessmentKind.SELF),
        "isNamed": (command.is_named, AssessmentKind.PEER),
    }
    wrong = [
        Fault(f"/{name}", AssessmentMismatch.explanation())
        for name, (is_given, kind) in goes_with.items()
        if is_given and command.kind is not kind
    ]
    if command.kind is AssessmentKind.EVIDENCE and command.milestone_id is None:
        wrong.append(Fault("/milestoneId", AssessmentMismatch.explanation()))
    if wrong:
        raise AssessmentMismatch(*wrong)


def _wrong(name: str, kind: type[DomainError]) -> DomainError:
    return kind(Fault(f"/{name}", kind.explanation()))
