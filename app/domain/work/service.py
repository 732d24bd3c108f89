"""What you can ask about work."""

from app.domain.actor import Scope
from app.domain.policy import Me
from app.domain.statement import Many
from app.domain.use_case import query
from app.domain.work import repository
from app.domain.work.commands import WorkFilters
from app.domain.work.views import WorkItemView


@query(Scope.WORK_READ, WorkItemView)
def list_work(me: Me, filters: WorkFilters) -> Many:
    """List what waits for you: steps to do, offers and plans to answer, reviews, conversations,
    handoffs, a question to reflect on.

    With `whose=team`, what waits for the people who report to you: of plans that you may read,
    without anything private, and without conversations, handoffs and questions. Nothing waits for
    a machine client, so its list is empty. `listMilestones` finds more of milestones, open or not.
    """
    return repository.work(me, filters)
