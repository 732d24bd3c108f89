"""What a route says in the OpenAPI document: all of it comes from its use case."""

import inspect
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import APIRouter, Body, Header, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from starlette.routing import BaseRoute

from app.api import expand
from app.api.parameters import ETAG
from app.api.route import JSON, NO_CONTENT, NOT_MODIFIED, Route
from app.domain.errors import (
    DomainError,
    InProgress,
    Invalid,
    KeyReused,
    Malformed,
    MissingScope,
    NotFound,
    RateLimited,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from app.domain.page import Pagination
from app.domain.use_case import Action, Role
from app.domain.use_case import Query as QueryCase
from app.domain.view import View
from app.door.errors import UnsupportedEncoding, UnsupportedMediaType
from app.door.once import KEY
from app.door.problem import MEDIA_TYPE

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    data: list[T]
    next_cursor: str | None = Field(
        alias="nextCursor", description="Give it back as `cursor` to read on; null: that was all."
    )


class FeedPage(BaseModel, Generic[T]):
    """One page of a list that goes on."""

    data: list[T]
    next_cursor: str = Field(
        alias="nextCursor",
        description="Give it back as `cursor` to go on from here, now or when more has happened.",
    )
    has_more: bool = Field(alias="hasMore", description="Whether there is more to read by now.")


class ProblemFault(BaseModel):
    """One thing that is wrong with the request."""

    pointer: str = Field(description="Where (RFC 6901): in the body, or `/` and a parameter.")
    detail: str
    line: int | None = Field(
        default=None, description="In which line of a file, from 1; only where a file was sent."
    )


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


def described(routes: Iterable[Route]) -> list[BaseRoute]:
    """The routes as FastAPI knows them, for their documentation and nothing else: it is slow."""
    router = APIRouter()
    for route in routes:
        router.add_api_route(**operation(route))
    return router.routes


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
        "responses": {**_successes(route), **_refusals(route)},
        "openapi_extra": _extra(route),
    }


def _answer(route: Route) -> Any:
    use_case = route.use_case
    if isinstance(use_case, QueryCase) and use_case.paged:
        page: Any = FeedPage if use_case.endless else Page
        return page[use_case.returns]
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
DONE: Final = {
    200: "Done.",
    201: "Made.",
    202: "Accepted: it is done soon, and can be followed.",
    204: "Gone.",
    207: "What became of each item.",
}


def _parameters(route: Route) -> dict[str, tuple[Any, Any]]:
    """The annotation and the default of each parameter."""
    use_case, found = route.use_case, dict[str, tuple[Any, Any]]()
    for one in use_case.parameters:
        if one.role is Role.ID:
            found[one.name] = (Annotated[one.kind, Path(description=one.doc)], REQUIRED)
        elif one.role is Role.COMMAND:
            body = Body(media_type=route.media_type)
            needed = any(field.is_required() for field in one.kind.model_fields.values())
            kind = one.kind if needed else one.kind | None
            found[one.name] = (Annotated[kind, body], REQUIRED if needed else None)
    models: list[type[BaseModel]] = [m for m in (use_case.filters, route.options) if m]
    if isinstance(use_case, QueryCase) and use_case.paged:
        models.append(Pagination)
    for model in models:
        for name, field in model.model_fields.items():
            marker = Query(alias=field.alias or name, description=field.description)
            default = REQUIRED if field.is_required() else field.get_default()
            found[name] = (Annotated[(field.annotation, *field.metadata, marker)], default)
    returns: Any = use_case.returns
    if _is_view(returns) and expand.names(returns):
        names = ", ".join(f"`{name}`" for name in expand.names(returns))
        text = f"Relations to show in place, comma-separated, dots go deeper: {names}."
        marker = Query(description=text, pattern=expand.FORM)
        found["expand"] = (Annotated[str | None, marker], None)
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
        header = Header(description=text, pattern=rf"^(\*|{ETAG.pattern})$")
        found["if_match"] = (Annotated[str, header], REQUIRED)
    if route.method == "POST":
        text = "Makes it safe to send the same request again, for 24 hours."
        header = Header(description=text, pattern=rf"^{KEY.pattern}$")
        found["idempotency_key"] = (Annotated[str | None, header], None)
    return found


def _successes(route: Route) -> dict[int | str, dict[str, Any]]:
    """What comes with the body, and the answer that has none because nothing has changed."""
    use_case = route.use_case
    headers: dict[str, Any] = {}
    if isinstance(use_case, QueryCase) or _is_view(use_case.returns):
        headers["ETag"] = _header("ETag")
    if isinstance(use_case, QueryCase) and use_case.paged:
        headers["Link"] = _header("Link")
    if isinstance(use_case, Action) and use_case.creates:
        headers |= {name: _header(name) for name in ("ETag", "Location")}
    found: dict[int | str, dict[str, Any]] = {
        route.status: {"description": DONE[route.status], "headers": headers}
    }
    if isinstance(use_case, QueryCase):
        text = "It is still what you have (`If-None-Match`)."
        found[NOT_MODIFIED] = {"description": text, "headers": headers}
    return found


def _header(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/headers/{name}"}


def _is_view(returns: Any) -> bool:
    return isinstance(returns, type) and issubclass(returns, View)


def _refusals(route: Route) -> dict[int | str, dict[str, Any]]:
    use_case = route.use_case
    kinds: list[type[DomainError]] = [
        Unauthenticated,
        MissingScope,
        RateLimited,
        Unavailable,
        Malformed,
        *use_case.raises,
    ]
    kinds += [Invalid, UnsupportedEncoding, TooLarge]
    if use_case.ids:
        kinds.append(NotFound)
    if use_case.command:
        kinds.append(UnsupportedMediaType)
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
    use_case = route.use_case
    extra: dict[str, Any] = {
        "security": [{"bearer": [use_case.scope.value]}],
        "x-scope": use_case.scope.value,
    }
    if isinstance(use_case, Action) and use_case.sensitive:
        extra["x-sensitive"] = True
    others: dict[str, Any] = {
        kind: {"schema": {"type": "string"}, "example": reader.sample}
        for kind, reader in route.readers.items()
    }
    if route.method == "PATCH" and use_case.command:  # read too, since many clients send it
        schema = {"$ref": f"#/components/schemas/{use_case.command.__name__}"}
        others[JSON] = {"schema": schema}
    if others:
        extra["requestBody"] = {"content": others}
    return extra
