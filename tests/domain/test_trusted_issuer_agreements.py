"""What can be agreed with an issuer, by whom, and how it is changed and ended."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner, Result

from app.cli import cli
from app.domain.actor import GRANTABLE, Scope
from app.domain.errors import Invalid, MissingScope, NotFound
from app.domain.issuers import service
from app.domain.issuers.commands import DistrustIssuer, IssuerFilters, TrustIssuer
from app.domain.issuers.models import default_audience, tenant_of_audience
from app.domain.page import Pagination
from app.settings import Settings
from tests.world import World

BASE = "https://career.example"
ISSUER = "https://idp.example"


def asked(**changes: Any) -> dict[str, Any]:
    given = {
        "issuer": ISSUER,
        "jwks_url": f"{ISSUER}/jwks",
        "person_claim": "sub",
        "person_field": "external_id",
        "scopes": ("plans:read", "people:read"),
    }
    return given | changes


async def trust(world: World, who: Any = None, **changes: Any) -> dict[str, Any]:
    command = TrustIssuer.model_validate(asked(**changes))
    context = world.ctx(who) if who else world.system
    answer = await context.execute(service.trust_issuer, {"command": command, "base_url": BASE})
    return dict(json.loads(answer.body))


async def trusted(world: World) -> list[dict[str, Any]]:
    listed = await world.ctx("amina").list(
        service.list_trusted_issuers, {}, IssuerFilters(), Pagination()
    )
    return [json.loads(body) for body in listed.bodies]


def test_an_audience_names_a_tenant_in_one_way_only() -> None:
    tenant = uuid4()
    audience = default_audience(BASE, tenant)
    assert tenant_of_audience(BASE, audience) == tenant
    for other in (audience.upper(), audience + "/", f"{BASE}/tenants/{tenant.hex}", str(tenant)):
        assert tenant_of_audience(BASE, other) is None
    assert tenant_of_audience("https://other.example", audience) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"jwks_url": None},
        {"discovery_url": f"{ISSUER}/discovery"},
        {"issuer": ""},
        {"issuer": "https://idp.example/ \n"},
        {"issuer": "x" * 256},
        {"audience": ""},
        {"person_claim": ""},
        {"person_field": "display_name"},
        {"scopes": ()},
        {"scopes": ("everything",)},
        {"more": 1},
    ],
    ids=str,
)
def test_what_makes_no_agreement(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TrustIssuer.model_validate(asked(**changes))


async def test_an_issuer_speaks_for_the_organisation_by_default(world: World) -> None:
    made = await trust(world)
    assert made["audience"] == f"{BASE}/tenants/{world.tenant_id}"
    assert made["scopes"] == ["people:read", "plans:read"]
    assert await trusted(world) == [made]


async def test_the_same_again_changes_nothing_and_another_agreement_takes_its_place(
    world: World,
) -> None:
    made = await trust(world)
    assert await trust(world) == made
    changed = await trust(world, scopes=("plans:read",), jwks_url=None, discovery_url=ISSUER)
    assert (changed["id"], changed["version"]) == (made["id"], made["version"] + 1)
    assert (changed["jwksUrl"], changed["discoveryUrl"]) == (None, ISSUER)
    await trust(world, audience="api://career")
    assert len(await trusted(world)) == 2


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"issuer": BASE}, "/issuer"),
        ({"audience": default_audience(BASE, uuid4())}, "/audience"),
        ({"scopes": ("plans:read", "system")}, "/scopes"),
    ],
)
async def test_what_is_never_agreed(world: World, changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        await trust(world, **changes)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]
    assert await trusted(world) == []


@pytest.mark.parametrize("who", ["amina", "vendor"])
async def test_no_token_makes_or_ends_an_agreement(world: World, who: str) -> None:
    await trust(world)
    assert world.actors[who].scopes == GRANTABLE
    with pytest.raises(MissingScope):
        await trust(world, who, audience="api://career")
    arguments = {"command": DistrustIssuer(issuer=ISSUER)}
    with pytest.raises(MissingScope):
        await world.ctx(who).execute(service.distrust_issuer, arguments)
    assert len(await trusted(world)) == 1


async def test_an_agreement_ends_for_one_audience_or_for_all(
    world: World, elsewhere: World
) -> None:
    theirs = await trust(elsewhere)
    for audience in (None, "api://one", "api://two"):
        await trust(world, audience=audience)
    for command, left in (
        (DistrustIssuer(issuer=ISSUER, audience="api://one"), 2),
        (DistrustIssuer(issuer=ISSUER), 0),
    ):
        await world.system.execute(service.distrust_issuer, {"command": command})
        assert len(await trusted(world)) == left
    with pytest.raises(NotFound):
        await world.system.execute(service.distrust_issuer, {"command": command})
    assert await trusted(elsewhere) == [theirs]


async def test_it_is_read_with_the_scope_admin_and_no_other(world: World) -> None:
    await trust(world)
    for actor, status in (
        (world.with_scopes("amina", Scope.ADMIN), 200),
        (world.without_scope("amina", Scope.ADMIN), 403),
        (None, 401),
    ):
        assert (await world.rest(actor, "GET", "/v1/trusted-issuers")).status_code == status
    path = f"/v1/trusted-issuers?issuer={ISSUER}x"
    assert (await world.rest("amina", "GET", path)).json()["data"] == []


async def career(settings: Settings, *arguments: str) -> Result:
    names = {
        "DATABASE_URL": settings.database_url,
        "CAREER_APP_DATABASE_URL": settings.app_database_url,
        "CAREER_WORKER_DATABASE_URL": settings.worker_database_url,
        "CAREER_DATA_DIR": settings.data_dir,
        "CAREER_PUBLIC_URL": BASE,
    }
    env = {name: str(value) for name, value in names.items()}
    return await asyncio.to_thread(CliRunner().invoke, cli, ["issuer", *arguments], env=env)


async def test_operators_do_it_from_a_shell(settings: Settings, world: World) -> None:
    tenant = str(world.tenant_id)
    claim = ("--person-claim", "email", "--person-field", "work_email")
    scopes = ("--scope", "plans:read", "--scope", "people:read")
    keys = ("--discovery", f"{ISSUER}/.well-known/openid-configuration")
    made = await career(settings, "trust", tenant, ISSUER, *claim, *scopes, *keys)
    assert made.exit_code == 0, made.output
    assert await trusted(world) == [json.loads(made.output)]

    listed = await career(settings, "list", tenant)
    assert [json.loads(line) for line in listed.output.splitlines()] == await trusted(world)

    await career(settings, "trust", tenant, ISSUER, *claim, *scopes, *keys, "--no-enabled")
    assert [one["enabled"] for one in await trusted(world)] == [False]

    assert (await career(settings, "distrust", tenant, ISSUER)).exit_code == 0
    assert await trusted(world) == []
    assert (await career(settings, "distrust", tenant, ISSUER)).exit_code == 2


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (("--jwks-url", "http://idp.example/jwks"), "https://"),
        (("--jwks-url", "https://10.0.0.1/jwks"), "not public"),
        (("--discovery", "https://169.254.169.254/"), "not public"),
        ((), "either where the keys are"),
        (("--jwks-url", f"{ISSUER}/jwks", "--scope", "everything"), "/scopes"),
        (("--jwks-url", f"{ISSUER}/jwks", "--scope", "system"), "never granted"),
        (("--jwks-url", f"{ISSUER}/jwks", "--person-field", "name"), "'user_name'"),
    ],
)
async def test_operators_are_told_what_is_wrong(
    settings: Settings, world: World, changes: tuple[str, ...], told: str
) -> None:
    good = ("--person-claim", "sub", "--person-field", "external_id", "--scope", "plans:read")
    tenant = str(world.tenant_id)
    answer = await career(settings, "trust", tenant, ISSUER, *good, *changes)
    assert answer.exit_code == 2
    assert told in " ".join(answer.output.replace("│", " ").split())
    assert await trusted(world) == []
