"""How regularly people meet."""

from app.domain.coverage import service as coverage
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import case, of
from tests.covering import counted, team
from tests.scene import Scene

# Coverage: amina, jonas, priya, olga, tomas, vendor

of(coverage.list_coverage, EMPTY, DONE, DONE, EMPTY, EMPTY, EMPTY)


@case(coverage.list_coverage_summary, EMPTY, DONE, DONE, EMPTY, EMPTY, DONE)
async def _list_coverage_summary(scene: Scene) -> Ask:
    await team(scene.world, "jonas", [f"c-{number}" for number in range(10)], department="Sales")
    await counted(scene.world)
    return Ask(coverage.list_coverage_summary)
