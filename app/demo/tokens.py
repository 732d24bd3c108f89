"""Access tokens for people, in development: made with our own key, as the demo cast or by id."""

import json
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from app.demo.cast import PERSON_SCOPES, VENDOR_SCOPES, Cast, Persona, remembered
from app.domain.access.service import tenant_and_client
from app.security.issuer import Issuer
from app.security.provision import create_keyring
from app.settings import Settings

CLIENT_ID = "career-cli"
VENDOR = "vendor"
LIFETIME_S = 3600


@dataclass(frozen=True, slots=True)
class NoToken:
    reason: str


def make_token(
    settings: Settings, who: str, tenant_id: UUID | None, scope: str | None
) -> str | NoToken:
    """An access token of one hour for a persona of the demo, or for any person by id."""
    if settings.is_production:
        return NoToken("in production, people bring tokens of their own identity provider")
    cast = remembered(settings.data_dir)
    persona = cast.persona(who) if cast else None
    if persona is not None:
        scopes = scope.split() if scope is not None else persona.scopes
        return _issuer(settings).token(persona.tenant_id, persona.person_id, CLIENT_ID, scopes)
    if cast is not None and who == VENDOR:
        return _vendor_token(settings, cast, scope)
    try:
        person_id = UUID(who)
    except ValueError:
        keys = (*(one.key for one in cast.personas), VENDOR) if cast else ("none is loaded",)
        known = ", ".join(keys)
        return NoToken(f"{who} is neither a demo persona ({known}) nor the id of a person")
    if tenant_id is None:
        return NoToken("a person's id needs --tenant")
    scopes = scope.split() if scope is not None else [one.value for one in PERSON_SCOPES]
    return _issuer(settings).token(tenant_id, person_id, CLIENT_ID, scopes)


def banner(settings: Settings) -> str:
    """A token of each persona, and two lines to paste into a shell; nothing in production."""
    cast = remembered(settings.data_dir)
    if cast is None or settings.is_production:
        return ""
    tokens = {one.key: _token(settings, one) for one in cast.personas}
    lines = [f"Tokens of one hour; `{_program()} token <name>` makes new ones."]
    for one in cast.personas:
        lines += ["", f"  {one.key:<9} {one.name}, {one.role}", f"  {tokens[one.key]}"]
    lines += ["", f"  {VENDOR:<9} a machine client", f"  {_vendor_token(settings, cast, None)}"]
    lines += ["", "  As everywhere, it gets its token by", ""]
    lines += [f"  {_client_credentials(settings.base_url, cast)}"]
    lines += ["", "To paste: the manager's milestones over REST, then the employee over GraphQL"]
    for line in _examples(settings.base_url, tokens["manager"], tokens["employee"]):
        lines += ["", f"  {line}"]
    return "\n".join(lines)


def _program() -> str:
    """Our own program, as somebody types it who stands where we were started."""
    path, here = Path(sys.executable).with_name("career"), Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _client_credentials(url: str, cast: Cast) -> str:
    credentials = f"{cast.client_id}:{cast.client_secret}"
    return _curl(f"{url}/oauth2/token", "-u", credentials, "-d", "grant_type=client_credentials")


def _examples(url: str, manager: str, employee: str) -> tuple[str, str]:
    query = "{ me { displayName manager { displayName } plans { title } } }"
    return (
        _curl(f"{url}/v1/milestones?expand=owner", "-H", f"Authorization: Bearer {manager}"),
        _curl(
            f"{url}/graphql",
            *("-d", json.dumps({"query": query})),
            *("-H", "Content-Type: application/json"),
            *("-H", f"Authorization: Bearer {employee}"),
        ),
    )


def _curl(*arguments: str) -> str:
    """A line for a shell, quoted as it needs it; the answer ends with a new line."""
    return shlex.join(("curl", "-sw", "\\n", *arguments))


def _token(settings: Settings, persona: Persona) -> str:
    return _issuer(settings).token(persona.tenant_id, persona.person_id, CLIENT_ID, persona.scopes)


def _vendor_token(settings: Settings, cast: Cast, scope: str | None) -> str:
    """What the token endpoint would answer to the client's id and secret, for an hour."""
    named = tenant_and_client(cast.client_id)
    if named is None:
        message = "the demonstration's client id names nothing"
        raise ValueError(message)
    scopes = scope.split() if scope is not None else [one.value for one in VENDOR_SCOPES]
    return _issuer(settings).token(*named, cast.client_id, scopes)


def _issuer(settings: Settings) -> Issuer:
    return Issuer(create_keyring(settings), settings.base_url, LIFETIME_S)
