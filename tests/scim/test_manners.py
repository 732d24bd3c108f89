"""Who is let in, what is refused and how, and that nothing of another organisation is reached."""

import asyncio
import json
from typing import Any
from uuid import UUID

import pytest

from app.domain.actor import Scope
from app.domain.people.provisioning.repository import Directory
from tests.scene import as_app, fingerprint
from tests.scim.asking import ENTERPRISE, GROUP, USER, a_user, found, operations, refused, scim
from tests.world import World

DISCOVERY = ("/ServiceProviderConfig", "/Schemas", "/ResourceTypes")


def requests(user: str, group: str) -> list[tuple[str, str, Any]]:
    body = {"schemas": [USER], "userName": "somebody"}
    named = {"schemas": [GROUP], "displayName": "Some"}
    change = operations({"op": "replace", "path": "displayName", "value": "Changed"})
    return [
        *(("GET", path, None) for path in DISCOVERY),
        ("GET", "/Users", None),
        ("POST", "/Users", body),
        ("POST", "/Users/.search", {}),
        ("GET", f"/Users/{user}", None),
        ("PUT", f"/Users/{user}", body),
        ("PATCH", f"/Users/{user}", change),
        ("DELETE", f"/Users/{user}", None),
        ("GET", "/Groups", None),
        ("POST", "/Groups", named),
        ("GET", f"/Groups/{group}", None),
        ("PUT", f"/Groups/{group}", named),
        ("PATCH", f"/Groups/{group}", change),
        ("DELETE", f"/Groups/{group}", None),
    ]


async def test_only_machines_with_the_scope_are_let_in(world: World, settings: Any) -> None:
    group = (await scim(world, "POST", "/Groups", {"displayName": "All"})).json()["id"]
    app = await as_app(settings)
    before = await fingerprint(app, world)
    poor = world.without_scope("vendor", Scope.SCIM_PROVISION)
    for method, path, body in requests(str(world.id("amina")), group):
        for who, status in ((None, 401), (poor, 403), ("jonas", 403)):
            answer = await scim(world, method, path, body, who)
            await refused(answer, status)
            assert "amina" not in answer.text.lower()
            if who is None or who is poor:
                rest = await world.rest(who, "POST", "/v1/people:batch", {"items": []})
                named = answer.headers["www-authenticate"]
                assert named.startswith('Bearer realm="career-conversations", resource_metadata=')
                assert (who is None) == (named == rest.headers.get("www-authenticate"))
    broken = await world.client.get("/scim/v2/Users", headers={"authorization": "Bearer x.y.z"})
    await refused(broken, 401)
    assert 'error="invalid_token"' in broken.headers["www-authenticate"]
    assert await fingerprint(app, world) == before
    await app.close()


async def test_another_organisation_is_as_if_it_were_not(
    world: World, elsewhere: World, settings: Any
) -> None:
    group = (
        await scim(
            elsewhere,
            "POST",
            "/Groups",
            {"displayName": "Theirs", "members": [{"value": str(elsewhere.id("amina"))}]},
        )
    ).json()["id"]
    theirs = str(elsewhere.id("amina"))
    app = await as_app(settings)
    before = await fingerprint(app, elsewhere)
    unknown = "01a21ad3-d1c3-7352-8065-5cc62242ae40"
    asked = zip(requests(theirs, group), requests(unknown, unknown), strict=True)
    for (method, path, body), (_, nowhere, _) in asked:
        if path == nowhere:
            continue
        answer, same = (
            await scim(world, method, path, body),
            await scim(world, method, nowhere, body),
        )
        await refused(answer, 404)
        assert answer.json() == same.json()
    for query in (
        f'id eq "{theirs}"',
        f'groups.value eq "{group}"',
        'meta.created gt "2001-01-01T00:00:00Z"',
    ):
        listed = await found(world, "/Users", filter=query)
        assert theirs not in json.dumps(listed)
    assert (await found(world, "/Groups", filter=f'members.value eq "{theirs}"'))[
        "totalResults"
    ] == 0
    mine = {"displayName": "Mine", "members": [{"value": theirs}]}
    await refused(await scim(world, "POST", "/Groups", mine), 400, "invalidValue")
    reporting = {"userName": "nina", ENTERPRISE: {"manager": {"value": theirs}}}
    await refused(await scim(world, "POST", "/Users", reporting), 400, "invalidValue")
    assert await fingerprint(app, elsewhere) == before
    await app.close()


DEEP = '{"a":' * 5000 + "1" + "}" * 5000
BODIES: list[tuple[bytes, int, str | None]] = [
    (b"", 400, "invalidSyntax"),
    (b"[]", 400, "invalidSyntax"),
    (b"null", 400, "invalidSyntax"),
    (b"{", 400, "invalidSyntax"),
    (b"\xff\xfe", 400, "invalidSyntax"),
    (DEEP.encode(), 400, "invalidSyntax"),
    (b'{"userName": "a", "userName": "b"}', 400, "invalidSyntax"),
    (b'{"userName": "\\ud800"}', 400, "invalidSyntax"),
    (b'{"userName": 1e400}', 400, "invalidSyntax"),
    (b"{}", 400, "invalidValue"),
    (b'{"userName": ""}', 400, "invalidValue"),
    (b'{"userName": null}', 400, "invalidValue"),
    (b'{"userName": ["a"]}', 400, "invalidValue"),
    (b'{"userName": "a\\u0000b"}', 400, "invalidValue"),
    (b'{"userName": "x", "nickName": "a\\u0000b"}', 400, "invalidValue"),
    (b'{"userName": "x\\u202ey"}', 400, "invalidValue"),
    (json.dumps({"userName": "x" * 201}).encode(), 400, "invalidValue"),
    (json.dumps({"userName": "x", "nickName": "y" * 200_000}).encode(), 400, "invalidValue"),
    (json.dumps({"userName": "x", "emails": "y"}).encode(), 400, "invalidValue"),
    (
        json.dumps({"userName": "x", "emails": [{"value": "no address"}]}).encode(),
        400,
        "invalidValue",
    ),
    (json.dumps({"userName": "x", "active": "perhaps"}).encode(), 400, "invalidValue"),
    (json.dumps({"userName": "x", ENTERPRISE: 7}).encode(), 400, "invalidValue"),
    (json.dumps({"userName": "x", ENTERPRISE: {"manager": 7}}).encode(), 400, "invalidValue"),
    (b'{"userName": "' + b"x" * 1_100_000 + b'"}', 413, None),
]


@pytest.mark.parametrize(("body", "status", "kind"), BODIES, ids=range(len(BODIES)))
async def test_hostile_bodies_are_refused(
    world: World, body: bytes, status: int, kind: str | None
) -> None:
    answer = await scim(world, "POST", "/Users", body)
    await refused(answer, status, kind)
    assert (await found(world, "/Users"))["totalResults"] == len(world.actors) - 1


OPERATIONS: list[Any] = [
    "x",
    None,
    [None],
    [[]],
    [{"op": "explode"}],
    [{"op": "replace", "path": "(" * 500, "value": 1}],
    [{"op": "replace", "path": "emails[" * 30, "value": 1}],
    [{"op": "replace", "path": 'emails[type eq "work"', "value": 1}],
    [{"op": "replace", "path": "userName", "value": None}],
    [{"op": "remove", "path": "userName"}],
    [{"op": "remove"}],
    [{"op": "replace", "path": "id", "value": "x"}],
    [{"op": "replace", "path": "active", "value": {"x": 1}}],
    [{"op": "add", "path": "emails", "value": [{"value": {"x": 1}}]}],
    [{"op": "replace", "path": "x" * 3000, "value": 1}],
    [{"op": "add", "path": "title", "value": "x"}] * 201,
    [{"op": "add", "path": 'roles[type eq "\\ud800"].value', "value": "x"}],
    [{"op": "add", "value": {"emails[" + " or ".join(["type pr"] * 20_000) + "]": "x"}}],
    [{"op": "add", "value": {f"urn:x{number}:y": "x" for number in range(501)}}],
]


@pytest.mark.parametrize("given", OPERATIONS, ids=range(len(OPERATIONS)))
async def test_hostile_operations_are_refused(world: World, given: Any) -> None:
    user = await a_user(world, "nina")
    body = operations() | {"Operations": given}
    answer = await scim(world, "PATCH", f"/Users/{user['id']}", body)
    assert answer.status_code in (400, 413), answer.text
    assert answer.headers["content-type"] == "application/scim+json"
    assert (await found(world, f"/Users/{user['id']}"))["meta"] == user["meta"]


@pytest.mark.parametrize("name", ["attributes", "excludedAttributes", "ATTRIBUTES"])
async def test_nobody_works_through_very_many_names(world: World, name: str) -> None:
    names = [f"a{number}.b" for number in range(501)]
    await refused(await scim(world, "POST", "/Users/.search", {name: names}), 413)
    await refused(await scim(world, "POST", "/.search", {name: ["(" * 500]}), 400, "invalidFilter")


FILTERS = [
    "",
    "userName",
    'userName eq "',
    'userName like "x"',
    'shoeSize eq "42"',
    'userName eq "a\\u0000b"',
    'userName eq "\\ud800"',
    'emails[value co "\\ud800"]',
    'id sw "\\udfff"',
    'meta.created gt "0001-01-01T00:00:00+23:59"',
    'meta.lastModified lt "9999-12-31T23:59:59-23:59"',
    "(" * 1000 + 'userName eq "x"' + ")" * 1000,
    "not (" * 300 + "userName pr" + ")" * 300,
    " or ".join(['userName eq "x"'] * 100),
    'userName eq "' + "x" * 3000 + '"',
    'emails[emails[type eq "x"]]',
    "active gt true",
    'meta.created gt "yesterday"',
    'meta.version eq "x"',
    'groups.display eq "x"',
    'x509Certificates eq "x"',
    "x509Certificates.value pr and password pr",
]


@pytest.mark.parametrize("text", FILTERS, ids=range(len(FILTERS)))
async def test_filters_that_cannot_be_asked_are_refused(world: World, text: str) -> None:
    answer = await world.client.get(
        "/scim/v2/Users", params={"filter": text}, headers=world.headers("vendor")
    )
    assert answer.status_code == 400, answer.text
    assert answer.json()["scimType"] in ("invalidFilter", "invalidValue"), answer.text


@pytest.mark.parametrize(
    "query",
    [
        "filter=%FF",
        "count=x",
        "startIndex=9" + "9" * 400,
        "count=99999999999999999999",
        "sortBy=name",
        "sortBy=password",
        "sortBy=groups",
        "filter=a&filter=b",
        "x=" + "y" * 9000,
        "attributes=" + "(" * 100,
        "cursor=abc",
    ],
)
async def test_no_query_string_is_a_failure_of_ours(world: World, query: str) -> None:
    answer = await scim(world, "GET", f"/Users?{query}")
    assert answer.status_code < 500 or answer.status_code == 501, answer.text
    assert answer.headers["content-type"] == "application/scim+json"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/Nothing", 404),
        ("GET", "/Users/not-an-id", 404),
        ("GET", "/Users/%00", 404),
        ("DELETE", "/Users", 405),
        ("POST", "/Bulk", 501),
        ("GET", "/Me", 501),
        ("GET", "/Schemas?filter=x", 403),
    ],
)
async def test_what_is_not_there_is_said_as_scim_says_it(
    world: World, method: str, path: str, status: int
) -> None:
    body = {} if method == "POST" else None
    await refused(await scim(world, method, path, body), status)


async def test_another_kind_of_body_is_refused(world: World) -> None:
    await refused(await scim(world, "POST", "/Users", b"a,b", content_type="text/csv"), 415)


async def test_what_takes_too_long_is_a_503_with_a_time_to_wait(world: World) -> None:
    context = world.ctx("vendor")
    async with world.database.transaction(context.actor, context.clock()) as tx:
        name = f"{world.tenant_id}:org-tree"
        await tx.connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", name)
        answer = await scim(world, "POST", "/Users", {"userName": "nina"})
    await refused(answer, 503)
    assert int(answer.headers["retry-after"]) > 0
    assert (await found(world, "/Users", filter='userName eq "nina"'))["totalResults"] == 0


async def test_one_of_many_gets_a_user_name(world: World) -> None:
    names = ["nina", "NINA", "Nina", "nINA"] * 3
    answers = await asyncio.gather(
        *(scim(world, "POST", "/Users", {"userName": name}) for name in names)
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses.count(201) == 1
    assert set(statuses) <= {201, 409, 503}
    assert (await found(world, "/Users", filter='userName eq "nina"'))["totalResults"] == 1


async def test_one_of_many_changes_a_version(world: World) -> None:
    user = await a_user(world, "nina")
    answers = await asyncio.gather(
        *(
            scim(
                world,
                "PATCH",
                f"/Users/{user['id']}",
                operations({"op": "replace", "path": "title", "value": f"title {n}"}),
                if_match=user["meta"]["version"],
            )
            for n in range(8)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [204, *[412] * 7]


async def test_groups_lose_no_member_to_a_race(world: World) -> None:
    group = (await scim(world, "POST", "/Groups", {"displayName": "All"})).json()
    path = f"/Groups/{group['id']}"

    async def join(name: str) -> int:
        change = operations(
            {"op": "add", "path": "members", "value": [{"value": str(world.id(name))}]}
        )
        return (await scim(world, "PATCH", path, change)).status_code

    names = ("amina", "jonas", "priya", "tomas")
    assert await asyncio.gather(*(join(name) for name in names)) == [204] * 4
    assert len((await found(world, path))["members"]) == len(names)


async def test_nobody_joins_a_group_while_being_deleted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = await a_user(world, "nina")
    group = (await scim(world, "POST", "/Groups", {"displayName": "All"})).json()
    path, deleting = f"/Groups/{group['id']}", []
    real = Directory.held

    async def held(self: Directory, ids: Any) -> set[UUID]:
        found = await real(self, ids)
        deleting.append(asyncio.create_task(scim(world, "DELETE", f"/Users/{user['id']}")))
        await asyncio.sleep(0.5)
        return found

    monkeypatch.setattr(Directory, "held", held)
    add = operations({"op": "add", "path": "members", "value": [{"value": user["id"]}]})
    assert (await scim(world, "PATCH", path, add)).status_code == 204
    monkeypatch.undo()
    assert (await deleting[0]).status_code == 204
    assert "members" not in await found(world, path)
    other = [{"value": str(world.id("amina"))}]
    add = operations({"op": "add", "path": "members", "value": other})
    assert (await scim(world, "PATCH", path, add)).status_code == 204


async def test_places_do_not_come_from_the_host_header(world: World) -> None:
    answer = await scim(world, "GET", f"/Users/{world.id('amina')}", host="evil.test")
    assert answer.json()["meta"]["location"].startswith("http://career.test/scim/v2/Users/")
    assert "evil.test" not in answer.text
