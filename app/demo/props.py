"""The files that the story sends: the examples, and a real CASE package if there is one."""

from pathlib import Path
from typing import Final

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


def own_model() -> bytes:
    """The competency model of the examples."""
    return example("competency-model.yaml")


def case_package(folder: Path) -> bytes | None:
    """A real CASE 1.0 package; None if there is none in this folder."""
    path = folder / CASE_PACKAGE
    return path.read_bytes() if path.is_file() else None
