"""What arrives is verified by the libraries that receivers use, in Python and in JavaScript.

Those for JavaScript are looked for where CAREER_NODE_MODULES says: `npm install standardwebhooks
svix` in some folder makes them.
"""

import json
import subprocess
from pathlib import Path

import pytest
import standardwebhooks
import svix.webhooks

from app.domain.webhooks import service as webhooks
from app.domain.webhooks.commands import RotateWebhookSecret
from tests.node import MODULES, needs
from tests.worker.hooks import Answers, Endpoint, Got, Hooks, requests
from tests.worker.receivers import receiving

SCRIPT = Path(__file__).with_name("verify.mjs")


@pytest.fixture
async def arrived(hooks: Hooks) -> tuple[Endpoint, list[Got]]:
    async with receiving(Answers([500])) as receiver:
        endpoint = await hooks.register(receiver.url, "*")
        await hooks.progress(await hooks.world.a_milestone(), 10)
        await hooks.rounds()
        hooks.passed += hooks.lease
        await hooks.rounds()
        return endpoint, requests(receiver)


def test_in_python(arrived: tuple[Endpoint, list[Got]]) -> None:
    endpoint, got = arrived
    assert len(got) > 2
    for one in got:
        text = one.body.decode()
        assert standardwebhooks.Webhook(endpoint.secret).verify(text, one.headers) == one.event
        svix.webhooks.Webhook(endpoint.secret).verify(text, one.headers)  # or it raises
        for library in (standardwebhooks, svix.webhooks):
            with pytest.raises(library.WebhookVerificationError):
                library.Webhook(endpoint.secret).verify(text + " ", one.headers)


@needs("standardwebhooks", "svix")
def test_in_javascript(arrived: tuple[Endpoint, list[Got]]) -> None:
    endpoint, got = arrived
    told = [
        {"secret": endpoint.secret, "headers": one.headers, "body": one.body.decode()}
        for one in got
    ]
    said = subprocess.run(  # noqa: S603 - our own script
        ["node", str(SCRIPT), MODULES],  # noqa: S607 - wherever it is
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(said.stdout) == 2 * len(got)


async def test_while_a_secret_is_rotated_both_verify(hooks: Hooks) -> None:
    async with receiving(Answers()) as receiver:
        before = await hooks.register(receiver.url, "plan.created")
        rotated = await hooks.world.do(
            "vendor",
            webhooks.rotate_webhook_secret,
            endpoint_id=before.id,
            command=RotateWebhookSecret(),
            if_version=1,
        )
        await hooks.world.a_plan()
        await hooks.rounds()
        (got,) = requests(receiver)
        for secret in (before.secret, rotated["secret"]):
            assert standardwebhooks.Webhook(secret).verify(got.body, got.headers) == got.event
