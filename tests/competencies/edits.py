"""Models as people edit them: a handful of random edits, then the source as they would send it.

Competencies go by a `key` in here, so that whatever refers to one follows it to another code; in
the document there are only codes.
"""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

from hypothesis import strategies as st

CODES = [*"ABCDEFGH"]
IDENTIFIERS = [f"id-{number}" for number in range(8)]
LEVELS = [*"PQRS"]
ROLES = ["r-1", "r-2", "r-3"]
TYPES = ["isRelatedTo", "precedes", "replacedBy"]
ENDS = ("origin", "destination")
WORDS = ["Does it.", "Does it well.", "Does it\n\nthoroughly.", "Macht es — gut."]

Model = dict[str, Any]
Edit = tuple[str, int, int, int]


class Step(NamedTuple):
    """One declared model, made from the last, and how it is brought in."""

    edits: list[Edit]
    back: int | None
    """Not edited: the whole model as it was before."""
    how: str
    is_planned: bool
    again: str


def empty() -> Model:
    scale = [{"code": "P", "name": "Learning"}, {"code": "Q", "name": "Practising"}]
    return {
        "framework": {"title": "Craft"},
        "scale": scale,
        "competencies": [],
        "links": [],
        "roles": [],
        "ways": [],
        "keys": 0,
    }


def edited(model: Model, edits: list[Edit]) -> Model:
    then = deepcopy(model)
    for name, a, b, c in edits:
        if name == "add" or then["competencies"]:
            EDITS[name](then, a, b, c)
    return then


def document(model: Model, code: str, *, turned: bool = False) -> dict[str, Any]:
    """The source; `turned`, it says the same in another order."""
    codes = {one["key"]: one["code"] for one in model["competencies"]}

    def below(parent: int | None) -> list[dict[str, Any]]:
        return [
            {name: said for name, said in one.items() if name not in ("key", "parent")}
            | {"children": below(one["key"])}
            for one in model["competencies"]
            if one["parent"] == parent
        ]

    links = [
        {name: codes[said] if name in ENDS else said for name, said in one.items()}
        for one in model["links"]
    ]
    roles = [
        one
        | {
            "code": f"{code}-{one['code']}",
            "requires": {codes[key]: level for key, level in one["requires"].items()},
        }
        for one in model["roles"]
    ]
    ways = [
        {"from": f"{code}-{origin}", "to": f"{code}-{destination}", "kind": "promotion"}
        for origin, destination in model["ways"]
    ]
    ranked = [one | {"rank": rank} for rank, one in enumerate(model["scale"], 1)]
    said = {
        "framework": model["framework"] | {"code": code},
        "scale": ranked,
        "competencies": below(None),
        "associations": links,
        "roleProfiles": roles,
        "pathways": ways,
    }
    if turned:
        for name in ("scale", "associations", "roleProfiles", "pathways"):
            said[name] = said[name][::-1]
        said = dict(reversed(said.items()))
    return deepcopy(said)


def content(model: Model) -> str:
    """The same for two models that say the same, whenever their sources were touched."""
    said = document(model, "x")
    for name in ("associations", "roleProfiles", "pathways"):
        said[name].sort(key=lambda one: json.dumps(one, sort_keys=True))
    return json.dumps(_said(said), sort_keys=True)


def _said(value: Any) -> Any:
    if isinstance(value, list):
        return [_said(one) for one in value]
    if isinstance(value, dict):
        kept = {name: _said(one) for name, one in value.items() if name != "lastChangeDateTime"}
        return {name: one for name, one in kept.items() if one not in ({}, [])}
    return value


# What people do to a model


def _one(model: Model, number: int) -> dict[str, Any]:
    found: dict[str, Any] = model["competencies"][number % len(model["competencies"])]
    return found


def _free(model: Model, field: str, among: list[str], number: int) -> str | None:
    taken = {one.get(field) for one in model["competencies"]}
    free = [each for each in among if each not in taken]
    return free[number % len(free)] if free else None


def _set(one: dict[str, Any], field: str, value: Any) -> None:
    one.pop(field, None)
    if value not in (None, [], {}):
        one[field] = value


def _add(model: Model, a: int, b: int, c: int) -> None:
    code = _free(model, "code", CODES, a)
    if code is None:
        return
    model["keys"] += 1
    parents = [None, *(one["key"] for one in model["competencies"])]
    one = {"key": model["keys"], "parent": parents[b % len(parents)], "code": code}
    one |= {"name": f"Name of {code}", "statement": WORDS[c % len(WORDS)]}
    if c % 3:
        _set(one, "identifier", _free(model, "identifier", IDENTIFIERS, c))
    model["competencies"].insert(b % (len(model["competencies"]) + 1), one)


def _remove(model: Model, a: int, _b: int, _c: int) -> None:
    gone = _one(model, a)
    model["competencies"].remove(gone)
    for one in model["competencies"]:
        if one["parent"] == gone["key"]:
            one["parent"] = gone["parent"]
    model["links"] = [
        link for link in model["links"] if gone["key"] not in [link.get(end) for end in ENDS]
    ]
    for role in model["roles"]:
        role["requires"].pop(gone["key"], None)


def _reword(model: Model, a: int, b: int, c: int) -> None:
    _one(model, a)[("name", "statement", "category")[b % 3]] = f"Words {c % 4}"


def _recode(model: Model, a: int, b: int, _c: int) -> None:
    one = _one(model, a)
    one["code"] = _free(model, "code", CODES, b) or one["code"]
    _settled(one)


def _swap(model: Model, a: int, b: int, _c: int) -> None:
    one, other = _one(model, a), _one(model, b)
    one["code"], other["code"] = other["code"], one["code"]
    for each in (one, other):
        _settled(each)


def _settled(one: dict[str, Any]) -> None:
    """A first edition does not replace its own code."""
    if one.get("edition", 1) == 1:
        _set(one, "replaces", [code for code in one.get("replaces", []) if code != one["code"]])


def _move(model: Model, a: int, b: int, c: int) -> None:
    one, above = _one(model, a), _one(model, b)
    parents = {each["key"]: each["parent"] for each in model["competencies"]}
    here: int | None = above["key"]
    while here is not None and here != one["key"]:
        here = parents[here]
    if here is None:
        one["parent"] = above["key"] if c % 3 else None
    model["competencies"].remove(one)
    model["competencies"].insert(c % (len(model["competencies"]) + 1), one)


def _edition(model: Model, a: int, b: int, _c: int) -> None:
    one = _one(model, a)
    edition = one.get("edition", 1) + (1 if b % 4 else -1)
    _set(one, "edition", edition if edition > 1 else None)
    _settled(one)


def _replace(model: Model, a: int, b: int, c: int) -> None:
    one = _one(model, a)
    _set(one, "replaces", sorted({CODES[b % len(CODES)], CODES[c % len(CODES)]}) if b % 4 else [])
    _settled(one)


def _identify(model: Model, a: int, b: int, c: int) -> None:
    other = _free(model, "identifier", IDENTIFIERS, b) if c % 3 else None
    _set(_one(model, a), "identifier", other)


def _link(model: Model, a: int, b: int, c: int) -> None:
    origin, other = _one(model, a)["key"], _one(model, b)["key"]
    link = {"origin": origin, "type": TYPES[c % len(TYPES)], "destination": other}
    if origin == other:
        link = {"origin": origin, "type": "exactMatchOf", "outsideUri": f"https://x.example/{c}"}
    if link not in model["links"]:
        model["links"].append(link)


def _unlink(model: Model, a: int, _b: int, _c: int) -> None:
    if model["links"]:
        model["links"].pop(a % len(model["links"]))


def _scale(model: Model, a: int, b: int, c: int) -> None:
    scale: list[dict[str, Any]] = model["scale"]
    free = [code for code in LEVELS if code not in [one["code"] for one in scale]]
    if c % 3 == 0 and free:
        scale.insert(a % (len(scale) + 1), {"code": free[b % len(free)], "name": f"Level {b}"})
    elif c % 3 == 1 and free:
        old = scale[a % len(scale)]
        new = free[b % len(free)]
        scale[a % len(scale)] = {"code": new, "name": f"Level {b}", "replaces": [old["code"]]}
        _level_is(model, old["code"], new)
    elif len(scale) > 1:
        _level_is(model, scale.pop(a % len(scale))["code"], scale[0]["code"])


def _level_is(model: Model, old: str, new: str) -> None:
    for one in model["competencies"]:
        said = one.pop("levels", {})
        _set(one, "levels", {level: words for level, words in said.items() if level != old})
    for role in model["roles"]:
        role["requires"] = {
            key: new if level == old else level for key, level in role["requires"].items()
        }


def _describe(model: Model, a: int, b: int, c: int) -> None:
    level = model["scale"][b % len(model["scale"])]["code"]
    _one(model, a).setdefault("levels", {})[level] = WORDS[c % len(WORDS)]


def _role(model: Model, a: int, b: int, c: int) -> None:
    code = ROLES[a % len(ROLES)]
    known = next((one for one in model["roles"] if one["code"] == code), None)
    if known is None:
        known = {"code": code, "title": "Role", "track": "expert", "level": 1, "requires": {}}
        model["roles"].append(known)
    known["requires"][_one(model, b)["key"]] = model["scale"][c % len(model["scale"])]["code"]


def _way(model: Model, a: int, b: int, _c: int) -> None:
    codes = sorted(one["code"] for one in model["roles"])
    if len(codes) > 1:
        way = [codes[a % len(codes)], codes[b % len(codes)]]
        if way in model["ways"]:
            model["ways"].remove(way)
        elif way[0] != way[1]:
            model["ways"].append(way)


def _no_role(model: Model, a: int, _b: int, _c: int) -> None:
    code = ROLES[a % len(ROLES)]
    model["roles"] = [one for one in model["roles"] if one["code"] != code]
    model["ways"] = [way for way in model["ways"] if code not in way]


def _besides(model: Model, a: int, b: int, c: int) -> None:
    one = model["framework"] if b % 3 == 0 else _one(model, a)
    name = "title" if b % 3 == 0 else "name"
    if c % 4 == 0:
        one.setdefault("extra", {})["lastChangeDateTime"] = str(a)
    elif c % 4 == 1:
        one["extra"] = one.get("extra", {}) | {"x": [a, {"y": None}]}
    elif c % 4 == 2:
        _set(one, "translations", {"de": {name: f"Wort {a % 3}"}} if a % 3 else {})
    elif b % 3 == 0:
        one["version"] = f"2026.{a}"
    else:
        _set(one, "educationLevels", ["06", "05"][: a % 3])


EDITS: dict[str, Callable[[Model, int, int, int], None]] = {
    "add": _add,
    "remove": _remove,
    "reword": _reword,
    "recode": _recode,
    "swap": _swap,
    "move": _move,
    "edition": _edition,
    "replace": _replace,
    "identify": _identify,
    "link": _link,
    "unlink": _unlink,
    "scale": _scale,
    "describe": _describe,
    "role": _role,
    "way": _way,
    "no role": _no_role,
    "besides": _besides,
}
numbers = st.integers(0, 23)
OFTEN = ("add", "remove", "recode", "swap", "edition", "replace", "identify", "role")


def _edits(*names: str, least: int, most: int) -> st.SearchStrategy[list[Edit]]:
    one = st.tuples(st.sampled_from(names), numbers, numbers, numbers)
    return st.lists(one, min_size=least, max_size=most)


HOW = ("publish", "publish", "publish", "leave a draft", "draft and publish", "draft and discard")
steps = st.builds(
    Step,
    edits=_edits(*EDITS, *OFTEN, least=1, most=5),
    back=st.one_of(st.none(), st.none(), st.none(), numbers),
    how=st.sampled_from(HOW),
    is_planned=st.booleans(),
    again=st.sampled_from(["", "the same", "turned"]),
)
beginnings = st.builds(
    Step,
    edits=st.tuples(_edits("add", least=2, most=5), _edits(*EDITS, "role", least=0, most=3)).map(
        lambda parts: parts[0] + parts[1]
    ),
    back=st.none(),
    how=st.sampled_from(HOW),
    is_planned=st.booleans(),
    again=st.sampled_from(["", "the same", "turned"]),
)
stories = st.tuples(beginnings, st.lists(steps, min_size=1, max_size=5)).map(
    lambda parts: [parts[0], *parts[1]]
)
