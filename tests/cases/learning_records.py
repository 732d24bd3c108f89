"""What learning systems report: for the person alone, and for machine clients."""

from app.domain.learning_records import service as learning
from tests.asking import DONE, EMPTY, Ask
from tests.cases.kit import ASKED, FORBIDDEN, NOT_FOUND, case, of
from tests.scene import Scene
from tests.scene_of_learning import a_statement

# amina, jonas, priya, olga, tomas, vendor

of(learning.list_learning_records, DONE, EMPTY, EMPTY, EMPTY, EMPTY, DONE)
of(
    learning.get_learning_record,
    *(DONE, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, DONE),
    learning_record_id="learning_record",
)


@case(learning.record_statements, *[FORBIDDEN] * 5, DONE)
async def _record_statements(_scene: Scene) -> Ask:
    body = {"statements": [a_statement(ASKED)], "xapiVersion": "1.0.3"}
    return Ask(learning.record_statements, body=body)
