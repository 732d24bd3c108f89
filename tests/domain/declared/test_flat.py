"""Models of any size are read in the same little memory."""

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import pytest

from app.domain.competencies.declared import Kind, read_model

MEGABYTE = 1_000_000
SIZE = 20 * MEGABYTE
PROSE = ("x" * 699 + " ") * 5  # long texts and words, so that many megabytes are few things
FAMILY = 10


def own_json(out: TextIO, size: int) -> None:
    out.write('{"framework": {"code": "f", "title": "F"}, "competencies": [')
    number = 0
    while out.tell() < size:
        children = [
            {"code": f"C{number}.{one}", "name": "n", "statement": PROSE}
            for one in range(FAMILY - 1)
        ]
        above = {"children": children, "code": f"C{number}", "name": "n", "statement": PROSE}
        out.write(("," if number else "") + json.dumps(above))
        number += 1
    out.write("]}")


def own_json_all_below_one(out: TextIO, size: int) -> None:
    out.write('{"framework": {"code": "f", "title": "F"}, "competencies": [{"children": [')
    number = 0
    while out.tell() < size:
        below = {"code": f"C{number}", "name": "n", "statement": PROSE}
        out.write(("," if number else "") + json.dumps(below))
        number += 1
    out.write('], "code": "ABOVE", "name": "n", "statement": "s"}]}')


def own_yaml(out: TextIO, size: int) -> None:
    out.write("competencies:\n")
    number = 0
    while out.tell() < size:
        out.write(f"- code: C{number}\n  name: n\n  statement: {PROSE}\n")
        number += 1
    out.write("framework: {code: f, title: F}\n")


def case(out: TextIO, size: int) -> None:
    out.write('{"CFPackage": {"CFAssociations": [')
    for number in range(size // 4_000):
        link = {"associationType": "isChildOf", "originNodeURI": {"identifier": f"i{number}"}}
        link["destinationNodeURI"] = {"identifier": f"i{number // 10}" if number else "d"}
        out.write(("," if number else "") + json.dumps(link))
    out.write('], "CFItems": [')
    for number in range(size // 4_000):
        item = {"identifier": f"i{number}", "fullStatement": PROSE, "notes": "n"}
        out.write(("," if number else "") + json.dumps(item))
    out.write('], "CFDocument": {"identifier": "d", "title": "D"}}}')


@pytest.mark.parametrize("write", [own_json, own_json_all_below_one, own_yaml, case])
def test_memory_does_not_grow_with_the_file(
    write: Callable[[TextIO, int], None], tmp_path: Path
) -> None:
    peaks = []
    for size in (2 * MEGABYTE, SIZE):
        path = tmp_path / str(size)
        with path.open("w") as out:
            write(out, size)
        tracemalloc.start()
        try:
            with path.open("rb") as source, read_model(source) as spool:
                rows = sum(1 for _ in spool.competencies())
                assert spool.content_hash()
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
        assert rows == spool.counts[Kind.COMPETENCY] > size / 8_000
    assert peaks[1] < 8 * MEGABYTE
    assert peaks[1] - peaks[0] < 2 * MEGABYTE


def test_progress_is_told_up_to_the_last_byte(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    with path.open("w") as out:
        own_json(out, MEGABYTE)
    told: list[int] = []
    with path.open("rb") as source, read_model(source, progress=told.append):
        assert not source.closed
    assert told == sorted(told)
    assert told[-1] == path.stat().st_size
    assert len(told) > 2


def test_whoever_is_told_of_progress_may_stop_it(tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def stop(_done: int) -> None:
        raise Enough

    for write, name in ((own_json, "model.json"), (own_yaml, "model.yaml")):
        path = tmp_path / name
        with path.open("w") as out:
            write(out, MEGABYTE)
        with path.open("rb") as source, pytest.raises(Enough):
            read_model(source, name=name, progress=stop)
