"""What a learning system reported of amina."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from app.domain.learning_records import service as learning
from app.domain.learning_records.commands import RecordStatements
from app.domain.use_case import Action
from tests.scene_of_plans import SECRET
from tests.world import World


def a_statement(word: str) -> dict[str, Any]:
    return {
        "actor": {"account": {"homePage": "https://example.com", "name": "amina"}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": f"https://example.com/courses/{word}"},
        "result": {"response": f"{word} response"},
    }


class Learning:
    """That she completed a course that no milestone of hers names."""

    world: World
    ids: dict[str, UUID]
    done: Callable[..., Awaitable[dict[str, Any]]]

    async def a_learning_record(self) -> UUID:
        command = RecordStatements(statements=(a_statement(SECRET),))
        action: Action = learning.record_statements
        made = await self.done("vendor", action, command=command)
        [id] = made["statementIds"]
        path = f"/v1/learning-records?statementId={id}"
        [record] = (await self.world.rest("vendor", "GET", path)).json()["data"]
        await self.world.noted()  # now, so that the trail of every scene is in the same order
        return UUID(record["id"])
