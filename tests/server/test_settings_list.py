"""`career settings`: complete, and never a secret."""

import json
from collections.abc import Callable

import pytest
import typer
from typer.testing import CliRunner, Result

from app.server import commands
from app.server.settings_list import list_settings
from app.settings import Settings

SECRETS = {
    "DATABASE_URL": "postgresql://owner:hush@db.example/career",
    "CAREER_APP_DATABASE_URL": "postgresql://app:hush@db.example/career",
    "CAREER_WORKER_DATABASE_URL": "postgresql://worker:hush@db.example/career",
    "CAREER_SECRET_KEY": "hush",
}


Shown = Callable[..., Result]


@pytest.fixture
def shown(settings_free: None) -> Shown:
    cli = typer.Typer()
    cli.command()(commands.settings)
    return lambda *arguments, **given: CliRunner().invoke(cli, arguments, env=given)


def test_every_setting_is_listed_under_the_name_that_sets_it() -> None:
    names = {each.name for each in list_settings(Settings())}
    set_by_platforms = {"HOST", "PORT", "DATABASE_URL"}
    assert names == set_by_platforms | {
        f"CAREER_{field.upper()}"
        for field in Settings.model_fields
        if field.upper() not in set_by_platforms
    }


def test_every_setting_says_what_it_is_for() -> None:
    assert all(each.description for each in list_settings(Settings()))


def test_secrets_are_masked(shown: Shown) -> None:
    for form in ((), ("--json",)):
        output = shown(*form, **SECRETS).output
        assert "hush" not in output
        assert "postgresql://owner:********@db.example/career" in output


def test_json_is_for_programs(shown: Shown) -> None:
    listed = {each["name"]: each for each in json.loads(shown("--json", PORT="8123").output)}
    assert listed["PORT"]["value"] == "8123"
    assert listed["PORT"]["default"] == "8000"
    assert listed["DATABASE_URL"]["value"] is None


def test_a_wrong_setting_is_named_without_its_value(shown: Shown) -> None:
    done = shown(PORT="secret")
    assert done.exit_code == 1
    assert done.output.startswith("career: Settings are wrong: PORT: Input should be a valid")
    assert "secret" not in done.output
