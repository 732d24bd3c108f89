"""Fields of `Query` and `Mutation`, made from use cases.

A query that answers with one row becomes a field of its view; one that answers with a
page becomes a Relay connection. An action becomes a mutation with an input and a payload.
"""

import hashlib
import inspect
import json
from dataclasses import dataclass
from typing import Annotated, Any, Optional

import strawberry
from pydantic import BaseModel, ValidationError
from strawberry.types.field import StrawberryField

from app.domain.context import Context, Listed
from app.domain.errors import DomainError
from app.domain.idempotency import Once
from app.domain.page import LARGEST
from app.domain.shape import refuse
from app.domain.use_case import Action, Query, Role, UseCase
from app.domain.view import ALL, View
from app.schema import reads
from app.schema.refusals import Refused, is_typed, payload
from app.schema.selection import selected
from app.schema.types import Types, given, stated


@dataclass(frozen=True, slots=True)
class GraphQLContext:
    """What a resolver may depend on."""

    ctx: Context
    once: Once | None
    request_id: str


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Always false: lists are read forwards.")
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first edge; null if the page is empty."
    )
    end_cursor: str | None = strawberry.field(
        description="What `after` takes to go on; null if there is nothing to go on from."
    )


class Fields:
    """Makes the fields, and the types that they need."""

    def __init__(self, types: Types) -> None:
        self.types = types
        self._connections: dict[type[View], type] = {}

    def query(self, query: Query | Action) -> StrawberryField:
        if isinstance(query, Action):
            return self._plain(query)
        return self._list(query) if query.paged else self._one(query)

    def mutation(self, action: Action) -> StrawberryField:
        required: dict[str, Any] = {one.name: (one.kind, one.doc) for one in action.ids}
        if action.versioned:
            text = "The `version` that you decided on; Stale if it is another one by now."
            required["if_version"] = (int, text)
        name = _capital(action.name)
        wanted = self.types.mutation_input(name, required, action.command)
        parameters = [
            _self(),
            _info(),
            _parameter("input", _described(wanted, "All that it takes.")),
        ]
        returns = _alone(payload(_capital(action.name), self.types.output(_model(action))))

        async def resolve(self: Any, info: strawberry.Info, **arguments: Any) -> Any:  # noqa: ARG001
            try:
                return await _act(action, info, given(arguments["input"]))
            except DomainError as error:
                if is_typed(error):
                    return Refused(error)
                raise

        return _field(action, resolve, parameters, returns)

    def _plain(self, action: Action) -> StrawberryField:
        async def resolve(self: Any, info: strawberry.Info, **arguments: Any) -> Any:  # noqa: ARG001
            return await _act(action, info, arguments)

        parameters = [_self(), _info(), *_ids(action)]
        return _field(action, resolve, parameters, _alone(self.types.output(_model(action))))

    def _one(self, query: Query) -> StrawberryField:
        view: Any = query.returns

        async def resolve(self: Any, info: strawberry.Info, **arguments: Any) -> Any:  # noqa: ARG001
            shown = selected(info._raw_info, view)  # noqa: SLF001
            answer = await reads.find(info.context.ctx, query, arguments, shown)
            return json.loads(answer.body)

        parameters = [_self(), _info(), *_ids(query), *self._filters(query)]
        return _field(query, resolve, parameters, _alone(self.types.output(view)))

    def _list(self, query: Query) -> StrawberryField:
        view: Any = query.returns

        async def resolve(self: Any, info: strawberry.Info, **arguments: Any) -> Any:  # noqa: ARG001
            shown = selected(info._raw_info, view, "edges", "node")  # noqa: SLF001
            return connection(await reads.page(info.context.ctx, query, arguments, shown))

        parameters = [
            _self(),
            _info(),
            *_ids(query),
            _parameter("first", _described(int, f"How many at the most, 1 to {LARGEST}."), 50),
            _parameter(
                "after", _described(str | None, "The `endCursor` of the page before."), None
            ),
        ]
        parameters += self._filters(query)
        return _field(query, resolve, parameters, _alone(self.connection_of(view)))

    def _filters(self, query: Query) -> list[inspect.Parameter]:
        """An argument for each of the filters."""
        fields = query.filters.model_fields if query.filters else {}
        return [
            _parameter(
                name,
                self.types.argument(field),
                inspect.Parameter.empty if field.is_required() else field.get_default(),
            )
            for name, field in fields.items()
        ]

    def connection_of(self, view: type[View]) -> type:
        if view not in self._connections:
            node = self.types.output(view)
            edge = _object(
                f"{view.named}Edge",
                f"One {view.named} of a page.",
                node=(node, "What is listed."),
                cursor=(str, "Its place in the list, for `after`."),
            )
            self._connections[view] = _object(
                f"{view.named}Connection",
                f"A page of a list of {view.named}.",
                edges=(list[edge], "What is on the page, in the order of the list."),  # type: ignore[valid-type]
                page_info=(PageInfo, "Where the page lies in its list."),
            )
        return self._connections[view]


def _alone(kind: Any) -> Any:
    """What a field at the root answers with: null beside its error, so that one which is refused
    takes nothing along of what was read or done beside it.
    """
    return Optional[kind]  # noqa: UP045 - made at run time


async def _act(action: Action, info: strawberry.Info, arguments: dict[str, Any]) -> Any:
    context: GraphQLContext = info.context
    version = arguments.pop("if_version", None)
    ids = {one.name: arguments.pop(one.name) for one in action.ids}
    view: Any = action.returns
    is_view = isinstance(view, type) and issubclass(view, View)
    shown = selected(info._raw_info, view) if is_view else ALL  # noqa: SLF001
    values: dict[str, Any] = dict(ids)
    for parameter in action.parameters:
        if parameter.role is Role.COMMAND:
            try:
                values[parameter.name] = parameter.kind.model_validate(arguments)
            except ValidationError as error:
                raise refuse(error) from error
    answer = await context.ctx.execute(
        action, values, selection=shown, expected_version=version, once=_once(context, info)
    )
    return json.loads(answer.body)


def _once(context: GraphQLContext, info: strawberry.Info) -> Once | None:
    """A request may hold one mutation several times: each is done once."""
    if context.once is None:
        return None
    alias = hashlib.blake2b(str(info.path.key).encode(), digest_size=8).hexdigest()
    return Once(f"{context.once.key}:{alias}")


def connection(listed: Listed) -> dict[str, Any]:
    edges = [
        {"node": json.loads(body), "cursor": listed.cursors(index)}
        for index, body in enumerate(listed.bodies)
    ]
    return {
        "edges": edges,
        "pageInfo": {
            "hasNextPage": listed.more,
            "hasPreviousPage": False,
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": listed.reached or (edges[-1]["cursor"] if edges else None),
        },
    }


def _field(
    use_case: UseCase, resolve: Any, parameters: list[inspect.Parameter], returns: Any
) -> StrawberryField:
    """Strawberry reads arguments off a signature, which is made here."""
    resolve.__name__ = use_case.name
    resolve.__signature__ = inspect.Signature(parameters, return_annotation=returns)
    resolve.__annotations__ = {
        parameter.name: parameter.annotation
        for parameter in parameters
        if parameter.annotation is not inspect.Parameter.empty
    } | {"return": returns}
    field: StrawberryField = strawberry.field(
        resolver=resolve, description=f"{use_case.doc}\n\nScope: `{use_case.scope.value}`."
    )
    return field


def _object(name: str, description: str, **fields: tuple[Any, str]) -> type:
    annotations = {one: stated(annotation) for one, (annotation, _) in fields.items()}
    described = {one: strawberry.field(description=text) for one, (_, text) in fields.items()}
    made = type(name, (), {"__doc__": name, "__annotations__": annotations, **described})
    return strawberry.type(made, description=description)


def _self() -> inspect.Parameter:
    return inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)


def _info() -> inspect.Parameter:
    return _parameter("info", strawberry.Info)


def _ids(use_case: UseCase) -> list[inspect.Parameter]:
    return [_parameter(one.name, _described(one.kind, one.doc)) for one in use_case.ids]


def _parameter(
    name: str, annotation: Any, default: Any = inspect.Parameter.empty
) -> inspect.Parameter:
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, default=default, annotation=annotation)


def _described(kind: Any, text: str) -> Any:
    return Annotated[kind, strawberry.argument(description=text)]


def _model(action: Action) -> type[BaseModel]:
    if action.returns is None:
        message = f"{action.name} answers with nothing, which GraphQL cannot say"
        raise TypeError(message)
    return action.returns


def _capital(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
