"""Which headers are ours, and what an endpoint may say of its own."""

import base64
import secrets
from typing import Any

import pytest
from pydantic import ValidationError

from app.domain.webhooks.commands import (
    ChangeWebhook,
    RegisterWebhook,
    RotateWebhookSecret,
    WebhookCredentials,
    WebhookHeader,
)
from app.domain.webhooks.headers import FRAMING, NAME, VALUE, is_ours

WANTED = {"url": "https://example.com", "eventTypes": ["*"]}


@pytest.mark.parametrize(
    "name",
    [
        *sorted(FRAMING),
        "Webhook-Signature",
        "WEBHOOK-X",
        "ce-id",
        "Content-Type",
        "content-md5",
        "TraceParent",
        "tracestate",
        "baggage",
        "X-Forwarded-For",
        "Forwarded",
        "Proxy-Authorization",
        "Sec-Fetch-Site",
        "Signature-Input",
        "X-Experience-API-Version",
    ],
)
def test_what_frames_signs_and_routes_is_ours(name: str) -> None:
    assert is_ours(name)


@pytest.mark.parametrize(
    "name", ["Authorization", "X-Api-Key", "X-Webhook-Id", "X-Tenant", "Webhook", "Ce", "Via-Us"]
)
def test_other_names_are_free(name: str) -> None:
    assert not is_ours(name)


@pytest.mark.parametrize(
    "name", ["", " X", "X ", "X:", "X\r\nY", "X\n", "X_Y", "\u00e4", "x" * 101]
)
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        WebhookHeader(name=name, value="x")
    assert not NAME.fullmatch(name)


@pytest.mark.parametrize(
    "value",
    ["x\r\nSet-Cookie: a", "x\n", "\rx", "\x00", "x\x7f", "\u00e4", "\u2028", "\ud800", "x" * 4097],
)
def test_a_value_that_would_not_be_sent_as_it_is_said_is_refused(value: str) -> None:
    with pytest.raises(ValidationError):
        WebhookHeader(name="X", value=value)
    assert not VALUE.fullmatch(value)


@pytest.mark.parametrize("value", ["", " ", " x", "x ", "\tx"])
def test_spaces_at_the_ends_are_refused_too(value: str) -> None:
    with pytest.raises(ValidationError):
        WebhookHeader(name="X", value=value)


@pytest.mark.parametrize("value", ["x", "a b", "Bearer a.b-c_d~e+f/g=", '"quoted"', "~" * 4096])
def test_whatever_is_taken_can_be_sent(value: str) -> None:
    assert VALUE.fullmatch(WebhookHeader(name="X", value=value).value)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"basic": None},
        {"basic": {"username": "a"}},
        {"basic": {"username": "", "password": "b"}},
        {"basic": {"username": "a:b", "password": "b"}},
        {"basic": {"username": "a", "password": "b\r\n"}},
        {"basic": {"username": "a", "password": "b", "scope": "c"}},
        {"oauth": {"tokenUrl": "https://a.example", "clientId": "a"}},
        {"oauth": {"tokenUrl": "https://a.example/ b", "clientId": "a", "clientSecret": "b"}},
        {
            "oauth": {"tokenUrl": "https://a.example", "clientId": "a", "clientSecret": "b"}
            | {"scope": 'a"b'}
        },
        {
            "basic": {"username": "a", "password": "b"},
            "oauth": {"tokenUrl": "https://a.example", "clientId": "a", "clientSecret": "b"},
        },
    ],
)
def test_credentials_are_of_one_kind_and_whole(said: Any) -> None:
    with pytest.raises(ValidationError):
        WebhookCredentials.model_validate(said)


def test_credentials_are_handed_on_by_the_names_of_the_fields() -> None:
    oauth = {"tokenUrl": "https://a.example", "clientId": "a", "clientSecret": "b"}
    said = WebhookCredentials.model_validate({"oauth": oauth})
    assert (said.kind, set(said.values)) == ("oauth", {"token_url", "client_id", "client_secret"})
    said = WebhookCredentials.model_validate({"basic": {"username": "a", "password": " b "}})
    assert (said.kind, said.values) == ("basic", {"username": "a", "password": " b "})


@pytest.mark.parametrize("size", [24, 32, 64])
def test_a_secret_of_ones_own_has_24_to_64_bytes(size: int) -> None:
    own = "whsec_" + base64.b64encode(secrets.token_bytes(size)).decode()
    assert RotateWebhookSecret(secret=own).secret == own
    assert RegisterWebhook.model_validate(WANTED | {"secret": own}).secret == own


@pytest.mark.parametrize("size", [0, 23, 65, 1000])
def test_another_one_is_refused_without_being_repeated(size: int) -> None:
    own = "whsec_" + base64.b64encode(b"\x01" * size).decode()
    with pytest.raises(ValidationError) as refused:
        RotateWebhookSecret(secret=own)
    assert not size or own not in str(refused.value)


def test_what_may_be_changed_is_what_may_be_said_but_for_the_secret() -> None:
    assert set(RegisterWebhook.model_fields) == set(ChangeWebhook.model_fields) | {"secret"}
