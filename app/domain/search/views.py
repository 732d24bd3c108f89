"""How hits look from outside."""

from typing import Any, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, Integer, collate, func, literal_column

from app.domain.actor import Scope
from app.domain.competencies.views import CompetencyView
from app.domain.conversations.views import ConversationView
from app.domain.objectives.views import ObjectiveView
from app.domain.people.views import PersonView
from app.domain.plans.views import GoalView, MilestoneView, PlanView
from app.domain.policy import Me
from app.domain.reflections.views import LearningMomentView
from app.domain.search import policy
from app.domain.search.models import SearchHit
from app.domain.search.states import SearchKind
from app.domain.view import View, one

BEFORE: Final[ColumnElement[int]] = literal_column("40", Integer)
LENGTH: Final[ColumnElement[int]] = literal_column("160", Integer)


def snippet(_me: Me, hit: Any) -> ColumnElement[str]:
    """Where the word stands in the text, and what is around it."""
    at = func.strpos(func.lower(collate(hit.text, "pg_c_utf8")), hit.needle)
    found: ColumnElement[str] = func.substr(
        hit.text, func.greatest(at - BEFORE, literal_column("1", Integer)), LENGTH
    )
    return found


class SearchHitView(
    View,
    of=SearchHit,
    guard=policy.may_find,
    scope=Scope.SEARCH_READ,
    about=("about_id", "beside_id"),
    computed={"snippet": snippet},
):
    """Something that you may read, with the words in it that you looked for.

    Notes and reflections are never found: what people write for themselves and for each other is
    kept so that no list of its words exists. Neither are preparations, reasons and other prose.
    """

    id: UUID = Field(description="Of what was found: read it by its kind.")
    kind: SearchKind = Field(description="What was found.")
    title: str = Field(description="Its title, topic or name.")
    field: str = Field(description="The field of it in which the words stand, or the last of them.")
    snippet: str = Field(description="Up to 160 characters of that field.")
    rank: int = Field(
        description="The lowest comes first: whole words before beginnings of words, titles and "
        "names before other fields."
    )
    person_id: UUID | None = Field(
        description="Whose it is: of a competency nobody's, of an objective its owner's."
    )


SearchHitView.relates(
    conversation=one(ConversationView, "id", "If it is a conversation.", same_people=True),
    plan=one(PlanView, "id", "If it is a plan.", same_people=True),
    goal=one(GoalView, "id", "If it is a goal.", same_people=True),
    milestone=one(MilestoneView, "id", "If it is a milestone.", same_people=True),
    objective=one(ObjectiveView, "id", "If it is an objective."),
    learning_moment=one(LearningMomentView, "id", "If it is a learning moment."),
    competency=one(CompetencyView, "id", "If it is a competency."),
    person=one(PersonView, "person_id", "Whose it is, or who it is."),
)
