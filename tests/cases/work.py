"""What waits for somebody."""

from app.domain.work import service as work
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import case
from tests.scene import Scene

# Work: amina, jonas, priya, olga, tomas, vendor


@case(work.list_work, EMPTY, DONE, EMPTY, DONE, EMPTY, EMPTY)
async def _list_work(scene: Scene) -> Ask:
    """A plan waits for jonas, since amina proposed it, and a milestone for olga, who owns it."""
    await scene.a_proposed_plan()
    return Ask(work.list_work)
