"""What a route says in the OpenAPI document: all of it comes from its use case."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import Body, Header, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from app.api import expand
from app.api.route import NO_CONTENT, Route, UnsupportedMediaType
from app.domain.errors import (
    DomainError,
    InProgress,
    Invalid,
    KeyReused,
    Malformed,
    MissingScope,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from app.domain.page import Pagination
from app.domain.use_case import Action, Role
from app.domain.use_case import Query as QueryCase
from app.domain.view import View
from app.door.problem import MEDIA_TYPE

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    data: list[T]
    next_cursor: str | None = Field(
        alias="nextCursor", description="Give it back as `cursor` to read on; null: that was all."
    )


class ProblemFault(BaseModel):
    """One thing that is wrong with the request."""

    pointer: str = Field(description="Where (RFC 6901): in the body, or `/` and a parameter.")
    detail: str


class Problem(BaseModel):
    """Why it was refused (RFC 9457)."""

    model_config = ConfigDict(title="Problem")

    type: str = Field(description="A page that explains the code.")
    title: str
    status: int
    detail: str
    instance: str = Field(description="The request, as our logs know it.")
    code: str = Field(description="What programs read.")
    errors: list[ProblemFault] = Field(default_factory=list)


def operation(route: Route) -> dict[str, Any]:
    """The arguments with which FastAPI documents a route."""
    use_case = route.use_case
    summary, _, description = use_case.doc.partition("\n\n")
    return {
        "path": route.full_path,
        "endpoint": _endpoint(route),
        "methods": [route.method],
        "status_code": route.status,
        "response_model": _answer(route),
        "summary": summary.rstrip("."),
        "description": description or summary,
        "operation_id": to_camel(use_case.name),
        "tags": [use_case.feature],
        "name": use_case.name,
        "responses": _refusals(route),
        "openapi_extra": _extra(route),
    }


def _answer(route: Route) -> Any:
    use_case = route.use_case
    if isinstance(use_case, QueryCase) and use_case.paged:
        return Page[use_case.returns]  # type: ignore[name-defined]
    return use_case.returns if route.status != NO_CONTENT else None


def _endpoint(route: Route) -> Callable[..., Any]:
    """FastAPI reads the documentation off a signature; nothing ever calls this function."""

    async def endpoint(**_: Any) -> None:
        message = f"{route.use_case.name} is answered by its handler"
        raise AssertionError(message)

    endpoint.__name__ = route.use_case.name
    endpoint.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default
            )
            for name, (annotation, default) in _parameters(route).items()
        ]
    )
    return endpoint


REQUIRED: Final = inspect.Parameter.empty


def _parameters(route: Route) -> dict[str, tuple[Any, Any]]:
    """The annotation and the default of each parameter."""
    use_case, found = route.use_case, dict[str, tuple[Any, Any]]()
    for one in use_case.parameters:
        if one.role is Role.ID:
            found[one.name] = (Annotated[one.kind, Path()], REQUIRED)
        elif one.role is Role.COMMAND:
            body = Body(media_type=route.media_type)
            found[one.name] = (Annotated[one.kind, body], REQUIRED)
    models: list[type[BaseModel]] = [use_case.filters] if use_case.filters else []
    if isinstance(use_case, QueryCase) and use_case.paged:
        models.append(Pagination)
    for model in models:
        for name, field in model.model_fields.items():
            marker = Query(alias=field.alias or name, description=field.description)
            default = REQUIRED if field.is_required() else field.get_default()
            found[name] = (Annotated[(field.annotation, *field.metadata, marker)], default)
    returns = use_case.returns
    if isinstance(returns, type) and issubclass(returns, View) and expand.names(returns):
        names = ", ".join(f"`{name}`" for name in expand.names(returns))
        text = f"Relations to show in place, comma-separated, dots go deeper: {names}."
        found["expand"] = (Annotated[str | None, Query(description=text)], None)
    found |= _headers(route)
    return found


def _headers(route: Route) -> dict[str, tuple[Any, Any]]:
    use_case = route.use_case
    if isinstance(use_case, QueryCase):
        text = "ETags that you have; 304 if it is still one of them."
        return {"if_none_match": (Annotated[str | None, Header(description=text)], None)}
    found: dict[str, tuple[Any, Any]] = {}
    if isinstance(use_case, Action) and use_case.versioned:
        text = "The ETag of the version that you decided on, or `*`."
        found["if_match"] = (Annotated[str, Header(description=text)], REQUIRED)
    if route.method == "POST":
        text = "Makes it safe to send the same request again, for 24 hours."
        header = Header(description=text, max_length=200)
        found["idempotency_key"] = (Annotated[str | None, header], None)
    return found


def _refusals(route: Route) -> dict[int | str, dict[str, Any]]:
    use_case = route.use_case
    kinds: list[type[DomainError]] = [
        Unauthenticated,
        MissingScope,
        Unavailable,
        Malformed,
        *use_case.raises,
    ]
    if use_case.filters or use_case.command or isinstance(use_case, QueryCase):
        kinds.append(Invalid)
    if use_case.command:
        kinds += [TooLarge, UnsupportedMediaType]
    if route.method == "POST":
        kinds += [InProgress, KeyReused]
    by_status: dict[int, dict[str, str]] = {}
    for kind in kinds:
        by_status.setdefault(kind.status, {})[kind.code] = kind.explanation()
    return {
        status: {
            "description": " ".join(f"`{code}`: {text}" for code, text in sorted(codes.items())),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, codes in sorted(by_status.items())
    }


def _extra(route: Route) -> dict[str, Any]:
    extra: dict[str, Any] = {
        "security": [{"bearer": [route.use_case.scope.value]}],
        "x-scope": route.use_case.scope.value,
    }
    if route.readers:
        text = {"schema": {"type": "string"}}
        extra["requestBody"] = {"content": dict.fromkeys(route.readers, text)}
    return extra
