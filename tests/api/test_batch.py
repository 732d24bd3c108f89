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


async def test_ten_thousand_are_taken_and_not_one_more(world: World) -> None:
    items = [person(f"p{n}") for n in range(10_001)]
    refused(await send(world, items), 422, "invalid")
    answer = await send(world, items[:10_000])
    assert answer.status_code == 207
    assert answer.json()["created"] == 10_000


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
        b'externalId,userName\r\n"a,b\r\n',
        b'externalId,userName\r\na"b,"c"d\r\n',
        b"externalId,externalId\r\na,b\r\n",
        b"external\xffId,userName\r\na,b\r\n",
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


async def test_ten_thousand_lines_are_taken_and_not_one_more(world: World) -> None:
    rows = [person(f"p{n}") for n in range(10_001)]
    refused(await send_csv(world, as_csv(rows)), 422, "invalid")
    assert (await send_csv(world, as_csv(rows[:10_000]))).json()["created"] == 10_000


MIXED = (
    b"\xef\xbb\xbfexternalId,userName,displayName,title,locale\r\n"
    b'a,a,A,"Two\r\nlines",en\r\n'
    b"b,b,B,,en\r\n"
    b"c,c,C,one,too,many\r\n"
    b"\r\n"
    b"d,d,\xff,,en\r\n"
    b"e,e,E,,?\r\n"
)


async def test_a_refused_line_says_which_it_is(world: World) -> None:
    """Lines are those of the file: the header, line breaks in quotes and empty lines count."""
    answer = await send_csv(world, MIXED)
    items = answer.json()["items"]
    assert answer.status_code == 207
    assert [(one["line"], one["status"]) for one in items] == [
        (2, "refused"),
        (4, "created"),
        (5, "refused"),
        (7, "refused"),
        (8, "refused"),
    ]
    assert [one["errors"][0]["pointer"] for one in items if one["errors"]] == [
        "/items/0/title",
        "/items/2",
        "/items/3",
        "/items/4/locale",
    ]


async def test_a_table_that_breaks_off_names_the_line(world: World) -> None:
    body = b'externalId,userName\r\na,a\r\n"b,b\r\nc,c\r\n'
    problem = refused(await send_csv(world, body), 400, "malformed")
    assert "line 3" in problem["detail"]
    found = await world.rest("vendor", "GET", "/v1/people?externalId=a")
    assert found.json()["data"] == []


async def test_a_file_may_be_taken_as_a_whole_or_not_at_all(world: World) -> None:
    path = "/v1/people:batch?allOrNothing=true"
    answer = await world.rest("vendor", "POST", path, MIXED, content_type="text/csv")
    problem = refused(answer, 422, "invalid")
    assert [(one["line"], one["pointer"]) for one in problem["errors"]] == [
        (2, "/items/0/title"),
        (5, "/items/2"),
        (7, "/items/3"),
        (8, "/items/4/locale"),
    ]
    found = await world.rest("vendor", "GET", "/v1/people?externalId=b")
    assert found.json()["data"] == []


NDJSON = (
    b'\xef\xbb\xbf{"externalId": "a", "userName": "a", "displayName": "A"}\n'
    b'{"externalId": "b", "userName": "b", \n'
    b"\n"
    b'["c"]\r\n'
    b'{"externalId": "d", "externalId": "e", "userName": "d", "displayName": "D"}\n'
    b'{"externalId": "f", "userName": "f", "displayName": "F", "managerExternalId": "a"}'
)


@pytest.mark.parametrize("wish", ["?allOrNothing=false", ""])
async def test_a_line_is_an_object_and_a_bad_one_spoils_itself_only(
    world: World, wish: str
) -> None:
    path = f"/v1/people:batch{wish}"
    answer = await world.rest("vendor", "POST", path, NDJSON, content_type="application/x-ndjson")
    assert answer.status_code == 207
    assert [(one["line"], one["status"]) for one in answer.json()["items"]] == [
        (1, "created"),
        (2, "refused"),
        (4, "refused"),
        (5, "refused"),
        (6, "created"),
    ]


async def test_json_may_say_it_in_the_query_string_but_not_in_both_places(world: World) -> None:
    path = "/v1/people:batch?allOrNothing=true"
    body = {"items": [person("ada"), person("bob", locale="?")]}
    problem = refused(await world.rest("vendor", "POST", path, body), 422, "invalid")
    assert pointers(problem) == ["/items/1/locale"]
    assert "line" not in problem["errors"][0]
    both = await world.rest("vendor", "POST", path, body | {"allOrNothing": True})
    assert pointers(refused(both, 422, "invalid")) == ["/allOrNothing"]
    refused(await world.rest("vendor", "POST", f"{path}x", body), 422, "invalid")


async def test_items_of_json_have_no_line(world: World) -> None:
    [item] = (await send(world, [{"line": 3, "item": person("ada")}])).json()["items"]
    assert (item["line"], item["status"]) == (None, "refused")


# One person


async def put(world: World, name: str, **fields: Any) -> Response:
    body = {"userName": name, "displayName": name.title(), **fields}
    return await world.rest("vendor", "PUT", f"/v1/people/by-external-id/{name}", body)


async def test_one_person_is_added_and_brought_up_to_date_by_external_id(world: World) -> None:
    made = await put(world, "ada", managerExternalId="jonas")
    assert made.status_code == 200
    assert (made.json()["externalId"], made.json()["version"]) == ("ada", 1)
    assert made.headers["etag"].startswith('"1-')
    assert (await put(world, "ada")).json()["version"] == 1
    changed = await put(world, "ada", title="Engineer")
    assert (changed.json()["id"], changed.json()["version"]) == (made.json()["id"], 2)
    path = f"/v1/people/{made.json()['id']}?expand=manager"
    found = (await world.rest("vendor", "GET", path)).json()
    assert (found["title"], found["manager"]["displayName"]) == ("Engineer", "Jonas")


@pytest.mark.parametrize(
    ("fields", "status", "code", "where"),
    [
        ({"userName": "amina"}, 409, "user_name_taken", "/userName"),
        ({"managerExternalId": "nobody"}, 422, "manager_unknown", "/managerExternalId"),
        ({"managerExternalId": "ada"}, 422, "reports_to_themselves", "/managerExternalId"),
        ({"locale": "?"}, 422, "invalid", "/locale"),
        ({"externalId": "ada"}, 422, "invalid", "/externalId"),
    ],
)
async def test_one_person_is_refused_with_the_code_of_what_is_wrong(
    world: World, fields: dict[str, Any], status: int, code: str, where: str
) -> None:
    assert pointers(refused(await put(world, "ada", **fields), status, code)) == [where]
    found = await world.rest("vendor", "GET", "/v1/people?externalId=ada")
    assert found.json()["data"] == []


async def test_a_name_that_no_hris_gives_is_refused_where_it_stands(world: World) -> None:
    for name in ("a%20b", "a%00b", "x" * 201, "%C3%A9"):
        answer = await put(world, name, userName="ada", displayName="Ada")
        assert pointers(refused(answer, 422, "invalid")) == ["/externalId"]


async def _manager(world: World) -> Any:
    path = f"/v1/people/{world.id('amina')}?expand=manager"
    return (await world.rest("vendor", "GET", path)).json()["manager"]
