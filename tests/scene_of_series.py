"""Series of a scene, and what they go by, with words in them that must not get out."""

from typing import Any
from uuid import UUID

from app.domain.conversations import service as conversations
from app.domain.conversations.commands import EndSeries, SetCadence, StartSeries
from app.domain.conversations.states import SeriesKind
from app.domain.use_case import Action
from tests.scene_of_plans import SECRET
from tests.world import World


class SeriesOf:
    """Part of a `Scene`."""

    world: World
    versions: dict[UUID, int]

    async def made(self, who: str, action: Action, **arguments: Any) -> UUID:
        raise NotImplementedError

    async def done(self, who: str, action: Action, **arguments: Any) -> dict[str, Any]:
        raise NotImplementedError

    async def a_series(self, kind: SeriesKind = SeriesKind.PEER) -> UUID:
        """Of amina and jonas. One of this kind that goes on ends first."""
        await self.no_series(kind)
        command = StartSeries(
            person_id=self.world.id("amina"),
            partner_id=self.world.id("jonas"),
            kind=kind,
            topic=f"{SECRET} topic",
            starts_on="2031-01-31",  # type: ignore[arg-type]
        )
        return await self.made("amina", conversations.start_series, command=command)

    async def no_series(self, kind: SeriesKind = SeriesKind.PEER) -> None:
        path = f"/v1/series?kind={kind}&status=active,paused"
        for one in (await self.world.rest("amina", "GET", path)).json()["data"]:
            command = EndSeries(reason=f"{SECRET} reason")
            given = {"series_id": UUID(one["id"]), "if_version": one["version"]}
            await self.done("amina", conversations.end_series, command=command, **given)

    async def a_cadence_setting(self) -> UUID:
        """Of amina, by jonas."""
        command = SetCadence(person_id=self.world.id("amina"), grace_days=3)
        return await self.made("jonas", conversations.set_cadence, command=command)
