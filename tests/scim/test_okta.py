"""Requests in the form in which Okta provisions, and the HRIS beside it."""

import json
from typing import Any

from tests.scim.asking import (
    ENTERPRISE,
    USER,
    a_user,
    events,
    found,
    operations,
    refused,
    scim,
    ties,
)
from tests.world import World

PROFILE: dict[str, Any] = {
    "schemas": [USER],
    "userName": "isaac@okta.test",
    "name": {"givenName": "Isaac", "familyName": "Brock"},
    "emails": [{"primary": True, "value": "isaac@okta.test", "type": "work"}],
    "displayName": "Isaac Brock",
    "locale": "en-US",
    "externalId": "00ujl29u0le5T6Aj10h7",
    "groups": [],
    "password": "1mz050nq",
    "active": True,
}


async def test_a_user_is_made_listed_replaced_and_deactivated(world: World) -> None:
    listed = await found(
        world, "/Users", filter='userName eq "isaac@okta.test"', startIndex=1, count=100
    )
    assert listed["totalResults"] == 0
    made = await scim(world, "POST", "/Users", PROFILE)
    assert made.status_code == 201, made.text
    user = made.json()
    assert "1mz050nq" not in made.text

    changed = user | {"name": {"givenName": "Isaac", "familyName": "New"}, "nickName": "Izzy"}
    answer = await scim(world, "PUT", f"/Users/{user['id']}", changed)
    assert answer.status_code == 200, answer.text
    assert answer.json()["name"] == {"givenName": "Isaac", "familyName": "New"}
    again = await scim(world, "PUT", f"/Users/{user['id']}", answer.json())
    assert again.headers["etag"] == answer.headers["etag"]

    off = operations({"op": "replace", "value": {"active": False}})
    assert (await scim(world, "PATCH", f"/Users/{user['id']}", off)).status_code == 204
    read = await found(world, f"/Users/{user['id']}")
    assert (read["active"], read["nickName"]) == (False, "Izzy")
    assert await events(world, user["id"]) == [
        "person.created",
        "person.updated",
        "person.updated",
        "person.left",
    ]


async def test_who_is_written_without_active_is_found_as_they_are(world: World) -> None:
    user = await a_user(world, "nina")
    path, whole = f"/Users/{user['id']}", {"schemas": [USER], "userName": "nina"}
    for active in (True, False):
        told = operations({"op": "replace", "path": "active", "value": active})
        assert (await scim(world, "PATCH", path, told)).status_code == 204
        answer = await scim(world, "PUT", path, whole | {"title": f"Active {active}"})
        assert answer.status_code == 200
        for asked in (True, False):
            by = f'userName eq "nina" and active eq {str(asked).lower()}'
            page = await found(world, "/Users", filter=by)
            assert page["totalResults"] == (asked is active)


async def test_a_password_is_nowhere(world: World) -> None:
    secret = "correct horse battery staple"
    user = (await scim(world, "POST", "/Users", PROFILE | {"password": secret})).json()
    change = operations({"op": "replace", "path": "password", "value": secret})
    await scim(world, "PATCH", f"/Users/{user['id']}", change)
    actor = world.ctx("vendor")
    async with world.database.transaction(actor.actor, actor.clock()) as tx:
        rows = await tx.connection.fetch("SELECT to_jsonb(person)::text AS row FROM person")
    assert rows
    assert not [row for row in rows if secret in row["row"] or "password" in row["row"]]
    asked = await world.client.get(
        "/scim/v2/Users",
        params={"filter": f'password eq "{secret}"'},
        headers=world.headers("vendor"),
    )
    await refused(asked, 400, "invalidFilter")


async def test_taken_names_are_taken_in_any_case(world: World) -> None:
    await a_user(world, "isaac", externalId="i-1")
    for name, external_id in (("ISAAC", "i-2"), ("other", "i-1"), ("Amina", None)):
        body = {"schemas": [USER], "userName": name, "externalId": external_id}
        await refused(await scim(world, "POST", "/Users", body), 409, "uniqueness")
    other = await a_user(world, "other")
    change = operations({"op": "replace", "path": "userName", "value": "Isaac"})
    await refused(await scim(world, "PATCH", f"/Users/{other['id']}", change), 409, "uniqueness")


async def test_people_of_the_hris_are_users_and_users_are_people(world: World) -> None:
    amina = await found(world, f"/Users/{world.id('amina')}")
    assert (amina["userName"], amina["externalId"], amina["active"]) == ("amina", "amina", True)
    assert amina[ENTERPRISE]["manager"]["value"] == str(world.id("jonas"))
    user = await a_user(
        world,
        "nina",
        externalId="n-1",
        emails=[
            {"value": "n@home.test", "type": "home"},
            {"value": "n@work.test", "type": "work", "primary": True},
        ],
        name={"formatted": "Dr Nina N", "givenName": "Nina"},
        nickName="Nin",
    )
    item = {
        "externalId": "n-1",
        "userName": "nina",
        "displayName": "Nina Ny",
        "givenName": "Nina",
        "familyName": "Ny",
        "workEmail": "nina@work.test",
        "department": "Optics",
    }
    answer = await world.rest("vendor", "POST", "/v1/people:batch", {"items": [item]})
    assert answer.json()["items"][0]["id"] == user["id"]
    read = await found(world, f"/Users/{user['id']}")
    assert read["emails"] == [
        {"value": "n@home.test", "type": "home"},
        {"value": "nina@work.test", "type": "work", "primary": True},
    ]
    assert (read["displayName"], read["nickName"]) == ("Nina Ny", "Nin")
    assert read["name"] == {"givenName": "Nina", "familyName": "Ny"}
    assert read[ENTERPRISE] == {"department": "Optics"}
    assert read["meta"]["version"] != user["meta"]["version"]
    assert read["meta"]["lastModified"] > user["meta"]["lastModified"]
    for address, total in (("NINA@work.test", 1), ("n@home.test", 1), ("n@work.test", 0)):
        for query in (f'emails.value eq "{address}"', f'emails[value eq "{address}"]'):
            assert (await found(world, "/Users", filter=query))["totalResults"] == total, query

    item["status"] = "left"
    await world.rest("vendor", "POST", "/v1/people:batch", {"items": [item]})
    assert (await found(world, f"/Users/{user['id']}"))["active"] is False


async def test_a_directory_that_names_no_managers_ends_none(world: World) -> None:
    amina = await found(world, f"/Users/{world.id('amina')}")
    body = {"schemas": [USER], "userName": "amina", "externalId": "amina", "displayName": "A"}
    answer = await scim(world, "PUT", f"/Users/{amina['id']}", body | {"active": True})
    assert answer.status_code == 200, answer.text
    assert answer.json()[ENTERPRISE]["manager"]["value"] == str(world.id("jonas"))
    assert ("manager", False) in await ties(world, amina["id"])


async def test_versions_are_kept_to(world: World) -> None:
    user = await a_user(world, "nina")
    path, etag = f"/Users/{user['id']}", user["meta"]["version"]
    same = await scim(world, "GET", path, if_none_match=etag)
    assert (same.status_code, same.content) == (304, b"")
    change = operations({"op": "replace", "path": "title", "value": "Lead"})
    assert (await scim(world, "PATCH", path, change, if_match=etag)).status_code == 204
    await refused(await scim(world, "PATCH", path, change, if_match=etag), 412)
    await refused(await scim(world, "DELETE", path, if_match=etag), 412)
    now = (await found(world, path))["meta"]["version"]
    assert (await scim(world, "DELETE", path, if_match=now)).status_code == 204


async def test_pages_add_up_and_hold_at_most_200(world: World) -> None:
    names = [f"p{n:03}" for n in range(210)]
    items = [{"externalId": n, "userName": n, "displayName": n} for n in names]
    await world.rest("vendor", "POST", "/v1/people:batch", {"items": items})
    seen = []
    for start in (1, 101, 201):
        page = await found(
            world,
            "/Users",
            filter='userName sw "P" and not (userName sw "pr")',
            sortBy="userName",
            startIndex=start,
            count=100,
            attributes="userName",
        )
        assert (page["totalResults"], page["startIndex"]) == (210, start)
        seen += [one["userName"] for one in page["Resources"]]
    assert seen == names
    assert (await found(world, "/Users", count=1000))["itemsPerPage"] == 200
    assert (await found(world, "/Users", count=0))["totalResults"] == 215


async def test_a_search_may_be_sent_as_a_body_and_cover_everything(world: World) -> None:
    await scim(world, "POST", "/Groups", {"displayName": "Amina and others"})
    body = json.dumps(
        {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
            "filter": 'displayName sw "amina"',
            "attributes": ["displayName"],
        }
    ).encode()
    whole = (await scim(world, "POST", "/.search", body)).json()
    assert sorted(one["displayName"] for one in whole["Resources"]) == ["Amina", "Amina and others"]
    users = (await scim(world, "POST", "/Users/.search", body)).json()
    assert [one["displayName"] for one in users["Resources"]] == ["Amina"]
