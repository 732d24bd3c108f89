"""Which revision the migrations lead to, read from their files without importing alembic."""

import ast
from pathlib import Path

from app.server.errors import CannotRun

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
"""Beside the package `app`, in a checkout as in an installed wheel."""


def known_revisions(versions: Path) -> dict[str, tuple[str, ...]]:
    """Every revision with those it follows, from the assignments at the top of each file."""
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted(versions.glob("*.py")):
        names = _assignments(ast.parse(file.read_text(), str(file)))
        if isinstance(revision := names.get("revision"), str):
            match names.get("down_revision"):
                case str(follows):
                    found[revision] = (follows,)
                case (*merged,):
                    found[revision] = tuple(str(follows) for follows in merged)
                case _:
                    found[revision] = ()
    return found


def head_of(revisions: dict[str, tuple[str, ...]]) -> str:
    """The one revision that no other follows.

    Raises:
        CannotRun: there is none, or more than one.

    """
    followed = {before for befores in revisions.values() for before in befores}
    heads = sorted(revisions.keys() - followed)
    if len(heads) != 1:
        raise CannotRun(f"The migrations must lead to one revision, not to {heads}.")
    return heads[0]


def _assignments(module: ast.Module) -> dict[str, object]:
    found: dict[str, object] = {}
    for node in module.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case _:
                continue
        if name in {"revision", "down_revision"}:
            found[name] = ast.literal_eval(value)
    return found
