"""Tokens of an organisation's own identity provider, from a real one on loopback to our doors."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response

from app.domain.access.models import public_name
from app.domain.errors import Unauthenticated
from app.domain.issuers import service as issuers
from app.domain.issuers.commands import DistrustIssuer
from app.domain.people import service as people
from app.domain.people.commands import UpsertPeople
from app.settings import Settings
from tests.security import idp as idps
from tests.security.house import BASE, PATIENCE_S, House, a_house
from tests.security.idp import an_idp, saying
from tests.world import World

from .forge import ABSENT, EC, RSA, RSA_STRANGER, b64, private_jwk, public_jwk


@pytest.fixture
async def house(settings: Settings, world: World) -> AsyncIterator[House]:
    async with a_house(settings, world) as house:
        yield house


def refused(answer: Response) -> bool:
    assert answer.status_code == 401, answer.text
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    return True


async def test_a_good_token_is_the_person_that_it_names(house: House) -> None:
    for _ in range(5):
        assert await house.is_amina()
    assert house.idp.asked == 1


async def test_our_own_tokens_count_as_before(house: House, client: AsyncClient) -> None:
    answer = await house.asks(house.world.token(house.world.actors["amina"]).encode())
    assert answer.json()["userName"] == "amina"
    assert house.idp.asked == 0


async def test_scopes_are_cut_to_what_was_agreed(house: House) -> None:
    token = house.idp.token(house.claims())
    body = {"personId": str(house.world.id("amina")), "title": "Grow"}
    headers = {"authorization": f"Bearer {token.decode()}"}
    answer = await house.client.post("/v1/plans", headers=headers, json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert (await house.asks(token, "/v1/plans")).status_code == 200
    assert (await house.me(scope="plans:read")).status_code == 403
    assert (await house.me(scope=ABSENT)).status_code == 403
    assert (await house.me(scope="system admin")).status_code == 403


@pytest.mark.parametrize(
    ("field", "claim", "value"),
    [
        ("external_id", "employee", "amina"),
        ("user_name", "preferred_username", "amina"),
        ("work_email", "email", "AMINA@example.com"),
        ("id", "https://acme.example/person", None),
    ],
)
async def test_a_person_is_known_by_what_was_agreed(
    house: House, field: str, claim: str, value: str | None
) -> None:
    await bring(house.world, workEmail="Amina@Example.com")
    await house.trusts(person_claim=claim, person_field=field)
    value = value or str(house.world.id("amina"))
    assert await house.is_amina(sub="00u1", **{claim: value})
    assert refused(await house.me(sub="amina"))
    for wrong in (value + "x", f" {value}", value + " ", "", 7, None, [value], "a" * 255, "a\0"):
        assert refused(await house.me(**{claim: wrong}))
    assert refused(await house.me(**{claim: value, "sub": ""}))
    if field == "id":
        for spelled in (value.upper(), value.replace("-", ""), f"{{{value}}}", str(uuid4())):
            assert refused(await house.me(**{claim: spelled}))


async def bring(world: World, name: str = "amina", **fields: Any) -> None:
    item = {"externalId": name, "userName": name, "displayName": name.title(), **fields}
    command = UpsertPeople(items=[item])
    await world.system.execute(people.upsert_people, {"command": command})


async def test_an_address_of_two_people_is_nobodys(house: House) -> None:
    await house.trusts(person_claim="email", person_field="work_email")
    await bring(house.world, workEmail="team@example.com")
    assert await house.is_amina(email="team@example.com")
    await bring(house.world, "twin", workEmail="TEAM@example.com")
    house.now += 2
    assert refused(await house.me(email="team@example.com"))


async def test_whoever_is_unknown_or_has_left_is_out_within_seconds(house: House) -> None:
    assert refused(await house.me(sub="nobody"))
    token = house.idp.token(house.claims())
    assert (await house.asks(token)).status_code == 200
    await bring(house.world, status="left")
    house.now += 2
    assert refused(await house.asks(token))
    await bring(house.world, status="on_leave")
    house.now += 2
    assert (await house.asks(token)).status_code == 200


async def test_who_stays_is_not_looked_for_again_and_yet_asked_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that stays: a thousand of them would be a thousand statements."""
    gate = house.app.state.gate
    header = b"Bearer " + house.idp.token(house.claims())
    actor = (await gate.admit(header)).context.actor

    async def looked_for(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(gate.issuers, "_find_person", looked_for)
    house.now += 3
    assert (await gate.admit(header, known=actor.id)).context.actor == actor
    await gate.standing.look_at(actor.tenant_id, [actor.id])
    assert (await gate.admit(header, known=actor.id)).context.actor == actor
    await bring(house.world, status="left")
    await gate.standing.look_at(actor.tenant_id, [actor.id])
    with pytest.raises(Unauthenticated):
        await gate.admit(header, known=actor.id)
    await bring(house.world, status="active")
    await gate.standing.look_at(actor.tenant_id, [actor.id])
    await house.trusts(enabled=False)
    house.now += 3
    with pytest.raises(Unauthenticated):
        await gate.admit(header, known=actor.id)


@pytest.mark.parametrize("way", ["disabled", "removed", "other keys", "other audience"])
async def test_an_issuer_that_is_trusted_no_more_is_out_within_seconds(
    house: House, way: str
) -> None:
    token = house.idp.token(house.claims())
    assert (await house.asks(token)).status_code == 200
    if way == "disabled":
        await house.trusts(enabled=False)
    elif way == "other keys":
        house.idp.answers["/others"] = saying({"keys": [public_jwk(EC, "ec")]})
        await house.trusts(jwks_url=f"{house.idp.url}/others")
    else:
        command = DistrustIssuer(issuer=house.idp.url)
        await house.world.system.execute(issuers.distrust_issuer, {"command": command})
        if way == "other audience":
            await house.trusts(audience="https://career.example")
    house.now += 2
    assert refused(await house.asks(token))


async def test_another_organisations_issuer_says_nothing_here(
    house: House, elsewhere: World
) -> None:
    """Both have an Amina, and the issuer of one would like to be the Amina of the other."""
    theirs = f"{BASE}/tenants/{elsewhere.tenant_id}"
    ours = f"{BASE}/tenants/{house.world.tenant_id}"
    assert refused(await house.me(aud=theirs))
    assert refused(await house.me(tenant=str(elsewhere.tenant_id)))
    assert refused(await house.me(aud=theirs, tenant=str(house.world.tenant_id)))
    assert refused(await house.me(aud=[ours, theirs]))
    assert refused(await house.me(aud=BASE, tenant=str(house.world.tenant_id)))
    assert refused(await house.me(aud=f"{BASE}/tenants/{uuid4()}"))
    # And an issuer of each, with keys of its own, under the same name.
    async with an_idp() as other:
        other.publishes(public_jwk(RSA_STRANGER, "rsa"))
        await house.trusts(elsewhere, jwks_url=f"{other.url}/jwks")
        house.now += 2
        answer = await house.me(aud=theirs, key=RSA_STRANGER)
        assert answer.json()["id"] == str(elsewhere.id("amina"))
        assert refused(await house.me(aud=theirs))
        assert refused(await house.me(key=RSA_STRANGER))
        assert refused(await house.me(aud=[ours, theirs]))


async def test_another_audience_needs_a_claim_that_names_the_organisation(house: House) -> None:
    await house.trusts(audience="api://career")
    tenant = str(house.world.tenant_id)
    assert await house.is_amina(aud="api://career", tenant=tenant)
    assert await house.is_amina(aud=["api://career", "https://other.example"], tenant=tenant)
    assert refused(await house.me(aud="api://career"))
    assert refused(await house.me(aud="api://other", tenant=tenant))
    assert refused(await house.me(aud="api://career", tenant=tenant.upper()))
    assert refused(await house.me(aud="api://career", tenant=[tenant]))
    # Two agreements could mean two different people: which one is not for the token to say.
    both = ["api://career", f"{BASE}/tenants/{tenant}"]
    assert refused(await house.me(aud=both, tenant=tenant))


async def test_an_audience_may_stand_in_a_list(house: House) -> None:
    mine = f"{BASE}/tenants/{house.world.tenant_id}"
    assert await house.is_amina(aud=[mine])
    assert await house.is_amina(aud=["https://other.example", mine], tenant=mine[-36:])
    for wrong in ([], [mine, 7], {mine: 1}, mine + "/", mine.upper(), [[mine]], ABSENT):
        assert refused(await house.me(aud=wrong))


@pytest.mark.parametrize("scope", [["people:read"], None, 7, {}, "people:read\n", 'a"b'])
async def test_scope_is_a_string(house: House, scope: Any) -> None:
    assert refused(await house.me(scope=scope))


async def test_tokens_may_not_live_longer_than_was_agreed(house: House) -> None:
    now = int(time.time())
    assert await house.is_amina(iat=now, exp=now + 3600)
    assert refused(await house.me(iat=now, exp=now + 3700))
    assert refused(await house.me(iat=now - 700, exp=now - 60))


async def test_no_issuer_speaks_for_our_clients_or_for_us(house: House) -> None:
    """A token whose subject is its client is a machine's; here that would be a person's id."""
    amina = house.world.actors["amina"]
    for tenant_id, id in ((amina.tenant_id, amina.id), (uuid4(), uuid4())):
        assert refused(await house.me(client_id=public_name(tenant_id, id)))
    assert refused(await house.me(iss=BASE, tenant=str(house.world.tenant_id)))
    assert refused(await house.me(iss=f"{house.idp.url}/"))


async def test_a_new_key_is_found_and_an_unknown_one_does_not_make_us_ask_twice_a_minute(
    house: House,
) -> None:
    assert await house.is_amina()
    house.idp.publishes(public_jwk(RSA_STRANGER, "new"))
    assert await house.is_amina(kid="new", key=RSA_STRANGER)
    assert house.idp.asked == 2
    assert refused(await house.me())  # the old key is withdrawn
    for number in range(20):
        assert refused(await house.me(kid=f"unknown-{number}"))
    assert house.idp.asked == 2
    house.now += 60
    many = [house.me(kid=f"unknown-{number}") for number in range(20)]
    assert all(map(refused, await asyncio.gather(*many)))
    assert house.idp.asked == 3


async def test_an_issuer_that_is_down_takes_nobody_along(house: House) -> None:
    assert await house.is_amina()
    house.idp.answers["/jwks"] = saying({}, 503)
    house.now += 23 * 3600
    assert await house.is_amina()
    assert refused(await house.me(key=RSA_STRANGER))
    house.now += 3600
    answer = await house.me()
    assert (answer.status_code, answer.json()["code"]) == (503, "issuer_unreachable")


@pytest.mark.parametrize(
    "strange",
    [
        saying({}, 500),
        saying({"keys": []}, 302, location="/discovery"),
        saying(b"{" + b" " * 2_000_000 + b"}"),
        saying({"keys": "none"}),
        saying(b"<html>"),
        idps.without_end,
        idps.never,
        idps.in_drops,
    ],
)
async def test_an_issuer_that_we_never_reached_is_a_503_that_says_when_to_come_back(
    house: House, strange: idps.Answer
) -> None:
    house.idp.answers["/jwks"] = strange
    house.waits(0.5)
    began = time.perf_counter()
    for _ in range(3):
        answer = await house.me()
        assert (answer.status_code, answer.json()["code"]) == (503, "issuer_unreachable")
        assert answer.headers["retry-after"] == "5"
    assert time.perf_counter() - began < 2
    assert house.idp.paths == ["/jwks"]
    house.idp.publishes(public_jwk(RSA, "rsa"))
    house.waits(PATIENCE_S)
    house.now += 5
    assert await house.is_amina()


async def test_a_slow_issuer_holds_up_nobody_else(house: House) -> None:
    house.idp.answers["/jwks"] = idps.never
    house.waits(2)
    slow = asyncio.create_task(house.me())
    await asyncio.sleep(0.05)
    own = await house.asks(house.world.token(house.world.actors["amina"]).encode())
    assert (own.status_code, slow.done()) == (200, False)
    assert (await slow).status_code == 503


async def test_keys_that_must_not_count_do_not(house: House) -> None:
    secret = private_jwk(RSA_STRANGER) | {"kid": "given-away"}
    house.idp.publishes(
        "no key",
        secret,
        public_jwk(RSA_STRANGER, "given-away-elsewhere"),
        {"kty": "oct", "k": b64(b"secret"), "kid": "shared"},
        public_jwk(RSA, "twice"),
        public_jwk(RSA_STRANGER, "twice"),
        public_jwk(RSA, "rsa"),
    )
    assert await house.is_amina()
    assert refused(await house.me(kid="given-away", key=RSA_STRANGER))
    assert refused(await house.me(kid="given-away-elsewhere", key=RSA_STRANGER))
    assert refused(await house.me(kid="shared"))
    for key in (RSA, RSA_STRANGER):
        assert refused(await house.me(kid="twice", key=key))


async def test_keys_may_be_discovered(house: House) -> None:
    discovery = f"{house.idp.url}/discovery"
    await house.trusts(jwks_url=None, discovery_url=discovery)
    assert await house.is_amina()
    assert house.idp.paths == ["/discovery", "/jwks"]


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.example", "jwks_uri": "{url}/jwks"},
        {"issuer": "{url}", "jwks_uri": "http://169.254.169.254/jwks"},
        {"issuer": "{url}", "jwks_uri": "https://10.0.0.1/jwks"},
        {"issuer": "{url}", "jwks_uri": "file:///etc/passwd"},
        {"issuer": "{url}", "jwks_uri": None},
    ],
)
async def test_a_discovery_document_leads_nowhere_else(
    house: House, document: dict[str, str | None]
) -> None:
    url = house.idp.url
    named = {name: text and text.replace("{url}", url) for name, text in document.items()}
    house.idp.answers["/discovery"] = saying(named)
    await house.trusts(jwks_url=None, discovery_url=f"{url}/discovery")
    assert (await house.me()).status_code == 503
    assert house.idp.paths == ["/discovery"]


async def test_graphql_knows_the_same_people(house: House) -> None:
    headers = {"authorization": f"Bearer {house.idp.token(house.claims()).decode()}"}
    body = {"query": "{ me { userName } }"}
    answer = await house.client.post("/graphql", headers=headers, json=body)
    assert answer.json() == {"data": {"me": {"userName": "amina"}}}
