"""The list of CFDocuments: pages, order, fields, filters; and what is no filter."""

import pytest

from app.api.case.filters import OPERATORS
from tests.case.provider import case, got, ours, refused, synced
from tests.case.rules import object_faults, official_faults
from tests.world import World

TITLES = ("Data", "Engineering", "Design data", "It's people", "Sales")


async def filled(world: World) -> None:
    for place, title in enumerate(TITLES):
        version = {"version": f"v{place}"} if place % 2 else {}
        await synced(world, ours(f"code-{place}", title, **version))


async def titles(world: World, **parameters: str) -> list[str]:
    answered = await got(world, "CFDocuments", **parameters)
    assert official_faults("CFDocumentSetDType", answered) == [] or "fields" in parameters
    return [one["title"] for one in answered["CFDocuments"]]


async def test_pages_lead_to_each_other(world: World) -> None:
    await filled(world)
    path, seen, pages = "/ims/case/v1p1/CFDocuments?limit=2&sort=title", [], 0
    while path:
        answer = await world.rest("amina", "GET", path)
        assert answer.headers["x-total-count"] == "5"
        for one in answer.json()["CFDocuments"]:
            assert list(object_faults("CFDocument", one, "CFPackageURI")) == []
            seen.append(one["title"])
        links = answer.links
        assert links["first"]["url"].endswith("offset=0")
        assert links["last"]["url"].endswith("offset=4")
        assert ("prev" in links) is (pages > 0)
        path = links["next"]["url"].removeprefix("http://career.test") if "next" in links else ""
        pages += 1
    assert pages == 3
    assert seen == sorted(TITLES)
    before = (await world.rest("amina", "GET", links["prev"]["url"])).json()["CFDocuments"]
    assert [one["title"] for one in before] == sorted(TITLES)[2:4]


async def test_order_is_that_of_a_field(world: World) -> None:
    await filled(world)
    assert await titles(world) == list(TITLES)
    assert await titles(world, sort="title", orderBy="desc") == sorted(TITLES, reverse=True)
    by_version = await titles(world, sort="version", orderBy="desc")
    assert by_version[:2] == ["It's people", "Engineering"]
    assert by_version[2:] == ["Data", "Design data", "Sales"]  # absent comes last
    for wrong in ({"sort": "x"}, {"sort": "extensions"}, {"orderBy": "up", "sort": "title"}):
        refused(await case(world, "CFDocuments", **wrong), 400, "invalid_sort_field")


async def test_only_the_fields_that_are_asked_for(world: World) -> None:
    await filled(world)
    for given in ("fields=title,identifier", "fields=title&fields=identifier"):
        answer = await world.rest("amina", "GET", f"/ims/case/v1p1/CFDocuments?{given}")
        assert {frozenset(one) for one in answer.json()["CFDocuments"]} == {
            frozenset({"title", "identifier"})
        }
    for wrong in ("nothing", "title,", "title,CFItems", "title.x"):
        answer = await case(world, "CFDocuments", fields=wrong)
        refused(answer, 400, "invalid_selection_field")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("title='Data'", {"Data"}),
        ("title='data'", set()),
        ("title!='Data'", set(TITLES) - {"Data"}),
        ("title>'E'", {"Engineering", "It's people", "Sales"}),
        ("title>='Engineering'", {"Engineering", "It's people", "Sales"}),
        ("title<'Design data'", {"Data"}),
        ("title<='Design data'", {"Data", "Design data"}),
        ("title~'DATA'", {"Data", "Design data"}),
        ("title='It''s people'", {"It's people"}),
        ("title~'data' AND title!='Data'", {"Design data"}),
        ("title='Data' or title='Sales'", {"Data", "Sales"}),
        ("title='Sales' OR title~'data' AND title~'design'", {"Sales", "Design data"}),
        ("version~'v'", {"Engineering", "It's people"}),
        ("version!='v1'", set(TITLES) - {"Engineering"}),
        ("lastChangeDateTime>'2020-01-01T00:00:00Z'", set(TITLES)),
        ("lastChangeDateTime<'2020-01-01'", set()),
        ("lastChangeDateTime~'-'", set(TITLES)),
        ("CFPackageURI.title='Sales'", {"Sales"}),
        ("  title  =  'Sales'  ", {"Sales"}),
        ("title~''", set(TITLES)),
    ],
)
async def test_filters(world: World, text: str, found: set[str]) -> None:
    await filled(world)
    answer = await case(world, "CFDocuments", filter=text)
    if not found:
        refused(answer, 404, "unknownobject")
        return
    assert {one["title"] for one in answer.json()["CFDocuments"]} == found
    assert answer.headers["x-total-count"] == str(len(found))


def test_every_operator_of_the_binding_is_known() -> None:
    assert {*OPERATORS, "!="} == {"=", "!=", ">", ">=", "<", "<=", "~"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "title",
        "title=",
        "title=Data",
        "title='Data",
        "title='Data''",
        "='Data'",
        "title=='Data'",
        "title='Data' AND",
        "title='Data' XOR title='x'",
        "AND title='Data'",
        "(title='Data')",
        "title='Data' title='x'",
        "nothing='x'",
        "title.x='x'",
        "CFPackageURI='x'",
        "CFPackageURI.x='x'",
        "extensions='x'",
        "__class__='x'",
        "lastChangeDateTime>'soon'",
        "title='" + "x" * 2_000 + "'",
        "title='" + "'" * 1_500,
        " AND ".join(["title~'a'"] * 21),
        "title='a'; DROP TABLE competency",
        "title='\x00'",
    ],
)
async def test_what_is_no_filter(world: World, text: str) -> None:
    await synced(world, ours("eng", "Engineering"))
    refused(await case(world, "CFDocuments", filter=text), 400, "invalid_selection_field")


@pytest.mark.parametrize(
    "query",
    [
        "filter=" + "x" * 10_000,
        "filter=%00",
        "filter=%FF",
        "filter=%ED%A0%80",
        "filter=title%3D'a'&filter=title%3D'b'",
        "limit=0",
        "limit=-1",
        "limit=2147483648",
        "limit=1e3",
        "limit=%D9%A1",
        "limit=",
        "limit=" + "9" * 400,
        "offset=-1",
        "offset=x",
        "strange=1",
        "limit",
        "&".join(f"a{place}=1" for place in range(60)),
    ],
)
async def test_what_is_no_query(world: World, query: str) -> None:
    await synced(world, ours("eng", "Engineering"))
    answer = await world.rest("amina", "GET", f"/ims/case/v1p1/CFDocuments?{query}")
    refused(answer, 400, "invalid_selection_field")


async def test_beyond_the_end_there_is_nothing(world: World) -> None:
    await filled(world)
    assert await titles(world, limit="2147483647", offset="4") == ["Sales"]
    for offset in ("5", "2147483647"):
        answer = await case(world, "CFDocuments", offset=offset)
        refused(answer, 404, "unknownobject")
