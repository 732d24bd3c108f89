"""CFRubrics: those of the source, or what a model of another format says of its levels."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from app.domain.competencies.declared.case.restored import EXTENSIONS
from app.domain.competencies.writing.case import values
from app.domain.competencies.writing.case.fields import (
    CRITERION,
    LEVEL,
    RUBRIC,
    Kinds,
    extend,
    keep,
    legal,
    renamed,
)
from app.domain.competencies.writing.case.items import node
from app.domain.competencies.writing.case.names import Names
from app.domain.competencies.writing.stored import Competency, Leftover

COLLECTION: Final = "CFRubrics"
_CRITERIA, _LEVELS = "CFRubricCriteria", "CFRubricCriterionLevels"
_Level = tuple[str, str | None, Mapping[str, Any]]
"""The code of a level, what it looks like, and extensions."""


def is_rubric(one: Leftover) -> bool:
    return one.kind in ("CFRubric", COLLECTION)


def said_by_source(one: Leftover) -> Sequence[Any]:
    """The rubrics in what was left over: one, or a list of them."""
    return one.value if isinstance(one.value, list) else (one.value,)


def identifier_of(names: Names, one_key: object, place: int, said: Any) -> str:
    given = said.get("identifier") if isinstance(said, Mapping) else None
    if isinstance(given, str) and given.strip():
        return names.of(given)
    return names.made(COLLECTION, one_key, place)


def rubrics(names: Names, one: Leftover) -> Iterator[dict[str, Any]]:
    """The rubrics of the source, each legal."""
    at = values.written(one.said_at)
    for place, said in enumerate(said_by_source(one)):
        if isinstance(said, Mapping):
            identifier = identifier_of(names, one.key, place, said)
            yield _said(names, said, identifier, at)


def scale(names: Names) -> dict[str, Any] | None:
    """The levels that the model goes by, as a rubric of no item."""
    framework = names.framework
    if not framework.scale:
        return None
    levels = [
        (str(one["code"]), one.get("description"), {"translations": one.get("translations")})
        for one in framework.scale
    ]
    return _made(names, "scale", framework.title, None, levels, framework.said_at)


def rubric(names: Names, one: Competency) -> dict[str, Any]:
    """What a competency looks like at each level."""
    levels: list[_Level] = [(level["level"], level["descriptor"], {}) for level in one.levels]
    seed = f"rubric\n{names.item(one)}"
    return _made(names, seed, one.name, node(names, one.node), levels, one.said_at)


def _made(
    names: Names,
    seed: str,
    title: str,
    of: dict[str, str] | None,
    levels: Sequence[_Level],
    said_at: Any,
) -> dict[str, Any]:
    at = values.written(said_at)
    whole, criterion = names.made(COLLECTION, seed), names.made(_CRITERIA, seed)
    ranks = {str(one["code"]): place for place, one in enumerate(names.framework.scale, 1)}
    qualities = _qualities(names.framework.scale)
    said = []
    for place, (level, description, more) in enumerate(levels, 1):
        identifier = names.made(_LEVELS, seed, level)
        one = {
            "identifier": identifier,
            "uri": names.uri(_LEVELS, identifier),
            "description": description or None,
            "quality": qualities.get(level, level),
            "score": ranks.get(level, place),
            "position": ranks.get(level, place),
            "rubricCriterionId": criterion,
            "lastChangeDateTime": at,
        }
        found = {name: value for name, value in one.items() if value is not None}
        said.append(_extended(found, more))
    return {
        "identifier": whole,
        "uri": names.uri(COLLECTION, whole),
        "title": title,
        "lastChangeDateTime": at,
        _CRITERIA: [
            {
                "identifier": criterion,
                "uri": names.uri(_CRITERIA, criterion),
                **({"CFItemURI": of} if of else {}),
                "position": 1,
                "rubricId": whole,
                "lastChangeDateTime": at,
                _LEVELS: said,
            }
        ],
    }


def _qualities(levels: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What each level is called: its name, unless another one has the same."""
    named = [str(one["name"]) for one in levels]
    return {
        str(one["code"]): name if named.count(name) == 1 else f"{name} ({one['code']})"
        for one, name in zip(levels, named, strict=True)
    }


def _extended(one: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """The extensions of a level, and of nothing else, are a list."""
    made = extend(one, more)
    return {**made, EXTENSIONS: [made[EXTENSIONS]]} if EXTENSIONS in made else made


def _said(names: Names, said: Mapping[str, Any], identifier: str, at: str) -> dict[str, Any]:
    own = _own(names, COLLECTION, identifier, at)
    made = _legal(RUBRIC, names, said, own, _CRITERIA)
    given = said.get(_CRITERIA)
    if _CRITERIA not in said:
        return made
    criteria = [_criterion(names, one, identifier, place, at) for place, one in _objects(given)]
    return _before_extensions(keep(made, _strange(_CRITERIA, given)), {_CRITERIA: criteria})


def _own(names: Names, collection: str, identifier: str, at: str) -> dict[str, Any]:
    """What each part has from us, where its source says nothing else."""
    return {
        "identifier": identifier,
        "uri": names.uri(collection, identifier),
        "lastChangeDateTime": at,
    }


def _criterion(
    names: Names, said: Mapping[str, Any], rubric: str, place: int, at: str
) -> dict[str, Any]:
    identifier = _named(names, said, _CRITERIA, rubric, place)
    own = _own(names, _CRITERIA, identifier, at)
    made = _legal(CRITERION, names, said, own, _LEVELS)
    given = said.get(_LEVELS)
    if _LEVELS not in said:
        return made
    levels = [_level(names, one, identifier, number, at) for number, one in _objects(given)]
    return _before_extensions(keep(made, _strange(_LEVELS, given)), {_LEVELS: levels})


def _level(
    names: Names, said: Mapping[str, Any], criterion: str, place: int, at: str
) -> dict[str, Any]:
    identifier = _named(names, said, _LEVELS, criterion, place)
    own = _own(names, _LEVELS, identifier, at)
    extensions = said.get(EXTENSIONS)
    plain = {name: value for name, value in said.items() if name != EXTENSIONS}
    made = _legal(LEVEL, names, plain, own)
    given = extensions if isinstance(extensions, list) else [extensions]
    listed = [values.without_nulls(one) for one in given if isinstance(one, Mapping)]
    is_changed = EXTENSIONS in said and listed != extensions
    if EXTENSIONS in said and (is_changed or EXTENSIONS in made):
        made = keep(made, {EXTENSIONS: extensions})
    more = [made.pop(EXTENSIONS)] if EXTENSIONS in made else []
    if listed or more or extensions == []:
        made[EXTENSIONS] = [*listed, *more]
    return made


def _named(names: Names, said: Mapping[str, Any], kind: str, above: str, place: int) -> str:
    given = said.get("identifier")
    if isinstance(given, str) and given.strip():
        return names.of(given)
    return names.made(kind, above, place)


def _legal(
    kinds: Kinds, names: Names, said: Mapping[str, Any], own: Mapping[str, Any], *below: str
) -> dict[str, Any]:
    besides = ("identifier", *below)
    return renamed(legal(kinds, names, said, own, besides=besides, adds=("uri",)), said)


def _objects(given: Any) -> list[tuple[int, Mapping[str, Any]]]:
    listed = given if isinstance(given, list) else [given]
    return [(place, one) for place, one in enumerate(listed) if isinstance(one, Mapping)]


def _strange(name: str, given: Any) -> dict[str, Any]:
    """A list that is none of objects."""
    is_fine = isinstance(given, list) and all(isinstance(one, Mapping) for one in given)
    return {} if is_fine else {name: given}


def _before_extensions(made: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in made.items() if name != EXTENSIONS}
    return {**rest, **more, **({EXTENSIONS: made[EXTENSIONS]} if EXTENSIONS in made else {})}
