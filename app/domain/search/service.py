"""What you can look for."""

from app.domain.actor import Scope
from app.domain.policy import Me
from app.domain.search import repository
from app.domain.search.commands import SearchFilters
from app.domain.search.views import SearchHitView
from app.domain.statement import Many
from app.domain.use_case import query


@query(Scope.SEARCH_READ, SearchHitView)
def search(me: Me, filters: SearchFilters) -> Many:
    """Find what you may read by words in it, and nothing else.

    Looked through are conversations (topic), plans (title), goals (title, success criteria,
    aspiration), milestones (title, success measure), objectives (title), learning moments (title,
    body), competencies (name, statement) and people (name, job title). Not searched: notes and
    reflections, which are for whoever was chosen before they were written; and other prose.
    A machine client finds nothing by a topic or an aspiration, since it sees neither.
    """
    return repository.hits(me, filters)
