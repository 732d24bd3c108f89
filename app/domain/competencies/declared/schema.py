"""A published JSON Schema of our own format, so that editors complete and check what is written.

Types and limits are those of the models that validate, meanings those of `own.words`.
"""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from app.domain.competencies.declared.kinds import (
    KINDS,
    LIMITS,
    MAX_LEVELS,
    MAX_MENTIONED,
    CompetencyWords,
    FrameworkWords,
    LevelWords,
    RoleWords,
)
from app.domain.competencies.declared.own import LISTS
from app.domain.competencies.declared.own.fields import NAMES
from app.domain.competencies.declared.own.words import TITLES, WORDS, Word
from app.domain.competencies.declared.sink import Kind
from app.domain.competencies.declared.texts import LANGUAGE, MAX_CODE, MAX_PROSE, SLUG

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_CODE: Final = {"type": ["string", "integer"], "minLength": 1, "maxLength": MAX_CODE}
_TRANSLATED: Final[Mapping[Kind, type[BaseModel]]] = {
    Kind.FRAMEWORK: FrameworkWords,
    Kind.LEVEL: LevelWords,
    Kind.COMPETENCY: CompetencyWords,
    Kind.ROLE: RoleWords,
}


def own_format_schema() -> dict[str, Any]:
    """The schema of a whole document."""
    kinds = {"framework": Kind.FRAMEWORK, "competencies": Kind.COMPETENCY, **LISTS}
    definitions = {kind.value: _object(kind) for kind in kinds.values()}
    properties: dict[str, Any] = {"$schema": {"type": "string", "description": "This schema."}}
    for name, kind in kinds.items():
        one = {"$ref": f"#/$defs/{kind.value}"}
        many = {"type": ["array", "null"], "items": one, "maxItems": LIMITS.get(kind, 1)}
        if name == "competencies":
            many["type"] = "array"
        properties[name] = {
            "description": TITLES[name],
            "examples": [[_example(kind)] if name != "framework" else _example(kind)],
            **(one if name == "framework" else many),
        }
    return {
        "$schema": _DIALECT,
        "title": "Competency model",
        "description": "A competency model in the product's own format, as YAML or JSON.",
        "type": "object",
        "properties": properties,
        "required": ["framework", "competencies"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _object(kind: Kind) -> dict[str, Any]:
    model = KINDS[kind]
    types = model.model_json_schema()
    required = types.get("required", [])
    properties = {
        name: _property(kind, name, types["properties"][field], required=field in required)
        for name, field in NAMES[kind].items()
    }
    if kind is Kind.COMPETENCY:
        properties["children"] = {
            "description": "The competencies below this one, at most 32 levels deep.",
            "examples": [[_example(kind)]],
            "type": ["array", "null"],
            "items": {"$ref": f"#/$defs/{kind.value}"},
        }
    needed = [name for name, field in NAMES[kind].items() if field in required and name != "rank"]
    return {
        "type": "object",
        "properties": properties,
        "required": needed,
        "additionalProperties": False,
    }


def _property(
    kind: Kind, name: str, declared: Mapping[str, Any], *, required: bool
) -> dict[str, Any]:
    word = WORDS[kind][name]
    shape = _written(kind, name) or _plain(declared)
    if not required and "type" in shape:
        types = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
        shape = {**shape, "type": [*types, "null"]}
    return {"description": word.meaning, "examples": [word.example], **shape}


def _written(kind: Kind, name: str) -> dict[str, Any] | None:
    """Fields that are written in another shape than they are kept in."""
    if name == "levels":
        return _levels()
    if name in ("replaces", "educationLevels"):
        many = {"type": "array", "items": _CODE, "maxItems": MAX_MENTIONED}
        return {"anyOf": [_CODE, many, {"type": "null"}]}
    if name == "requires":
        return _requirements()
    if name == "translations":
        return _translations(kind)
    if name == "extra":
        return {"type": "object"}
    if kind is Kind.FRAMEWORK and name in ("code", "language"):
        pattern = {"code": SLUG, "language": LANGUAGE}[name].pattern
        return {"type": "string", "pattern": f"^{pattern}$", "maxLength": MAX_CODE}
    return None


def _plain(declared: Mapping[str, Any]) -> dict[str, Any]:
    """Type and limits. Where text is meant, a whole number is read as that text."""
    shape = next((one for one in declared.get("anyOf", ()) if one["type"] != "null"), declared)
    kept = {key: one for key, one in shape.items() if key not in ("title", "default")}
    if kept.get("type") == "string" and "enum" not in kept:
        kept["type"] = ["string", "integer"]
    return kept


def _levels() -> dict[str, Any]:
    said = {"type": ["string", "integer"], "minLength": 1, "maxLength": MAX_PROSE}
    return {
        "type": "object",
        "additionalProperties": said,
        "propertyNames": {"minLength": 1, "maxLength": MAX_CODE},
        "maxProperties": MAX_LEVELS,
    }


def _requirements() -> dict[str, Any]:
    at = {
        "level": {**_CODE, "description": "A level of the scale.", "examples": ["L2"]},
        "essential": {
            "type": "boolean",
            "description": "Whether the role cannot do without.",
            "examples": [False],
        },
    }
    named = {**_CODE, "description": "A competency, by its code.", "examples": ["COM"]}
    of_one = {"type": "object", "properties": at, "required": ["level"]}
    listed = {
        "type": "object",
        "properties": {"competency": named, **at},
        "required": ["competency", "level"],
        "additionalProperties": False,
    }
    one = {"anyOf": [_CODE, {**of_one, "additionalProperties": False}]}
    return {
        "anyOf": [
            {"type": "object", "additionalProperties": one, "maxProperties": MAX_MENTIONED},
            {"type": "array", "items": listed, "maxItems": MAX_MENTIONED},
            {"type": "null"},
        ]
    }


def _translations(kind: Kind) -> dict[str, Any]:
    types = _TRANSLATED[kind].model_json_schema()["properties"]
    properties = {
        name: {
            "description": f"In that language: {_lowered(WORDS[kind][name])}",
            "examples": [WORDS[kind][name].example],
            **(_levels() if name == "levels" else {**_plain(types[name]), "type": "string"}),
        }
        for name in types
    }
    words = {"type": "object", "properties": properties, "additionalProperties": False}
    return {
        "type": "object",
        "additionalProperties": words,
        "propertyNames": {"pattern": f"^{LANGUAGE.pattern}$"},
    }


def _lowered(word: Word) -> str:
    return word.meaning[:1].lower() + word.meaning[1:]


def _example(kind: Kind) -> dict[str, Any]:
    return {name: word.example for name, word in WORDS[kind].items()}
