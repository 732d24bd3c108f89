"""One plan of amina with steps that wait for each other, and how its tests ask about them."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from httpx import Response

from app.domain.errors import DomainError
from app.domain.plans import service as plans
from app.domain.plans.commands import AddDependency
from tests.relations import day, told
from tests.world import World

Json = dict[str, Any]


@dataclass
class Steps:
    """Steps of one plan, by names."""

    world: World
    plan: str
    ids: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def begin(cls, world: World, *names: str) -> "Steps":
        """A plan with these steps, the first of which is due first; amina owns all of them."""
        steps = cls(world, str((await world.a_plan())["id"]))
        for number, name in enumerate(names):
            await steps.add(name, 10 + number)
        return steps

    async def add(
        self, name: str, due_in_days: int = 10, *, owner: str = "amina", goal: str | None = None
    ) -> str:
        body = {
            "title": name,
            "ownerId": self.world.id(owner),
            "dueOn": day(due_in_days),
            "goalId": goal,
        }
        path = f"/v1/plans/{self.plan}/milestones"
        self.ids[name] = str((await self.posted("amina", path, body))["id"])
        return self.ids[name]

    async def a_secret(self, name: str, due_in_days: int = 10) -> str:
        """A step of a private goal."""
        body = {"title": "Of my own", "isPrivate": True}
        goal = await self.posted("amina", f"/v1/plans/{self.plan}/goals", body)
        return await self.add(name, due_in_days, goal=goal["id"])

    def path(self, name: str) -> str:
        return f"/v1/milestones/{self.ids[name]}"

    def names(self, ids: list[str]) -> set[str]:
        known = {id: name for name, id in self.ids.items()}
        return {known[id] for id in ids}

    async def posted(self, who: str, path: str, body: Json, **headers: str) -> Json:
        answer = await self.world.rest(who, "POST", path, body, **headers)
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def depend(self, name: str, on: str, who: str = "amina") -> Response:
        body = {"dependsOnId": self.ids[on]}
        return await self.world.rest(who, "POST", f"{self.path(name)}/dependencies", body)

    async def link(self, *edges: str) -> None:
        """Each as `b>a`: b comes after a."""
        for edge in edges:
            name, on = edge.split(">")
            answer = await self.depend(name, on)
            assert answer.status_code == 200, answer.text

    async def circle(self, name: str, on: str, who: str = "amina") -> list[str]:
        """By which names a refusal says that it would be a circle."""
        action, command = plans.add_dependency, AddDependency(depends_on_id=UUID(self.ids[on]))
        ids = {"milestone_id": UUID(self.ids[name])}
        with pytest.raises(DomainError) as refused:
            await self.world.do(who, action, command=command, **ids)
        assert refused.value.code == "depends_in_circle"
        known = {id: name for name, id in self.ids.items()}
        return [known[id] for id in refused.value.facts["path"]]

    async def unlink(self, name: str, on: str, who: str = "amina") -> Response:
        path = f"{self.path(name)}/dependencies/{self.ids[on]}"
        return await self.world.rest(who, "DELETE", path)

    async def take(self, name: str, step: str, who: str = "amina", **body: Any) -> Json:
        return await self.posted(who, f"{self.path(name)}/{step}", body, if_match="*")

    async def read(self, name: str, who: str = "amina", expand: str = "") -> Json:
        query = f"?expand={expand}" if expand else ""
        answer = await self.world.rest(who, "GET", self.path(name) + query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def waits_on(self, name: str, who: str = "amina") -> set[str]:
        return self.names((await self.read(name, who))["waitsOn"])

    async def around(self, name: str, who: str = "amina") -> tuple[list[str], list[str]]:
        """What comes before and after it, in the order of the answer."""
        found = await self.read(name, who, "dependsOn,neededBy")
        before, after = found["dependsOn"], found["neededBy"]
        return [one["title"] for one in before], [one["title"] for one in after]

    async def sequence(self, who: str = "amina") -> list[tuple[int, str]]:
        path = f"/v1/plans/{self.plan}/sequence"
        answer = await self.world.rest(who, "GET", path)
        assert answer.status_code == 200, answer.text
        return [(one["wave"], one["title"]) for one in answer.json()["data"]]

    async def events(self, name: str) -> list[tuple[str, Json]]:
        """What was told of one step after it was made."""
        types = ("updated", "started", "deleted", "dependency_added", "dependency_removed")
        return [
            one
            for one in await told(self.world, *(f"milestone.{one}" for one in types))
            if about(one[1]) == self.ids[name]
        ]


def words(answer: Response) -> Json:
    """A refusal, but for which request it answers."""
    assert not answer.is_success
    return dict(answer.json()) | {"instance": ""}


def about(data: Json) -> str:
    return str(data.get("id"))


async def stored(world: World, table: str, column: str, value: str) -> int:
    """How many rows there are, past all rules but those of the database."""
    sql = f"SELECT count(*) FROM {table} WHERE {column} = $1"  # noqa: S608
    context = world.system
    async with world.database.transaction(context.actor, context.clock()) as tx:
        [row] = await tx.connection.fetch(sql, UUID(value))
    return int(row[0])
