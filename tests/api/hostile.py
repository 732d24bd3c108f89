"""Values that break programs, as the JSON text that carries them."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

MARK = "zqx(canary)"
"""Stands in every hostile text; no answer may repeat it."""

TEXTS = [
    "",
    " ",
    "\x00",
    f"{MARK}\x00",
    f"{MARK}\n{MARK}",
    f"{MARK}\u202e\u2066",
    f"{MARK}\u200b\ufeff",
    f"{MARK}\x85\u2028\x7f",
    f"{MARK}\ufffe\U0010ffff",
    MARK * 100_000,
    f"{MARK}'; DROP TABLE plan; --",
    f"<script>{MARK}</script>",
    f"{MARK}%00%s{{}}${{x}}",
    "0000-00-00",
    "0000-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-01-01",
    "2026-W01-1",
    "-2026-01-01",
    "+12026-01-01",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "1900-01-01T00:00:00+14:00",
    "2026-01-01T00:00:00",
    "2026-01-01T25:00:00Z",
    "2026-01-01T00:00:60Z",
    "2026-01-01T00:00:00+99:99",
    "1700000000",
    "1e400",
    "NaN",
    "00000000-0000-0000-0000-000000000000",
    "{00000000-0000-0000-0000-000000000000}",
    "urn:uuid:ffffffff-ffff-ffff-ffff-ffffffffffff",
    "true",
    "null",
    "../../etc/passwd",
    "/".join(["x"] * 200),
]
NUMBERS = [
    "0",
    "-0.0",
    "-1",
    "0.5",
    "2147483647",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "1" + "0" * 399,
    "1" + "0" * 400,
    "1e308",
    "1e400",
    "-1e400",
    "NaN",
    "Infinity",
    "-Infinity",
]
OTHERS = [
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "[null]",
    "[[]]",
    '{"a":1,"a":2}',
    '"\\ud800"',
    '"\\udfff\\ud800"',
    '["\\ud800"]',
    '{"\\ud800":1}',
    f'{{"{MARK}":"{MARK}"}}',
    f'["{MARK}"]',
    "[" * 90 + "]" * 90,
    "[" * 100_000 + "]" * 100_000,
    '{"a":' * 100_000 + "1" + "}" * 100_000,
]
RAW = [*map(json.dumps, TEXTS), *NUMBERS, *OTHERS]

PLACE = "\ue000"
MANY, TURNS = 4, 4


def bodies(good: Any) -> Iterator[tuple[str, str]]:
    """A good body with one value replaced, for every place in it. Every hostile value has its turn
    in each body: where there are many places, not at each of them.
    """
    places = list(_holed(good))
    for turn, (place, holed) in enumerate(places):
        text = json.dumps(holed, ensure_ascii=False)
        for value in taking_turns(RAW, turn, len(places)):
            yield place, text.replace(f'"{PLACE}"', value)
    text = json.dumps(good)
    if isinstance(good, dict) and good:
        name, value = next(iter(good.items()))
        pair = f"{json.dumps(name)}:{json.dumps(value)}"
        yield "twice", text[:-1] + "," + pair + "}"
        yield "unknown", text[:-1] + f',"{MARK}<b>":1}}'
        yield "many unknown", text[:-1] + "".join(f',"{n}x":1' for n in range(5000)) + "}"
        yield "long name", text[:-1] + f',"{MARK * 1000}":1}}'
        yield "half", text[: len(text) // 2]
        yield "more", text + text
    yield from (("whole", value) for value in RAW)


def taking_turns(values: Sequence[str], turn: int, places: int) -> Sequence[str]:
    """Some of the values for one place of many, so that every value has its turn at another one."""
    return values if places < MANY else values[turn % TURNS :: TURNS]


def _holed(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every copy of a value in which one of its parts is missing."""
    if path:
        yield path, PLACE
    if isinstance(value, dict):
        for name, part in value.items():
            for place, holed in _holed(part, f"{path}/{name}"):
                yield place, {**value, name: holed}
    if isinstance(value, list):
        for index, part in enumerate(value):
            for place, holed in _holed(part, f"{path}/{index}"):
                yield place, [*value[:index], holed, *value[index + 1 :]]
