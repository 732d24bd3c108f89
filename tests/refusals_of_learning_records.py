"""How learning records refuse: each error, by the shortest way to it."""

from uuid import uuid4

from app.domain.learning_records import service as learning
from tests.asking import Ask
from tests.refusing import changed, refused
from tests.scene import Scene
from tests.scene_of_learning import a_statement

RECORD = learning.record_statements

changed("forbidden", RECORD)
changed("invalid", RECORD, "vendor", statements=[])
changed("invalid", RECORD, "vendor", xapiVersion="0.95")
changed("statement_invalid", RECORD, "vendor", statements=[{}])
changed("statement_invalid", RECORD, "vendor", statements=[a_statement("x") | {"id": None}])


@refused("statement_conflict", RECORD, "vendor")
async def _known(scene: Scene) -> Ask:
    id = str(uuid4())
    path = "/v1/learning-records"
    body = {"statements": [a_statement("one") | {"id": id}]}
    assert (await scene.world.rest("vendor", "POST", path, body)).is_success
    return Ask(RECORD, body={"statements": [a_statement("other") | {"id": id}]})
