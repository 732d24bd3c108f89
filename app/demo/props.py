"""The files that the story sends: the examples, and a real CASE package if there is one."""

import json
from pathlib import Path
from typing import Any, Final

import yaml

from app.demo.doors import Failed

CHECKOUT: Final = Path(__file__).parents[2]
CASE_PACKAGE: Final = Path("case", "opensalt-sample-framework-20c5134f.json")


def example(name: str) -> bytes:
    """A file of `examples/`, in the checkout or where the command is given.

    Raises Failed where there is neither.
    """
    for folder in (CHECKOUT, Path.cwd()):
        path = folder / "examples" / name
        if path.is_file():
            return path.read_bytes()
    raise Failed(f"There is no examples/{name} here: play the story from a checkout.")


def own_model() -> Any:
    """The competency model of the examples, as plain objects."""
    return yaml.safe_load(example("competency-model.yaml"))


def case_package(folder: Path) -> Any | None:
    """A real CASE 1.0 package as plain objects; None if there is none in this folder."""
    path = folder / CASE_PACKAGE
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
