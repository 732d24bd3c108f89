"""`career settings`: every setting with its value here, secrets masked."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from app.settings import Settings

_MASK = "********"
_PASSWORD_IN_URL = re.compile(r"(?<=://)([^:/@]*):[^@]*@")


@dataclass(frozen=True)
class Listed:
    """One setting. `value` and `default` are text, None where nothing is set."""

    name: str
    value: str | None
    default: str | None
    description: str


def list_settings(settings: Settings) -> list[Listed]:
    """Every setting there is, in the order of their declaration."""
    return [
        Listed(
            name=variable_of(name, field),
            value=_text(getattr(settings, name), field),
            default=_text(field.get_default(call_default_factory=True), field),
            description=field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]


def variable_of(name: str, field: FieldInfo) -> str:
    """The environment variable that sets a field."""
    match field.validation_alias:
        case AliasChoices(choices=[str(first), *_]) | str(first):
            return first
        case _:
            return f"{Settings.model_config.get('env_prefix', '')}{name}".upper()


def _text(value: Any, field: FieldInfo) -> str | None:
    if value is None or value in ("", ()):
        return None
    if not field.repr:
        return _MASK
    if isinstance(value, tuple):
        return ",".join(str(part) for part in value)
    return _PASSWORD_IN_URL.sub(rf"\1:{_MASK}@", str(value))
