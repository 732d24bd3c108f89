"""The parts of the story that can be wrong by themselves."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import typer
from rich.console import Console
from standardwebhooks import Webhook

from app.demo import props
from app.demo.cast import Cast, Persona, remember, remembered
from app.demo.doors import Caller, Failed, expect, refusal_code
from app.demo.load import load
from app.demo.receiver import Receiver
from app.demo.telling import Teller, shortened
from app.demo.tokens import banner
from app.domain.access.models import public_name
from app.settings import Environment, Settings

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"code": "not_found", "status": 404}, "not_found"),
        ({"errors": [{"extensions": {"code": "invalid"}}], "data": None}, "invalid"),
        ({"data": {"reachMilestone": {"code": "stale", "message": "..."}}}, "stale"),
        ({"data": {"reachMilestone": {"status": "REACHED"}}}, None),
        ({"data": {"note": None}}, None),
        ({"id": "1"}, None),
    ],
)
def test_a_refusal_is_found_wherever_a_door_puts_it(body: dict[str, object], code: str) -> None:
    assert refusal_code(body) == code


def test_an_expectation_that_does_not_hold_ends_the_story() -> None:
    expect(len("one") > 1, "not raised")
    with pytest.raises(Failed, match="it was not so"):
        expect(len("one") > len("three"), "it was not so")


async def test_another_status_than_expected_ends_the_story() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(418, text="teapot"))
    async with httpx.AsyncClient(transport=transport, base_url="http://a.test") as http:
        somebody = Caller("somebody", http, "token")
        with pytest.raises(Failed, match="somebody: GET /v1/me answered 418, not 200: teapot"):
            await somebody.rest("GET", "/v1/me")


async def test_a_receiver_takes_what_is_signed_and_nothing_else() -> None:
    body = json.dumps({"type": "milestone.reached", "subject": "m1"})
    at = datetime.now(UTC)
    headers = {"webhook-id": "e1", "webhook-timestamp": str(int(at.timestamp()))}
    signed = headers | {"webhook-signature": Webhook(SECRET).sign("e1", at, body)}
    async with Receiver() as receiver, httpx.AsyncClient(trust_env=False) as http:
        statuses = [(await http.post(receiver.url, content=body, headers=signed)).status_code]
        receiver.secret = SECRET
        for given in (headers, signed | {"webhook-id": "e2"}, signed):
            answer = await http.post(receiver.url, content=body, headers=given)
            statuses.append(answer.status_code)
        [one] = await receiver.events_of("m1", 1, within_s=1)
        assert await receiver.events_of("m2", 1, within_s=0.01) == []
    assert statuses == [401, 401, 401, 204]
    assert receiver.refused == 3
    assert one.type == "milestone.reached"


def test_lines_are_plain_where_nobody_looks() -> None:
    out = io.StringIO()
    teller = Teller(Console(file=out, highlight=False))
    teller.step("First")
    teller.asked("employee", "reachMilestone", "x" * 100)
    teller.table(("who", "REST"), [("a stranger", "404"), ("me", "200")])
    assert out.getvalue().splitlines() == [
        "",
        "1. First",
        f"   employee GraphQL reachMilestone                    ok  {'x' * 100}",
        "   who         REST",
        "   a stranger  404",
        "   me          200",
    ]


def test_ids_are_left_out_of_paths() -> None:
    path = "/v1/milestones/01a20712-1eeb-776a-bf78-0e71d24ee21e/start"
    assert shortened(path) == "/v1/milestones/…/start"


def test_a_missing_example_says_where_to_play(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(props, "CHECKOUT", tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Failed, match=r"no examples/people\.csv here: play .* from a checkout"):
        props.example("people.csv")


def test_a_case_package_is_taken_where_there_is_one(tmp_path: Path) -> None:
    assert props.case_package(tmp_path) is None
    path = tmp_path / props.CASE_PACKAGE
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"title": "named"}))
    assert props.case_package(tmp_path) == b'{"title": "named"}'


def test_there_is_no_banner_without_a_cast_or_in_production(tmp_path: Path) -> None:
    assert banner(Settings(data_dir=tmp_path)) == ""
    people = tuple(Persona(key, key, "", uuid4(), uuid4()) for key in ("employee", "manager"))
    client_id = public_name(uuid4(), uuid4())
    remember(Cast(uuid4(), client_id, "a secret", people), tmp_path)
    told = banner(Settings(data_dir=tmp_path))
    line = f"curl -sw '\\n' http://127.0.0.1:8000/oauth2/token -u '{client_id}:a secret'"
    assert line in told
    assert told.count("\n  eyJ") == len(people) + 1
    assert banner(Settings(data_dir=tmp_path, environment=Environment.PRODUCTION)) == ""


def test_production_takes_no_demonstration_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as exit:
        load(Settings(data_dir=tmp_path, environment=Environment.PRODUCTION))
    assert exit.value.exit_code == 1
    assert capsys.readouterr().err == "career: production takes no demonstration data\n"


def test_a_cast_is_remembered_in_a_folder_that_is_made(tmp_path: Path) -> None:
    cast = Cast(uuid4(), "c", "s", (Persona("employee", "A", "b", uuid4(), uuid4()),))
    remember(cast, tmp_path / "new")
    assert remembered(tmp_path / "new") == cast
    assert (tmp_path / "new" / "demo.json").stat().st_mode & 0o777 == 0o600
