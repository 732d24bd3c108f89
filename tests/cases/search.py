"""What somebody may read, found by words."""

from app.domain.search import service as search
from tests.asking import DONE, Ask
from tests.cases.kit import case
from tests.scene import SECRET, Scene

# Search: amina, jonas, priya, olga, tomas, vendor


@case(search.search, DONE)
async def _search(_scene: Scene) -> Ask:
    """Competencies and objectives are for everybody."""
    return Ask(search.search, filters={"q": SECRET})
