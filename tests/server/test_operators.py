"""Organisations as operators make and change them, from a shell."""

import asyncio
import json
from uuid import UUID, uuid4

import pytest
import typer

from app.operate import change_tenant, create_tenant
from app.settings import Settings


async def test_an_organisation_begins_with_what_it_has_settled(settings: Settings) -> None:
    given = {"name": "Fabrikam", "working_week": ["7", "1", "2"], "anonymity_threshold": 8}
    id = await asyncio.to_thread(create_tenant, settings, given)
    shown = json.loads(await asyncio.to_thread(change_tenant, settings, id, {}))

    assert UUID(shown.pop("id")) == id
    assert shown == {
        "version": 1,
        "name": "Fabrikam",
        "timeZone": "UTC",
        "locale": "en",
        "workingWeek": [1, 2, 7],
        "daysOff": [],
        "anonymityThreshold": 8,
    }


async def test_an_organisation_is_changed_where_something_is_named(settings: Settings) -> None:
    id = await asyncio.to_thread(create_tenant, settings, {"name": "Fabrikam"})
    given = {"time_zone": "Europe/Berlin", "locale": None, "working_week": None}
    shown = json.loads(await asyncio.to_thread(change_tenant, settings, id, given))

    assert (shown["version"], shown["timeZone"], shown["workingWeek"]) == (
        2,
        "Europe/Berlin",
        [1, 2, 3, 4, 5],
    )


@pytest.mark.parametrize(
    "given",
    [
        {"time_zone": "Mars/Olympus"},
        {"working_week": ["x"]},
        {"working_week": [""]},
        {"working_week": ["9"]},
        {"anonymity_threshold": 2},
        {"name": ""},
    ],
)
def test_what_cannot_be_settled_is_told_in_a_line(
    settings: Settings, given: dict[str, object]
) -> None:
    with pytest.raises(typer.BadParameter):
        create_tenant(settings, {"name": "Fabrikam", **given})


async def test_an_organisation_that_is_not_there_cannot_be_changed(settings: Settings) -> None:
    with pytest.raises(typer.BadParameter, match="no organisation"):
        await asyncio.to_thread(change_tenant, settings, uuid4(), {"name": "Fabrikam"})
