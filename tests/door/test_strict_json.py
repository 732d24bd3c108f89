"""JSON that two readers could understand differently is not understood at all."""

import json
import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Malformed
from app.door.strict_json import DEEPEST, read_json

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inside: st.lists(inside) | st.dictionaries(TEXT, inside),
    max_leaves=20,
)


@given(VALUES)
def test_what_json_can_say_is_read_as_json_says_it(value: object) -> None:
    assert read_json(json.dumps(value).encode()) == value


@given(st.binary())
def test_anything_is_either_json_or_refused(body: bytes) -> None:
    with suppress(Malformed):
        read_json(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nul",
        b"\xff",
        b"\xef\xbb\xbf{}",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"1e400",
        b"-1e400",
        b"1" * 401,
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b'"\\ud800"',
        b'{"\\udfff":1}',
        b'["\\ude00\\ud83d"]',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1),
        b"{}{}",
        b"01",
        b"+1",
        b"'a'",
        b"[1,]",
        "{}".encode("utf-16"),
    ],
)
def test_what_is_not_quite_json_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_json(body)


def test_the_edges_of_what_is_read() -> None:
    assert read_json(b'"\\ud83d\\ude00"') == "\U0001f600"
    assert read_json(b"9" * 400) == int("9" * 400)
    assert math.copysign(1, read_json(b"-0.0")) == -1
    deep = read_json(b"[" * DEEPEST + b"]" * DEEPEST)
    assert deep
    assert read_json(b"[" + b"[]," * 10_000 + b"1]")[-1] == 1
