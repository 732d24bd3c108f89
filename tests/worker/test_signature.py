"""Signatures are what the Standard Webhooks libraries expect, and nothing weaker."""

import base64
import json
import secrets
import time
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from app.worker.signature import Signer

ID = "01981c3e-7f00-7000-8000-000000000001"
BODY = json.dumps({"type": "milestone.completed", "note": "Ünïcode ✓"}).encode()


A_KEY = base64.b64encode(bytes(range(200, 232))).decode()


def sign(secrets: list[str], *, id: str, timestamp: int, body: bytes) -> str:
    return Signer(secrets).sign(id=id, timestamp=timestamp, body=body)


def a_secret(size: int = 32) -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(size)).decode()


def headers(signature: str, timestamp: int) -> dict[str, str]:
    return {
        "webhook-id": ID,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature,
    }


def test_the_published_example_is_reproduced() -> None:
    signature = sign(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )

    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("size", [24, 25, 26, 32, 64])
def test_the_library_accepts_what_we_sign(size: int) -> None:
    secret, now = a_secret(size), int(time.time())
    signature = sign([secret], id=ID, timestamp=now, body=BODY)

    assert Webhook(secret).verify(BODY, headers(signature, now)) == json.loads(BODY)


@pytest.mark.parametrize("size", [24, 25, 26, 32, 64])
def test_we_sign_what_the_library_signs(size: int) -> None:
    secret, at = a_secret(size), datetime(2026, 3, 31, 12, tzinfo=UTC)
    theirs = Webhook(secret).sign(ID, at, BODY.decode())

    assert sign([secret], id=ID, timestamp=int(at.timestamp()), body=BODY) == theirs


def test_while_a_secret_is_rotated_receivers_accept_either() -> None:
    new, old, now = a_secret(), a_secret(), int(time.time())
    signature = sign([new, old], id=ID, timestamp=now, body=BODY)

    assert len(signature.split(" ")) == 2
    for secret in (new, old):
        Webhook(secret).verify(BODY, headers(signature, now))


@pytest.mark.parametrize("change", ["id", "timestamp", "body", "secret"])
def test_whatever_is_changed_breaks_the_signature(change: str) -> None:
    secret, now = a_secret(), int(time.time())
    signature = sign([secret], id=ID, timestamp=now, body=BODY)
    received = headers(signature, now)
    if change == "id":
        received["webhook-id"] = ID[:-1] + "2"
    if change == "timestamp":
        received["webhook-timestamp"] = str(now + 1)
    body = BODY.replace(b"completed", b"dropped") if change == "body" else BODY
    verifier = Webhook(a_secret() if change == "secret" else secret)

    with pytest.raises(WebhookVerificationError):
        verifier.verify(body, received)


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        A_KEY,
        f"WHSEC_{A_KEY}",
        f" whsec_{A_KEY}",
        f"whsec_{A_KEY}\n",
        f"whsec_{A_KEY.rstrip('=')}",
        f"whsec_{'-_' * 16}",
        f"whsec_{'ß' * 32}",
        f"whsec_{'A' * 30}==",
        f"whsec_{'A' * 88}",
    ],
)
def test_what_is_no_secret_is_refused_without_being_told(secret: str) -> None:
    with pytest.raises(ValueError, match="a webhook secret") as refusal:
        sign([a_secret(), secret], id=ID, timestamp=1, body=BODY)

    key = secret.strip().removeprefix("whsec_")
    assert not key or key not in str(refusal.value)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_nothing_is_sent_unsigned() -> None:
    with pytest.raises(ValueError, match="at least one secret"):
        sign([], id=ID, timestamp=1, body=BODY)
