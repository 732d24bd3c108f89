"""Everything we promise to others, as files: `openapi/`."""

import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import app.main  # noqa: F401 - with every part, all errors and events are known
from app.api.document import document
from app.api.install import routes
from app.api.reference import errors
from app.domain.actor import Scope
from app.domain.competencies.declared.schema import own_format_schema
from app.domain.event import Event
from app.domain.features import import_features
from app.domain.lifecycle import Lifecycle
from app.domain.use_case import UseCase
from app.domain.view import View
from app.domain.webhooks.envelope import data_schema, envelope_schema
from app.schema import FEATURES, schema

ASKED = ("permissions.md", "one-employee.md")
"""What the rules answer takes a database to ask: tests do, and write these."""
ANSWERS = {"done": "yes", "empty": "nothing", "not_found": "404", "forbidden": "403"}


def contracts() -> dict[str, str]:
    """Each file of `openapi/` and its text, the same on every machine.

    But for those of `ASKED`.
    """
    import_features()
    files = {
        "rest.json": _json(document()),
        "graphql.graphql": schema.as_str() + "\n",
        "errors.md": _errors(),
        "lifecycles.md": _lifecycles(),
        "competency-model.schema.json": _json(own_format_schema()),
        "event-envelope.schema.json": _json(envelope_schema()),
    }
    for name, event in sorted(Event.catalogue.items()):
        files[f"events/{name}.json"] = _json(data_schema(event))
    return files


def write_contracts(folder: Path, *, check: bool) -> list[Path]:
    """Write what changed, or with `check` only say what would; returns those files."""
    wanted = {folder / name: text for name, text in contracts().items()}
    stale = [path for path, text in wanted.items() if _read(path) != text]
    known = {*wanted, *(folder / name for name in ASKED)}
    orphans = [path for path in folder.rglob("*") if path.is_file() and path not in known]
    if not check:
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        for path in orphans:
            path.unlink()
    return stale + orphans


def use_cases() -> dict[str, UseCase]:
    """Every use case that a token can reach, by name."""
    found: dict[str, UseCase] = {}
    for feature in FEATURES:
        name = feature.__name__.rpartition(".")[2]
        service = import_module(f"app.domain.{name}.service")
        for one in vars(service).values():
            if isinstance(one, UseCase) and one.scope is not Scope.SYSTEM and one.feature == name:
                found[one.name] = one
    return found


def _errors() -> str:
    rows = [
        f"| `{code}` | {kind.status} | {kind.explanation()} |"
        for code, kind in sorted(errors().items())
    ]
    head = "# Errors\n\nThe same codes over REST and GraphQL.\n\n| code | status | meaning |\n"
    return head + "| --- | --- | --- |\n" + "\n".join(rows) + "\n"


def _lifecycles() -> str:
    head = (
        "# Lifecycles\n\nWhat things may become: by which use case, who may take the step, which\n"
        "event tells it, and how it is refused from any other state.\n\n"
    )
    return head + "\n\n".join(one.drawn() for one in Lifecycle.catalogue.values()) + "\n"


def permissions(asked: Mapping[str, Mapping[str, str]]) -> str:
    """The text of `permissions.md`. `asked`: by use case, what each kind of actor was answered.

    Every use case, where it is, the scope it needs, who is let in, how it refuses; every rule.
    """
    paths = {route.use_case.name: f"{route.method} {route.full_path}" for route in routes()}
    cases = sorted(use_cases().items(), key=lambda pair: (pair[1].feature, pair[0]))
    kinds = list(next(iter(asked.values()), {}))
    lines = [
        "# Permissions",
        "",
        "A scope lets a token ask; the rules below decide about rows. Neither widens the other.",
        "",
        "## Who may do what",
        "",
        "Each use case was asked for by each kind of actor, with a token that has every scope, for",
        "what belongs to one person: their plan, with a step that somebody else owns, their",
        "conversation with their manager, their relations. Without the scope it is a 403",
        "(`insufficient_scope`), without a token a 401.",
        "",
        "*yes*: it was answered or done; for another organisation, with what is theirs.",
        "*nothing*: the list is empty. *404*: there is no such thing, as far as they may know.",
        "*403*: they may see it, but not do that.",
        "",
        "| use case | " + " | ".join(kinds) + " |",
        "| --- |" + " --- |" * len(kinds),
    ]
    for name, one in cases:
        answers = (ANSWERS.get(outcome, f"`{outcome}`") for outcome in asked[name].values())
        lines.append(f"| {one.feature}.{name} | " + " | ".join(answers) + " |")
    lines += [
        "",
        "## Use cases",
        "",
        "| use case | REST | scope | refuses with |",
        "| --- | --- | --- | --- |",
    ]
    for name, one in cases:
        refusals = ", ".join(f"`{kind.code}`" for kind in one.raises) or "-"
        kind = "reads" if paths[name].startswith("GET ") else "changes"
        lines.append(
            f"| {one.feature}.{name} ({kind}) | `{paths[name]}` | `{one.scope}` | {refusals} |"
        )
    lines += ["", "## Rules", "", "| rule | lets in |", "| --- | --- |", *_rules(), ""]
    return "\n".join(lines)


def _rules() -> Iterator[str]:
    """The rules of each feature, in their own words, and what is guarded by them."""
    guards: dict[Any, list[str]] = {}
    for view in View.catalogue.values():
        guards.setdefault(view.guard, []).append(view.named)
    for feature in FEATURES:
        name = feature.__name__.rpartition(".")[2]
        policy = import_module(f"app.domain.{name}.policy")
        for rule_name, rule in sorted(vars(policy).items()):
            if rule_name.startswith(("may_", "takes_")):
                shown = ", ".join(sorted(guards.get(rule, ())))
                guarded = f" Guards every read of: {shown}." if shown else ""
                words = " ".join((rule.__doc__ or "").split())
                yield f"| {name}.{rule_name} | {words}{guarded} |"


def _json(value: object) -> str:
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
