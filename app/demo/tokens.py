"""Access tokens for people, in development: made with our own key, as the demo cast or by id."""

import json
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from app.demo.cast import PERSON_SCOPES, Cast, Persona, remembered
from app.security.issuer import Issuer
from app.security.provision import create_keyring
from app.settings import Settings

CLIENT_ID = "career-cli"
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
    scopes = scope.split() if scope is not None else [one.value for one in PERSON_SCOPES]
    cast = remembered(settings.data_dir)
    persona = cast.persona(who) if cast else None
    if persona is not None:
        return _issuer(settings).token(persona.tenant_id, persona.person_id, CLIENT_ID, scopes)
    try:
        person_id = UUID(who)
    except ValueError:
        known = ", ".join(one.key for one in cast.personas) if cast else "none is loaded"
        return NoToken(f"{who} is neither a demo persona ({known}) nor the id of a person")
    if tenant_id is None:
        return NoToken("a person's id needs --tenant")
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
    lines += ["", f"  {'vendor':<9} a machine client: get its token with"]
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
    scopes = [one.value for one in PERSON_SCOPES]
    return _issuer(settings).token(persona.tenant_id, persona.person_id, CLIENT_ID, scopes)


def _issuer(settings: Settings) -> Issuer:
    return Issuer(create_keyring(settings), settings.base_url, LIFETIME_S)
