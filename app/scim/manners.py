"""What directories write in their own way, as the protocol has it, before it is read.

Everything is bounded here, too: what follows works through it at one go.
"""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from app.domain.errors import Malformed, TooLarge
from app.domain.people.document import ENTERPRISE
from app.domain.people.errors import NotSearchable
from app.door.strict_json import read_json

LONGEST_QUERY: Final = 8192
LONGEST_EXPRESSION: Final = 2000
DEEPEST_EXPRESSION: Final = 20
MOST_OPERATIONS: Final = 200
MOST_NAMES: Final = 500
"""Of attributes, in one list or in what all operations write."""

MANAGER: Final = f"{ENTERPRISE}:manager".lower()


def read_query(raw: bytes) -> dict[str, str]:
    if len(raw) > LONGEST_QUERY:
        raise Malformed(detail="The query string is too long.")
    try:
        pairs = parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=50,
            encoding="utf-8",
            errors="strict",
        )
    except ValueError as error:
        raise Malformed(detail="The query string cannot be read.") from error
    query = dict(pairs)
    if len(query) != len(pairs):
        raise Malformed(detail="A parameter stands twice in the query string.")
    check_expression(query.get("filter"))
    check_expression(query.get("sortBy"))
    return query


def read_body(body: bytes) -> bytes:
    """The body as the protocol has it; what is no object is left for the protocol to refuse."""
    value = read_json(body)
    if not isinstance(value, dict):
        raise Malformed(detail="The body is not a JSON object.")
    for name in list(value):
        lowered = name.lower()
        if lowered in ("filter", "sortby"):
            check_expression(value[name])
        elif lowered == ENTERPRISE.lower():
            value[name] = _extension(value[name])
        elif lowered == "operations":
            _operations(value[name])
        elif lowered in ("attributes", "excludedattributes"):
            _check_names(value[name])
    return json.dumps(value).encode()


def check_expression(text: Any) -> None:
    """Filters and paths are worked through level by level."""
    if not isinstance(text, str):
        return
    if len(text) > LONGEST_EXPRESSION:
        raise NotSearchable(detail="The expression is too long.")
    depth = deepest = 0
    for letter in text:
        depth += (letter in "([") - (letter in ")]")
        deepest = max(depth, deepest)
    if deepest > DEEPEST_EXPRESSION or text.lower().count("not") > DEEPEST_EXPRESSION:
        raise NotSearchable(detail="The expression is nested too deeply.")


def _operations(operations: Any) -> None:
    if not isinstance(operations, list):
        return
    if len(operations) > MOST_OPERATIONS:
        raise TooLarge(detail=f"At most {MOST_OPERATIONS} operations are accepted at once.")
    values = [one for given in operations if isinstance(given, dict) for one in given.values()]
    _check_names([name for value in values if isinstance(value, dict) for name in value])
    for operation in operations:
        if isinstance(operation, dict):
            _operation({name.lower(): name for name in operation}, operation)


def _check_names(names: Any) -> None:
    """Names of attributes are expressions, too; each of them is looked for by itself."""
    if not isinstance(names, list):
        return
    if len(names) > MOST_NAMES:
        raise TooLarge(detail=f"At most {MOST_NAMES} attributes are accepted at once.")
    for name in names:
        check_expression(name)


def _operation(names: Mapping[str, str], operation: dict[str, Any]) -> None:
    path, value = (operation.get(names.get(name, "")) for name in ("path", "value"))
    check_expression(path)
    if isinstance(path, str):
        if path.lower() in (MANAGER, "manager"):
            operation[names["path"]] = f"{ENTERPRISE}:manager"
            if "value" in names:
                operation[names["value"]] = _manager(value)
    elif isinstance(value, dict):
        for name in list(value):
            if name.lower() == MANAGER:
                value[name] = _manager(value[name])
            elif name.lower() == ENTERPRISE.lower():
                value[name] = _extension(value[name])


def _extension(extension: Any) -> Any:
    if not isinstance(extension, dict):
        return extension
    return {
        name: _manager(value) if name.lower() == "manager" else value
        for name, value in extension.items()
    }


def _manager(value: Any) -> Any:
    """Entra names the manager by a bare id, or by a list of one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, str):
        value = {"value": value} if value else None
    if isinstance(value, dict) and isinstance(value.get("value"), str):
        return {"$ref": f"Users/{value['value']}"} | value
    return value
