"""The shape of the code, checked. Import rules live in pyproject.toml."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest
from pydantic import BaseModel

from app.api.install import routes
from app.contracts import contracts, use_cases
from app.domain.errors import DomainError
from app.domain.event import Event
from app.domain.use_case import Query
from app.domain.view import View
from app.schema import FEATURES

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
FILES = sorted(APP.rglob("*.py"))
ALL_FILES = sorted(
    path
    for folder in ("app", "tests", "migrations", "bench")
    for path in (ROOT / folder).rglob("*.py")
)
LONGEST = 400
STATEMENTS = {"select", "update", "delete", "insert", "text"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def named(paths: Iterable[Path]) -> list[str]:
    return [name_of(path) for path in paths]


def test_a_file_fits_in_a_head() -> None:
    assert named(p for p in ALL_FILES if len(p.read_text().splitlines()) > LONGEST) == []


def test_a_file_says_what_it_is_for() -> None:
    written = [path for path in ALL_FILES if path.stat().st_size]
    assert named(path for path in written if not ast.get_docstring(tree(path))) == []


def commits(path: Path) -> bool:
    attributes = {c.func.attr for c in calls(path) if isinstance(c.func, ast.Attribute)}
    return bool({"commit", "begin"} & attributes)


def test_nobody_commits_by_hand() -> None:
    assert named(path for path in FILES if commits(path)) == []


SQL_LIVES_IN = {
    *("repository", "rowstatement", "feedstatement", "statement", "shown"),
    *("policy", "ties", "languages", "views"),
}


def holds_sql(path: Path) -> bool:
    """A file of one of these names, or in a package that is called like one."""
    return bool({path.stem, path.parent.name} & SQL_LIVES_IN)


def states(path: Path) -> bool:
    names = {c.func.id for c in calls(path) if isinstance(c.func, ast.Name)}
    return bool((STATEMENTS - {"text"}) & names)


def test_sql_lives_where_clauses_and_repositories_are() -> None:
    elsewhere = [path for path in FILES if path.is_relative_to(APP / "domain")]
    assert named(path for path in elsewhere if not holds_sql(path) and states(path)) == []


MODELS = sorted([*APP.glob("domain/*/models.py"), *APP.glob("domain/*/models/*.py")])


@pytest.mark.parametrize("path", MODELS, ids=name_of)
def test_events_are_recorded(path: Path) -> None:
    """A model method that returns events is called only where `record` follows."""
    makers = {
        node.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
        and node.returns is not None
        and "Event" in ast.unparse(node.returns)
        and not node.name.startswith("_")
    }
    feature = APP / "domain" / path.relative_to(APP / "domain").parts[0]
    for file in (one for one in feature.rglob("*.py") if one not in MODELS):
        for function in ast.walk(tree(file)):
            if isinstance(function, ast.AsyncFunctionDef | ast.FunctionDef):
                attributes = {
                    node.func.attr
                    for node in ast.walk(function)
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                }
                if attributes & makers:
                    assert "record" in attributes, f"{function.name} makes events and forgets them"


def test_every_use_case_is_behind_both_doors() -> None:
    rest = {route.use_case.name for route in routes()}
    graph = {one.name for f in FEATURES for one in (*f.queries.values(), *f.mutations)}
    assert set(use_cases()) == rest == graph


def test_every_query_leads_to_a_view_that_is_guarded() -> None:
    for one in use_cases().values():
        if isinstance(one, Query):
            assert isinstance(one.returns, type)
            assert issubclass(one.returns, View)
            assert one.returns.guard.__doc__, f"{one.returns.named} is guarded by a silent rule"


@pytest.mark.parametrize("view", View.catalogue.values(), ids=lambda view: view.named)
def test_a_relation_without_a_guard_stays_within_its_rule(view: type[View]) -> None:
    """`guarded=False` is right only where the other rule lets in at least the same people."""
    for name, relation in view.relations.items():
        if not relation.guarded:
            wider = {("Plan", "Goal"), ("Plan", "Milestone"), ("Goal", "Milestone")}
            wider |= {("Goal", "GoalCompetency")}
            wider |= {("Plan", "Review")}
            parts = ("DeadlineChange", "OwnerChange", "MilestoneSupporter", "Help")
            parts = (*parts, "MilestoneResource", "Evidence")
            wider |= {("Milestone", part) for part in parts}
            assert relation.within is not None
            assert (view.named, relation.view.named) in wider, f"{view.named}.{name}"


def test_a_feature_keeps_its_tables_to_itself() -> None:
    graph = grimp.build_graph("app")
    private = re.compile(r"(app\.domain\.\w+)\.(models|repository|policy)(\.\w+)?$")
    for module in graph.modules:
        if match := private.match(module):
            for importer in graph.find_modules_that_directly_import(module):
                assert importer.startswith(match[1] + "."), f"{importer} reaches into {module}"


def test_codes_are_unique() -> None:
    kinds = [kind for kind in DomainError.catalogue() if "code" in vars(kind)]
    codes = [kind.code for kind in kinds]
    twice = {code for code in codes if codes.count(code) > 1}
    assert twice <= {"method_not_allowed", "unsupported_media_type"}, "both doors may say these"


def test_events_are_named_after_their_noun() -> None:
    for event in Event.catalogue.values():
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", event.name)
        assert event.explanation()


def test_an_application_by_itself_knows_what_every_feature_tells_and_refuses() -> None:
    """In a process of its own: here, other tests have imported all there is."""
    asks = (
        "import sys; from app.contracts import write_contracts; from pathlib import Path;"
        " sys.exit(bool(write_contracts(Path('openapi'), check=True)))"
    )
    said = subprocess.run([sys.executable, "-c", asks], check=False, cwd=ROOT)  # noqa: S603 - ours
    assert said.returncode == 0, "run `make contracts`"


def test_every_model_can_be_built() -> None:
    """Most are built when they are needed first: what is wrong with one is found here."""
    ours = {kind for kind in _below(BaseModel) if kind.__module__.startswith("app.")}
    assert len(ours) > 400
    for kind in ours:
        assert kind.model_rebuild() is not False, kind


def _below(kind: type[BaseModel]) -> set[type[BaseModel]]:
    below = set(kind.__subclasses__())
    return below.union(*map(_below, below))


def test_openapi_is_current() -> None:
    for name, text in contracts().items():
        assert (ROOT / "openapi" / name).read_text() == text, f"run `make contracts`: {name}"


def test_the_product_speaks_of_itself_alone() -> None:
    words = re.compile(r"/work/|\.library|\bissues? show\b|sandbox|helper-\d", re.IGNORECASE)
    for path in [*ALL_FILES, ROOT / "README.md", ROOT / "Makefile", APP / "DECISIONS.md"]:
        if path != Path(__file__):
            assert not words.search(path.read_text()), path
