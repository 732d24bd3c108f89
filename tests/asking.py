"""One request, asked through either door, and what is heard from it in the same words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from httpx import Response
from pydantic.alias_generators import to_camel

from app.api.install import routes
from app.api.route import Route
from app.domain.actor import Actor
from app.domain.use_case import Action, Query, UseCase
from app.domain.view import View
from app.schema import FEATURES, schema
from tests.world import World

DONE, EMPTY = "done", "empty"

ROUTES: dict[str, Route] = {route.use_case.name: route for route in routes()}
QUERIES: dict[str, str] = {
    use_case.name: to_camel(name)
    for feature in FEATURES
    for name, use_case in feature.queries.items()
}
MUTATIONS: dict[str, str] = {
    use_case.name: to_camel(use_case.name) for feature in FEATURES for use_case in feature.mutations
}
GRAPH = schema._schema


def names_a_thing(use_case: UseCase) -> bool:
    """Whether it needs something that is there. A name that the caller gives need not be."""
    return any(one.kind is UUID for one in use_case.ids)


@dataclass(frozen=True)
class Ask:
    """What somebody asks for: ids, the fields of a command or the filters of a list."""

    use_case: UseCase
    ids: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    filters: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None

    def of_nothing(self) -> "Ask":
        """The same, but of things that do not exist anywhere."""
        ids = {n: uuid4() if isinstance(one, UUID) else one for n, one in self.ids.items()}
        return replace(self, ids=ids, body=_of_nothing(self.body))

    @property
    def names_something(self) -> bool:
        return names_a_thing(self.use_case) or self.body != _of_nothing(self.body)


@dataclass(frozen=True)
class Heard:
    """What came back: `done`, `empty`, or the code of a refusal; and with what."""

    outcome: str
    response: Response
    value: Any = None

    @property
    def refused(self) -> bool:
        return self.outcome not in (DONE, EMPTY)

    @property
    def told(self) -> str:
        """All that was told, without what differs between any two requests."""
        differs = ("x-request-id", "ratelimit")
        headers = {n: v for n, v in self.response.headers.items() if n not in differs}
        text = re.sub(r"urn:request:[^\"]+", "urn:request:this", self.response.text)
        return f"{self.response.status_code} {headers} {text}"


def _of_nothing(value: Any) -> Any:
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, Mapping):
        return {name: _of_nothing(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_of_nothing(one) for one in value]
    return value


async def by_rest(world: World, who: str | Actor | None, ask: Ask) -> Heard:
    route = ROUTES[ask.use_case.name]
    path = route.full_path.format_map(ask.ids)
    if ask.filters:
        path += "?" + urlencode(ask.filters)
    headers = {} if ask.version is None else {"if_match": f'"{ask.version}"'}
    body = dict(ask.body) if ask.use_case.command is not None else None
    response = await world.rest(who, route.method, path, body, **headers)
    if response.is_error:
        return Heard(response.json()["code"], response)
    value = response.json() if response.content else None
    if _reports_nothing(ask, value):
        return Heard(EMPTY, response, value)
    if isinstance(ask.use_case, Query) and ask.use_case.paged:
        return _listed(response, value["data"])
    return Heard(DONE, response, value)


REPORTS = {"apply_plan_template": "created", "move_deadlines": "moved"}
"""How many things were done, where each that is not allowed is left out and said so."""


def _reports_nothing(ask: Ask, value: Any) -> bool:
    counted = REPORTS.get(ask.use_case.name)
    return counted is not None and not value[counted]


def _listed(response: Response, rows: list[Any]) -> Heard:
    return Heard(DONE if rows else EMPTY, response, rows)


async def by_graphql(world: World, who: str | Actor | None, ask: Ask) -> Heard:
    response = await world.graphql(who, *in_graphql(ask))
    body = response.json()
    if "code" in body:  # refused before it was a GraphQL request
        return Heard(body["code"], response)
    if body.get("errors"):
        return Heard(body["errors"][0]["extensions"]["code"], response)
    [value] = body["data"].values()
    if value.get("__typename") in REFUSALS:
        return Heard(value["refusedAs"], response)
    value.pop("__typename", None)
    if _reports_nothing(ask, value):
        return Heard(EMPTY, response, value)
    if isinstance(ask.use_case, Query) and ask.use_case.paged:
        return _listed(response, [edge["node"] for edge in value["edges"]])
    return Heard(DONE, response, value)


DOORS = {"rest": by_rest, "graphql": by_graphql}
REFUSALS = {"Forbidden", "NotFound", "Conflict", "Stale", "InvalidInput"}


def in_graphql(ask: Ask) -> tuple[str, dict[str, Any]]:
    """The operation and its variables; their types are read off the schema."""
    name, asked = field_of(ask.use_case)
    if ask.use_case.name in QUERIES:
        values = {**ask.ids, **ask.filters}
        kind = "query"
    else:
        version = {} if ask.version is None else {"ifVersion": ask.version}
        values = {"input": {**ask.ids, **version, **ask.body}}
        kind = "mutation"
    values = {to_camel(n): v for n, v in values.items()}
    values = {n: input_of(v, asked.args[n].type) for n, v in values.items()}
    declared = ", ".join(f"${n}: {asked.args[n].type}" for n in values)
    given = ", ".join(f"{n}: ${n}" for n in values)
    query = (
        f"{kind} {f'({declared})' if declared else ''} "
        f"{{ {name} {f'({given})' if given else ''} {shown(asked.type)} }}"
    )
    return query, values


def field_of(use_case: UseCase) -> tuple[str, GraphQLField]:
    root = GRAPH.query_type if use_case.name in QUERIES else GRAPH.mutation_type
    name = QUERIES.get(use_case.name) or MUTATIONS[use_case.name]
    assert root is not None
    return name, root.fields[name]


def input_of(value: Any, kind: Any) -> Any:
    """The same value as variables of GraphQL have it: enums are named in upper case."""
    named = get_named_type(kind)
    if isinstance(value, list):
        return [input_of(one, named) for one in value]
    if isinstance(named, GraphQLEnumType) and isinstance(value, str):
        return value.upper()
    if isinstance(named, GraphQLInputObjectType) and isinstance(value, Mapping):
        fields = named.fields
        inside = {to_camel(n): v for n, v in value.items()}
        return {n: input_of(v, fields[n].type) if n in fields else v for n, v in inside.items()}
    return value


def shown(kind: Any) -> str:
    """A selection of everything but the ways to other views."""
    named: GraphQLNamedType = get_named_type(kind)
    if is_leaf_type(named):
        return ""
    if isinstance(named, GraphQLUnionType):
        [result] = [one for one in named.types if one.name not in REFUSALS]
        refusal = "... on Refusal { refusedAs: code }"
        return f"{{ __typename ... on {result.name} {shown(result)} {refusal} }}"
    assert isinstance(named, GraphQLObjectType)
    view = View.catalogue.get(named.name)
    names = [to_camel(n) for n in view.model_fields] if view else list(named.fields)
    return "{ " + " ".join(f"{n} {shown(named.fields[n].type)}" for n in names) + " }"


def as_graphql(value: Any, kind: Any) -> Any:
    """What REST answered, as GraphQL should say it."""
    if is_non_null_type(kind):
        return as_graphql(value, kind.of_type)
    if is_list_type(kind):
        return value and [as_graphql(one, kind.of_type) for one in value]
    if isinstance(kind, GraphQLUnionType):
        [kind] = [one for one in kind.types if one.name not in REFUSALS]
    if isinstance(kind, GraphQLEnumType) and value is not None:
        assert value.upper() in kind.values
        return value.upper()
    if isinstance(kind, GraphQLObjectType) and value is not None:
        assert set(value) <= set(kind.fields)
        return {n: as_graphql(one, kind.fields[n].type) for n, one in value.items()}
    return value


def node_type(ask: Ask) -> Any:
    """The type of one thing that a use case answers with."""
    kind = field_of(ask.use_case)[1].type
    if isinstance(ask.use_case, Query) and ask.use_case.paged:
        for name in ("edges", "node"):
            kind = get_named_type(kind).fields[name].type
    return kind


def changes_something(use_case: UseCase) -> bool:
    return isinstance(use_case, Action) and ROUTES[use_case.name].method != "GET"
