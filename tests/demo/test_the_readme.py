"""What the README says works, and what it names is there."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from app.server.settings_list import list_settings
from app.settings import Settings
from tests.demo.conftest import Served
from tests.server.running import plain_environment

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SHELL = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
OPERATING = re.compile(r"openssl|signing-keys")


def test_every_command_of_try_it_yourself_works(served: Served) -> None:
    script = "\n".join(block for block in SHELL if not OPERATING.search(block))
    script = script.replace("http://127.0.0.1:8000", served.settings.base_url)
    script = script.replace('".data/', f'"{served.data_dir}/')
    done = subprocess.run(  # noqa: S603 - our own README
        ("bash", "-u", "-c", script),  # noqa: S607
        cwd=ROOT,
        env=plain_environment()
        | {"CAREER_DATA_DIR": str(served.data_dir), "PORT": str(served.port)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    for told in (
        '"displayName": "Amina Diallo"',  # a relation in place
        "HTTP/1.1 200 OK",  # the change
        '"code":"stale"',  # the start that comes too late
        '{"data":{"conversations":{"edges":[',
        '{"data":{"startMilestone":{"status":"IN_PROGRESS","version":3}}}',
        '"type":null,"milestone":null',  # a stream that begins
        "northwind-engineering, version 1: ",
        '"reviews" : [',  # the chain, as far as there is one
        '"kind" : "do"',  # what waits for her
        '"cause" : "test"',  # what the endpoint is sent
        '"specversion" : "1.0"',  # the feed
    ):
        assert told in done.stdout


def test_its_way_to_verify_a_webhook_is_python() -> None:
    [block] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    compile(block, "README.md", "exec")


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!https?:)([^)#]+)\)", README))))
def test_its_links_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_it_names_settings_that_there_are() -> None:
    known = {one.name for one in list_settings(Settings())}
    known |= {"CAREER_CLIENT_ID", "CAREER_CLIENT_SECRET"}  # of commands, not of the service
    assert set(re.findall(r"\bCAREER_[A-Z_]+\b", README)) <= known


def test_its_example_of_a_refusal_is_json() -> None:
    [block] = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    assert json.loads(block)["code"] == "stale"
