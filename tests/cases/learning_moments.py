"""Learning moments: their author's, and their readers'."""

from app.domain.reflections import service as reflections
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case, of
from tests.scene import Scene

# Learning moments: amina, jonas, priya, olga, tomas, vendor. Jonas leads amina, and wrote them.

of(reflections.list_learning_moments, DONE, DONE, *[EMPTY] * 4)
of(
    reflections.get_learning_moment,
    DONE,
    DONE,
    *[NOT_FOUND] * 4,
    learning_moment_id="learning_moment",
)
_AUTHOR = (NOT_FOUND, DONE, *[NOT_FOUND] * 4)


@case(reflections.write_learning_moment, FORBIDDEN, DONE, *[FORBIDDEN] * 4)
async def _write_learning_moment(_scene: Scene) -> Ask:
    body = {"title": f"{ASKED} title", "body": f"{ASKED} body", "audience": "organisation"}
    return Ask(reflections.write_learning_moment, body=body)


@case(reflections.change_learning_moment, *_AUTHOR)
async def _change_learning_moment(scene: Scene) -> Ask:
    ids, body = {"learning_moment_id": await scene.a_draft()}, {"title": f"{ASKED} title"}
    return Ask(reflections.change_learning_moment, ids, body, version=1)


@case(reflections.publish_learning_moment, *_AUTHOR)
async def _publish_learning_moment(scene: Scene) -> Ask:
    ids = {"learning_moment_id": await scene.a_draft()}
    return Ask(reflections.publish_learning_moment, ids, version=1)


@case(reflections.withdraw_learning_moment, FORBIDDEN, DONE, *[NOT_FOUND] * 4)
async def _withdraw_learning_moment(scene: Scene) -> Ask:
    ids = {"learning_moment_id": await scene.a_moment()}
    return Ask(reflections.withdraw_learning_moment, ids, version=2)


@case(reflections.delete_learning_moment, *_AUTHOR)
async def _delete_learning_moment(scene: Scene) -> Ask:
    ids = {"learning_moment_id": await scene.a_draft()}
    return Ask(reflections.delete_learning_moment, ids, version=1)
