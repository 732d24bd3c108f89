"""People in bulk, as JSON and as a spreadsheet's CSV."""

from typing import Any

import pytest
from httpx import Response

from tests.api.asks import as_csv
from tests.api.problems import pointers, refused
from tests.world import World


def person(name: str, **more: Any) -> dict[str, Any]:
    return {"externalId": name, "userName": name, "displayName": name.title(), **more}


async def send(world: World, items: Any, **more: Any) -> Response:
    return await world.rest("vendor", "POST", "/v1/people:batch", {"items": items, **more})


async def send_csv(world: World, body: bytes, kind: str = "text/csv") -> Response:
    return await world.rest("vendor", "POST", "/v1/people:batch", body, content_type=kind)


async def test_each_item_is_answered_for_itself(world: World) -> None:
    good, bad = person("ada"), person("bob", locale="?")
    answer = await send(world, [good, bad, person("amina"), [], "x", None, person("ada")])
    assert answer.status_code == 207
    report = answer.json()
    statuses = [item["status"] for item in report["items"]]
    assert statuses == ["created", "refused", "unchanged", *["refused"] * 4]
    assert [report[key] for key in ("created", "updated", "unchanged", "refused")] == [1, 0, 1, 5]
    assert [item["index"] for item in report["items"]] == list(range(7))
    assert report["items"][1]["errors"][0]["pointer"] == "/items/1/locale"
    assert report["items"][2]["id"] == str(world.id("amina"))


async def test_all_or_nothing_is_nothing_if_one_is_refused(world: World) -> None:
    items = [person("ada"), person("bob", locale="?")]
    body = refused(await send(world, items, allOrNothing=True), 422, "invalid")
    assert pointers(body) == ["/items/1/locale"]
    listed = await world.rest("vendor", "GET", "/v1/people?externalId=ada")
    assert listed.json()["data"] == []
    assert (await send(world, items[:1], allOrNothing=True)).json()["created"] == 1


async def test_a_thousand_are_taken_and_not_one_more(world: World) -> None:
    items = [person(f"p{n}") for n in range(1001)]
    refused(await send(world, items), 422, "invalid")
    answer = await send(world, items[:1000])
    assert answer.status_code == 207
    assert answer.json()["created"] == 1000


@pytest.mark.parametrize("items", [[], None, {}, "x", 1, {"0": {}}])
async def test_there_is_at_least_one(world: World, items: Any) -> None:
    assert "/items" in pointers(refused(await send(world, items), 422, "invalid"))


async def test_people_themselves_add_nobody(world: World) -> None:
    answer = await world.rest("jonas", "POST", "/v1/people:batch", {"items": [person("ada")]})
    refused(answer, 403, "forbidden")


async def test_a_spreadsheet_says_the_same(world: World) -> None:
    rows = [
        person("ada", title='Says "hello", twice', managerExternalId="jonas", givenName=""),
        person("bo", title="Two\nlines", managerExternalId="", givenName="Bo"),
    ]
    for prefix, dialect in ((b"\xef\xbb\xbf", {}), (b"", {"lineterminator": "\n"})):
        answer = await send_csv(world, prefix + as_csv(rows, **dialect), "text/csv; charset=utf-8")
        assert answer.status_code == 207
        ada, bo = answer.json()["items"]
        assert ada["status"] in ("created", "unchanged")
        assert [fault["pointer"] for fault in bo["errors"]] == ["/items/1/title"]
    found = (await world.rest("vendor", "GET", "/v1/people?externalId=ada&expand=manager")).json()
    [ada] = found["data"]
    assert ada["title"] == 'Says "hello", twice'
    assert ada["givenName"] is None
    assert ada["manager"]["displayName"] == "Jonas"


async def test_an_empty_manager_is_nobody_and_no_column_is_no_change(world: World) -> None:
    await send_csv(world, as_csv([person("amina")]))
    assert await _manager(world) is not None
    await send_csv(world, as_csv([person("amina", managerExternalId="")]))
    assert await _manager(world) is None


@pytest.mark.parametrize(
    "body",
    [
        b"externalId,userName\r\na,b,c\r\n",
        b"externalId,userName\r\na\r\n",
        b'externalId,userName\r\n"a,b\r\n',
        b'externalId,userName\r\na"b,"c"d\r\n',
        b"externalId,externalId\r\na,b\r\n",
        b"externalId,userName\r\n\xff,b\r\n",
        "externalId,userName\r\na,b\r\n".encode("utf-16"),
        b"externalId\r\n" + b"x" * 200_000 + b"\r\n",
    ],
)
async def test_what_is_no_csv_is_refused_as_a_whole(world: World, body: bytes) -> None:
    refused(await send_csv(world, body), 400, "malformed")


@pytest.mark.parametrize("body", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b"externalId,userName\r\n"])
async def test_an_empty_sheet_has_nobody_in_it(world: World, body: bytes) -> None:
    assert pointers(refused(await send_csv(world, body), 422, "invalid")) == ["/items"]


async def test_wrong_columns_are_wrong_in_every_line(world: World) -> None:
    answer = await send_csv(world, b"externalId;userName;displayName\r\na;b;c\r\nd;e;f\r\n")
    assert answer.status_code == 207
    assert answer.json()["refused"] == 2
    answer = await send_csv(world, as_csv([person("a") | {"shoeSize": "44"}]))
    [item] = answer.json()["items"]
    assert [fault["pointer"] for fault in item["errors"]] == ["/items/0/shoeSize"]


async def test_a_nul_in_a_cell_spoils_its_line_only(world: World) -> None:
    answer = await send_csv(world, as_csv([person("a", title="\x00"), person("b", title="B")]))
    assert [item["status"] for item in answer.json()["items"]] == ["refused", "created"]


async def test_a_thousand_lines_are_taken_and_not_one_more(world: World) -> None:
    rows = [person(f"p{n}") for n in range(1001)]
    refused(await send_csv(world, as_csv(rows)), 422, "invalid")
    assert (await send_csv(world, as_csv(rows[:1000]))).json()["created"] == 1000


async def _manager(world: World) -> Any:
    path = f"/v1/people/{world.id('amina')}?expand=manager"
    return (await world.rest("vendor", "GET", path)).json()["manager"]
