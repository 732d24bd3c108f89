"""The main job, played against a running server with nothing but HTTP.

Every answer is checked. It leaves a conversation and a milestone behind and nothing else, so it
can be played again and again.
"""

import asyncio
import sys
import time
from dataclasses import dataclass
from typing import Final

import httpx

from app.demo import arrival, boundaries, following, meeting
from app.demo.boundaries import Others, Subjects
from app.demo.cast import Cast, Persona, remembered
from app.demo.doors import Caller, Failed, expect
from app.demo.meeting import Talk
from app.demo.receiver import Receiver
from app.demo.telling import Teller
from app.demo.tokens import NoToken, make_token
from app.settings import Settings

TIMEOUT_S: Final = 30.0
METADATA: Final = "/.well-known/oauth-authorization-server"


def play(settings: Settings, url: str | None) -> int:
    """The exit code: 0 if everything happened as told, else 1, and standard error says why."""
    try:
        asyncio.run(_play(settings, url or settings.base_url, Teller()))
    except Failed as failed:
        sys.stderr.write(f"career: {failed}\n")
        return 1
    except httpx.HTTPError as error:
        sys.stderr.write(f"career: the server went away: {error or type(error).__name__}\n")
        return 1
    return 0


async def _play(settings: Settings, url: str, teller: Teller) -> None:
    began = time.monotonic()
    # Nothing of the environment: a proxy has no business on the way to this machine.
    async with httpx.AsyncClient(base_url=url, timeout=TIMEOUT_S, trust_env=False) as http:
        issuer = await _issuer(http, url)
        cast = _cast(settings, url)
        company = Company(http, settings.model_copy(update={"public_url": issuer}), cast)
        async with Receiver() as receiver:
            await _tell(company, receiver, teller)
    teller.end(f"Everything happened as told, in {time.monotonic() - began:.1f} s.")


@dataclass(frozen=True, slots=True)
class Company:
    """The personas of the demonstration, and tokens for them."""

    http: httpx.AsyncClient
    settings: Settings
    cast: Cast

    def persona(self, key: str) -> Persona:
        found = self.cast.persona(key)
        if found is None:
            raise Failed(f"The demonstration in {self.settings.data_dir} has no {key}.")
        return found

    def caller(self, key: str, name: str | None = None, scope: str | None = None) -> Caller:
        """Somebody with a token for these scopes, or for all that people have."""
        token = make_token(self.settings, key, None, scope)
        if isinstance(token, NoToken):
            raise Failed(f"There is no token for the {key}: {token.reason}.")
        return Caller(name or key, self.http, token)


async def _tell(company: Company, receiver: Receiver, teller: Teller) -> None:
    employee, manager = company.caller("employee"), company.caller("manager")
    await _check_tokens(employee, company.settings)
    talk = Talk(employee, manager, company.persona("employee"), company.persona("manager"))

    teller.step("The HRIS brings the people: a table, then the same as JSON changes nothing")
    vendor = await arrival.admit_vendor(company.http, company.cast, teller)
    await arrival.bring_people(vendor, teller)

    teller.step("Competency models arrive from files; the second time changes nothing")
    await arrival.bring_models(vendor, company.settings.sample_data, teller)

    teller.step("A vendor wants to be told about milestones, and verifies every signature")
    async with following.told(vendor, receiver, teller) as endpoint_id:
        teller.step("A career conversation: prepared, held, written down, with a next step")
        conversation_id = await meeting.meet(talk, teller)
        note_id = await meeting.write_notes(talk, conversation_id, teller)
        agreed = await meeting.agree(talk, conversation_id, teller)
        answered = [time.monotonic()]

        teller.step("The owner follows through: started over REST, reached over GraphQL")
        milestone_id = str(agreed.json()["id"])
        answered += await following.follow_through(employee, agreed, teller)
        await following.check_told(receiver, milestone_id, answered, teller)
        await following.check_deliveries(vendor, endpoint_id, milestone_id, teller)

    teller.step("One query shows the chain; whom it does not concern learns nothing by any door")
    await following.show_chain(employee, conversation_id, teller)
    version = agreed.json()["version"]
    subjects = Subjects(conversation_id, note_id, milestone_id, version)
    await boundaries.refuse(_others(company), subjects, teller)


def _others(company: Company) -> Others:
    return Others(
        stranger=company.caller("stranger", "a stranger"),
        without_scope=company.caller("employee", "employee, read-only token", "plans:read"),
        outsider=company.caller("outsider", "another organisation's person"),
        people_partner=company.caller("people", "her people partner"),
        manager=company.caller("manager", "her manager"),
    )


async def _issuer(http: httpx.AsyncClient, url: str) -> str:
    """Who the server says it is: tokens have to name it. Raises Failed if nothing answers."""
    try:
        answer = await http.get(METADATA)
        return str(answer.raise_for_status().json()["issuer"])
    except httpx.TransportError:
        raise Failed(
            f"nothing answers at {url}: run `make serve` in another terminal first."
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError):
        raise Failed(f"what answers at {url} is not Career Conversations.") from None


def _cast(settings: Settings, url: str) -> Cast:
    cast = remembered(settings.data_dir)
    if cast is None:
        raise Failed(
            f"there is no demonstration in {settings.data_dir}: set CAREER_DATA_DIR as for the "
            f"server at {url}, which loads one outside production."
        )
    return cast


async def _check_tokens(somebody: Caller, settings: Settings) -> None:
    answer = await somebody.attempt("GET", "/v1/me")
    expect(
        answer.is_success,
        f"the server does not know the cast and the keys in {settings.data_dir} "
        f"({answer.json().get('code')}): set CAREER_DATA_DIR as for the server.",
    )
