"""Whatever was read, what is written as CASE is legal; and what was read from CASE is not lost."""

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from app.domain.competencies.declared import (
    Format,
    Kind,
    ModelRefused,
    Spool,
    read_document,
    read_model,
)
from app.domain.competencies.writing import own, table
from tests.case import provider
from tests.case.models import exports, own_models
from tests.case.rules import data, faults
from tests.case.spooled import framework_of, rows_of, written

REAL = sorted(
    one
    for folder in ("case", "esco", "rsd", "ladders")
    for one in data(folder).glob("*")
    if one.suffix in (".json", ".csv", ".md") and not ("LICENSE" in one.name or "v1p1" in one.name)
)
MINIMAL = data("case/minimal-valid-case-v1p1.json")
BROKEN = Path(__file__).parents[1] / "domain/declared/samples/broken_case.json"
SLOWLY = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def again(package: dict[str, Any], spool: Spool) -> Spool:
    """What is read of it."""
    source = BytesIO(json.dumps(package).encode())
    return read_model(source, code=spool.framework.code, title=spool.framework.title)


def files() -> list[Any]:
    return [pytest.param(one, id=one.name) for one in (*REAL, MINIMAL, BROKEN) if one.exists()]


@pytest.mark.parametrize("path", files())
def test_what_real_systems_export_is_written_legally(path: Path) -> None:
    with path.open("rb") as file, read_model(file, name=path.name) as spool:
        package = written(spool)
        assert faults(package) == []
        assert len(package["CFItems"]) == spool.counts[Kind.COMPETENCY]
        if spool.framework.source == "case":
            with again(package, spool) as read:
                assert read.content_hash() == spool.content_hash()
                assert written(read) == package


def test_nothing_of_a_broken_export_is_lost() -> None:
    """Every text of it is in what is written, though most of it was not legal where it stood."""
    raw = json.loads(BROKEN.read_text())
    with read_document(raw) as spool:
        said = json.dumps(written(spool), ensure_ascii=False)
    texts = [one for one in _texts(raw) if one.strip()]
    assert len(texts) > 20
    assert [one for one in texts if json.dumps(one, ensure_ascii=False)[1:-1] not in said] == []


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    "ours",
    [
        {"json": {"notes": "[" * 5_000}},
        {"json": {"notes": "[" * 900 + "]" * 900, "fullStatement": "NaN"}},
        {"json": {"notes": "9" * 5_000, "uri": 5, "x": None}},
        {"json": {"notes": '"\\ud800"'}},
        {"json": ["notes"], "fields": ["notes"], "added": {"notes": 1}, "made": "yes"},
        {"added": [["notes"], None, 3, "fullStatement", "identifier"]},
        {"fields": {"extensions": {"asWritten": {"fields": {"notes": "deep"}}}}},
        {"fields": {"identifier": [1], "originNodeURI": 3, "CFRubricCriteria": "x"}},
        {"made": True},
        {},
    ],
)
def test_whatever_claims_to_be_ours_is_read_or_refused(ours: dict[str, Any]) -> None:
    """Others may write the same word."""
    raw = json.loads(json.dumps(provider.package()))
    raw["extensions"] = {"asWritten": ours}
    for one in (
        raw["CFDocument"],
        raw["CFItems"][0],
        raw["CFAssociations"][1],
        raw["CFRubrics"][0],
    ):
        one["extensions"] = {"asWritten": ours}
    try:
        spool = read_document(raw)
    except ModelRefused:
        return
    with spool:
        assert faults(written(spool)) == []


@SLOWLY
@given(exports())
def test_any_export_is_written_legally_and_read_again(raw: dict[str, Any]) -> None:
    try:
        spool = read_document(raw)
    except ModelRefused:
        assume(condition=False)
    with spool:
        package = written(spool)
        assert faults(package) == []
        with again(package, spool) as read:
            assert read.content_hash() == spool.content_hash()


@SLOWLY
@given(own_models())
def test_any_model_of_ours_is_written_legally(raw: dict[str, Any]) -> None:
    with read_document(raw) as spool:
        package = written(spool)
        assert faults(package) == []
        assert len(package["CFItems"]) == spool.counts[Kind.COMPETENCY]
        described = sum(1 for one in rows_of(spool).competencies if one.levels)
        assert len(package["CFRubrics"]) == described + bool(spool.framework.scale)
        with again(package, spool) as read:
            assert {one.name for one in read.framework.scale} == {
                _quality(level, spool) for level in spool.framework.scale
            }


def _quality(level: Any, spool: Spool) -> str:
    named = [one.name for one in spool.framework.scale]
    return level.name if named.count(level.name) == 1 else f"{level.name} ({level.code})"


@SLOWLY
@given(own_models())
def test_our_own_format_says_everything(raw: dict[str, Any]) -> None:
    with read_document(raw) as spool:
        document = own.own(framework_of(spool), rows_of(spool))
        for text, format in (
            (own.as_json(document), "own_json"),
            (own.as_yaml(document), "own_yaml"),
        ):
            with read_model(BytesIO(text.encode()), Format(format)) as read:
                assert read.content_hash() == spool.content_hash(), text


@SLOWLY
@given(own_models())
def test_a_table_holds_no_formula(raw: dict[str, Any]) -> None:
    with read_document(raw) as spool:
        framework, competencies = framework_of(spool), rows_of(spool).competencies
        text = table.header(framework) + "".join(table.rows(framework, competencies))
        rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    assert len(rows) == 1 + len(competencies)
    assert {len(row) for row in rows} == {5 + len(framework.scale)}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    for row, one in zip(rows[1:], competencies, strict=True):
        assert row[0] == one.code
        assert row[3] in (one.statement, f"'{one.statement}")
