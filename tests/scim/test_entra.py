"""Requests in the form in which Microsoft Entra ID provisions."""

from typing import Any
from uuid import UUID

from tests.relations import day, end, started
from tests.relations import ties as relations
from tests.scim.asking import ENTERPRISE, GROUP, USER, a_user, events, found, operations, scim, ties
from tests.world import World


def as_entra(user_name: str, **more: Any) -> dict[str, Any]:
    return {
        "schemas": [USER, ENTERPRISE],
        "externalId": f"{user_name}-mail",
        "userName": f"{user_name}@contoso.test",
        "active": True,
        "addresses": [{"primary": False, "type": "work", "locality": "Aarhus", "country": "DK"}],
        "displayName": user_name.title(),
        "emails": [{"primary": True, "type": "work", "value": f"{user_name}@contoso.test"}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": "Given Family", "familyName": "Family", "givenName": "Given"},
        "locale": "da-DK",
        "roles": [],
        "title": "Engineer",
        ENTERPRISE: {"department": "Optics", "employeeNumber": "77"},
    } | more


async def test_a_user_is_looked_for_made_and_found(world: World) -> None:
    before = await found(world, "/Users", filter='userName eq "nina@contoso.test"')
    assert (before["totalResults"], before.get("Resources", [])) == (0, [])

    made = await scim(world, "POST", "/Users", as_entra("nina"))
    assert made.status_code == 201, made.text
    user = made.json()
    assert made.headers["location"] == f"http://career.test/scim/v2/Users/{user['id']}"
    assert user["meta"]["location"] == made.headers["location"]
    assert made.headers["etag"] == user["meta"]["version"]
    assert user[ENTERPRISE] == {"department": "Optics", "employeeNumber": "77"}
    after = await found(world, "/Users", filter='externalId eq "nina-mail"')
    assert [one["id"] for one in after["Resources"]] == [user["id"]]
    assert await events(world, user["id"]) == ["person.created"]

    person = (await world.rest("amina", "GET", f"/v1/people/{user['id']}")).json()
    assert person["workEmail"] == person["userName"] == "nina@contoso.test"
    assert (person["department"], person["location"], person["locale"]) == (
        "Optics",
        "Aarhus",
        "da-DK",
    )
    assert (person["externalId"], person["status"], person["title"]) == (
        "nina-mail",
        "active",
        "Engineer",
    )


async def test_operations_are_in_any_case_and_values_are_texts(world: World) -> None:
    user = (await scim(world, "POST", "/Users", as_entra("nina"))).json()
    path = f"/Users/{user['id']}?attributes=emails,active,displayName,name,{ENTERPRISE}:department"
    answer = await scim(
        world,
        "PATCH",
        path,
        operations(
            {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "n@contoso.test"},
            {"op": "Add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "+45 1"},
            {"op": "Replace", "path": "name.familyName", "value": "Ny"},
            {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Sales"},
            {"op": "Replace", "path": "active", "value": "False"},
            {"op": "Add", "path": "urn:somebody:else:1.0:User:shoeSize", "value": "41"},
        ),
    )
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["emails"] == [{"primary": True, "type": "work", "value": "n@contoso.test"}]
    assert (body["active"], body["name"]["familyName"]) == (False, "Ny")
    person = (await world.rest("amina", "GET", f"/v1/people/{user['id']}")).json()
    assert (person["status"], person["department"]) == ("left", "Sales")
    assert (person["workEmail"], person["familyName"]) == ("n@contoso.test", "Ny")
    assert await events(world, user["id"]) == ["person.created", "person.updated", "person.left"]


async def test_a_patch_without_a_path_names_attributes_in_its_value(world: World) -> None:
    user = (await scim(world, "POST", "/Users", as_entra("nina"))).json()
    jonas = str(world.id("jonas"))
    value = {
        "displayName": "Nina N",
        "name.givenName": "Nina",
        f"{ENTERPRISE}:employeeNumber": "78",
        f"{ENTERPRISE}:manager": jonas,
    }
    answer = await scim(
        world, "PATCH", f"/Users/{user['id']}", operations({"op": "replace", "value": value})
    )
    assert answer.status_code == 204, answer.text
    read = await found(world, f"/Users/{user['id']}")
    assert read["displayName"] == "Nina N"
    assert read["name"]["givenName"] == "Nina"
    assert read[ENTERPRISE]["employeeNumber"] == "78"
    assert read[ENTERPRISE]["manager"]["value"] == jonas


async def test_the_manager_is_a_bare_id_or_external_id(world: World) -> None:
    nina = (
        await scim(world, "POST", "/Users", as_entra("nina", **{ENTERPRISE: {"manager": "jonas"}}))
    ).json()
    assert nina[ENTERPRISE]["manager"] == {
        "value": str(world.id("jonas")),
        "$ref": f"http://career.test/scim/v2/Users/{world.id('jonas')}",
    }
    olga = str(world.id("olga"))
    for value in (olga, [{"value": str(world.id("priya"))}], {"value": olga}):
        change = operations({"op": "Add", "path": f"{ENTERPRISE}:manager", "value": value})
        answer = await scim(world, "PATCH", f"/Users/{nina['id']}", change)
        assert answer.status_code == 204, answer.text
    assert await ties(world, nina["id"]) == [("manager", True)] * 3 + [("manager", False)]
    seen = (await world.rest("vendor", "GET", f"/v1/people/{nina['id']}?expand=manager")).json()
    assert seen["manager"]["id"] == olga
    by_manager = await found(world, "/Users", filter=f'{ENTERPRISE}:manager.value eq "{olga}"')
    assert [one["id"] for one in by_manager["Resources"]] == [nina["id"]]

    gone = operations({"op": "Remove", "path": f"{ENTERPRISE}:manager"})
    assert (await scim(world, "PATCH", f"/Users/{nina['id']}", gone)).status_code == 204
    assert [over for _, over in await ties(world, nina["id"])] == [True] * 4


async def test_a_manager_of_a_later_day_stays_when_the_directory_names_another_until_then(
    world: World,
) -> None:
    olga, tomas = str(world.id("olga")), str(world.id("tomas"))
    called_off = await started(world, "tomas", "priya", startsOn=day(20))
    assert (await end(world, called_off["id"])).status_code == 200
    await started(world, "tomas", "jonas", startsOn=day(30))
    change = operations({"op": "Add", "path": f"{ENTERPRISE}:manager", "value": olga})
    answer = await scim(world, "PATCH", f"/Users/{tomas}", change)

    assert answer.status_code == 204, answer.text
    query = f"?kind=manager&personId={tomas}&on="
    for on, manager in ((day(0), "olga"), (day(29), "olga"), (day(30), "jonas")):
        assert [tie[2] for tie in await relations(world, query=query + on)] == [manager]


async def test_a_manager_who_is_unknown_or_below_is_refused(world: World) -> None:
    amina, jonas = str(world.id("amina")), str(world.id("jonas"))
    for who, value in ((amina, "nobody"), (jonas, amina), (amina, amina)):
        change = operations({"op": "Add", "path": f"{ENTERPRISE}:manager", "value": value})
        answer = await scim(world, "PATCH", f"/Users/{who}", change)
        assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")
    assert (await found(world, f"/Users/{amina}"))[ENTERPRISE]["manager"]["value"] == jonas


async def test_deactivated_users_have_no_relations_and_come_back_with_their_manager(
    world: World,
) -> None:
    amina = str(world.id("amina"))
    off = operations({"op": "Replace", "path": "active", "value": "False"})
    assert (await scim(world, "PATCH", f"/Users/{amina}", off)).status_code == 204
    assert {over for _, over in await ties(world, amina)} == {True}
    assert (await found(world, f"/Users/{amina}"))["active"] is False
    plan = await world.rest("jonas", "POST", "/v1/plans", {"personId": amina, "title": "Grow"})
    assert plan.status_code in (403, 404)

    on = operations({"op": "Replace", "path": "active", "value": "True"})
    assert (await scim(world, "PATCH", f"/Users/{amina}", on)).status_code == 204
    read = await found(world, f"/Users/{amina}")
    assert read["active"] is True
    assert read[ENTERPRISE]["manager"]["value"] == str(world.id("jonas"))
    assert (await events(world, amina))[-4:] == [
        "person.updated",
        "person.left",
        "person.updated",
        "person.returned",
    ]


async def test_a_deleted_user_is_gone_and_the_person_stays(world: World) -> None:
    nina = await a_user(world, "nina", externalId="n-1", nickName="Nin")
    group = {"schemas": [GROUP], "displayName": "All", "members": [{"value": nina["id"]}]}
    made = (await scim(world, "POST", "/Groups", group)).json()

    assert (await scim(world, "DELETE", f"/Users/{nina['id']}")).status_code == 204
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        body = {"GET": None, "DELETE": None, "PUT": nina, "PATCH": operations()}[method]
        answer = await scim(world, method, f"/Users/{nina['id']}", body)
        assert answer.status_code in (400, 404), method
        assert method == "PATCH" or answer.status_code == 404
    assert (await found(world, "/Users", filter='userName eq "nina"'))["totalResults"] == 0
    after = await found(world, f"/Groups/{made['id']}")
    assert "members" not in after
    assert after["meta"]["version"] != made["meta"]["version"]
    person = (await world.rest("amina", "GET", f"/v1/people/{nina['id']}")).json()
    assert person["status"] == "left"

    again = await a_user(world, "NINA", externalId="n-1")
    assert again["id"] == nina["id"]
    assert (again["active"], again["userName"], "nickName" in again) == (True, "NINA", False)


async def test_groups_are_found_by_name_and_changed_member_by_member(world: World) -> None:
    body = {"schemas": [GROUP], "displayName": "Engineers", "externalId": "g-1", "members": []}
    group = (await scim(world, "POST", "/Groups", body)).json()
    ids = [str(world.id(name)) for name in ("amina", "jonas", "olga")]
    path = f"/Groups/{group['id']}"
    add = operations({"op": "Add", "path": "members", "value": [{"value": one} for one in ids]})
    assert (await scim(world, "PATCH", path, add)).status_code == 204
    remove = operations({"op": "Remove", "path": "members", "value": [{"value": ids[0]}]})
    assert (await scim(world, "PATCH", path, remove)).status_code == 204
    by_path = operations({"op": "Remove", "path": f'members[value eq "{ids[1]}"]'})
    assert (await scim(world, "PATCH", path, by_path)).status_code == 204

    read = await found(world, path)
    assert [one["value"] for one in read["members"]] == ids[2:]
    short = await found(
        world, "/Groups", filter='displayName eq "engineers"', excludedAttributes="members"
    )
    assert [("members" in one, one["externalId"]) for one in short["Resources"]] == [(False, "g-1")]
    for member, total in ((ids[2], 1), (ids[0], 0)):
        both = f'id eq "{group["id"]}" and members eq "{member}"'
        assert (await found(world, "/Groups", filter=both))["totalResults"] == total
    assert [g["value"] for g in (await found(world, f"/Users/{ids[2]}"))["groups"]] == [group["id"]]
    assert UUID(group["id"])

    assert (await scim(world, "DELETE", path)).status_code == 204
    assert (await scim(world, "GET", path)).status_code == 404
    assert "groups" not in await found(world, f"/Users/{ids[2]}")
