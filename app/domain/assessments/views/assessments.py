"""How assessments look from outside."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, case

from app.domain.actor import Scope
from app.domain.assessments import policy
from app.domain.assessments.models import Assessment, CompetencyStanding
from app.domain.assessments.states import AssessmentKind, Confidence
from app.domain.competencies.views import CompetencyView
from app.domain.people.views import PersonView
from app.domain.policy import Me
from app.domain.view import Computed, View, one


def unless_hidden(column: str) -> Computed:
    """Null where it would tell which peer it was."""

    def shown(_me: Me, row: Any) -> ColumnElement[Any]:
        return case((policy.is_hidden(row), None), else_=getattr(row, column))

    return shown


def known_day(row: Any) -> ColumnElement[Any]:
    """When it was so; where that would tell which peer it was, when it was shown."""
    return case((policy.is_hidden(row), row.open_on), else_=row.assessed_on)


def is_withdrawn(_me: Me, row: Any) -> ColumnElement[bool]:
    clause: ColumnElement[bool] = row.withdrawn_at.is_not(None)
    return clause


def is_shared(_me: Me, row: Any) -> ColumnElement[bool]:
    clause: ColumnElement[bool] = row.open_on.is_not(None)
    return clause


class AssessmentView(
    View,
    of=Assessment,
    guard=policy.may_read,
    scope=Scope.PLANS_READ,
    about=("person_id",),
    computed={
        "assessor_id": unless_hidden("assessor_id"),
        "confidence": unless_hidden("confidence"),
        "assessed_on": lambda _me, row: known_day(row),
        "is_withdrawn": is_withdrawn,
    },
):
    """How far somebody is in a competency, in the eyes of somebody."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the assessment.")
    person_id: UUID = Field(description="Who it is about.")
    competency_id: UUID = Field(description="Of which competency it speaks.")
    kind: AssessmentKind = Field(description="Who says it.")
    assessor_id: UUID | None = Field(description="Null for a peer who is not named.")
    level: str | None = Field(description="A code of the framework's scale.")
    rank: int | None = Field(description="Of that level, when it was said.")
    framework_number: int = Field(description="The version of the framework at the time.")
    confidence: Confidence | None = Field(description="Null for a peer who is not named.")
    assessed_on: date = Field(
        description="When it was so; for a peer who is not named, when it was shown."
    )
    milestone_id: UUID | None = Field(description="Of evidence: the milestone that was reached.")
    is_named: bool = Field(description="Of a peer: whether they agreed to be named.")
    is_withdrawn: bool = Field(description="Then it no longer counts.")


class GivenAssessmentView(
    View,
    of=Assessment,
    guard=policy.may_read_given,
    scope=Scope.PLANS_READ,
    computed={"is_shared": is_shared, "is_withdrawn": is_withdrawn},
):
    """What you said how far somebody is. It tells nobody else that you did: see `Assessment`."""

    id: UUID = Field(description="Its id: the same over REST, over GraphQL and in events.")
    version: int = Field(description="Counts the changes of the assessment.")
    person_id: UUID = Field(description="Who it is about.")
    competency_id: UUID = Field(description="Of which competency you spoke.")
    kind: AssessmentKind = Field(
        description="As what you spoke: as the person, their manager, or a peer."
    )
    level: str | None = Field(description="A code of the framework's scale.")
    rank: int | None = Field(description="Of that level, when it was said.")
    framework_number: int = Field(description="The version of the framework at the time.")
    confidence: Confidence = Field(description="How sure you were.")
    assessed_on: date = Field(description="The day of which you spoke.")
    milestone_id: UUID | None = Field(description="The milestone that shows it, if it is evidence.")
    is_named: bool = Field(description="Of a peer: whether you agreed to be named.")
    is_shared: bool = Field(description="Whether others see it.")
    is_withdrawn: bool = Field(description="Then it no longer counts.")


class CompetencyStandingView(
    View,
    of=CompetencyStanding,
    guard=policy.may_read_standing,
    scope=Scope.PLANS_READ,
    about=("person_id",),
):
    """How far somebody is in a competency, by all that you may read of them.

    The most trusted kind says the level: evidence before the manager, before a peer, before the
    person themself; of a kind, the newest. What was said of a competency that was replaced counts
    for its successor; and what was said of the successor counts for what it replaced where both
    are the same competency: word for word, or as `exactMatchOf` says. An edit of the scale lowers
    nobody.
    """

    id: UUID = Field(description="The same as `competencyId`.")
    person_id: UUID = Field(description="Of whom it speaks.")
    competency_id: UUID = Field(description="Of which competency it speaks.")
    level: str | None = Field(description="A code of the scale.")
    rank: int | None = Field(
        description="Of that level: when it was said or today, whichever is higher."
    )
    kind: AssessmentKind = Field(description="Who says it.")
    assessed_on: date = Field(description="The day of the assessment that says so.")
    inputs: list[dict[str, Any]] = Field(
        description="What it is made of, the most trusted first: the newest of each kind, with "
        "`assessmentId`, `kind`, `level`, `rank`, `assessedOn`, `confidence`, and `competencyId`: "
        "of what it was said."
    )


for _view in (AssessmentView, GivenAssessmentView, CompetencyStandingView):
    _view.relates(
        person=one(PersonView, "person_id", "Who it is about."),
        competency=one(CompetencyView, "competency_id", "In what."),
    )
