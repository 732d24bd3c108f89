"""`/xapi`: where learning systems report by xAPI 1.0.3 and 2.0 (IEEE 9274.1.1), in the words of
that standard. Statements come in; what became of them is read at `/v1/learning-records`.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.api.parameters import read_pairs
from app.api.xapi.credentials import Exchange
from app.api.xapi.refusals import (
    NEWEST,
    VERSION,
    VERSIONS,
    VersionUnknown,
    in_its_place,
)
from app.domain.context import Context
from app.domain.errors import DomainError, Fault, Malformed, Unauthenticated
from app.domain.learning_records import service
from app.domain.learning_records.commands import MOST_STATEMENTS, RecordStatements
from app.domain.learning_records.errors import StatementConflict, StatementInvalid
from app.domain.learning_records.xapi.checks import UUID_FORM
from app.door.asgi import headers_of, read_body
from app.door.entrance import enter
from app.door.errors import UnsupportedMediaType
from app.door.strict_json import read_json

__all__ = ["ANSWERS", "PATH"]

PATH: Final = "/xapi"
STATEMENTS: Final = f"{PATH}/statements"
ABOUT: Final = f"{PATH}/about"
JSON: Final = "application/json"
NO_CONTENT: Final = 204
BASIC: Final = b"basic "

Answer = Callable[[Request, str], Awaitable[Response]]


async def about(_: Request) -> Response:
    """Which versions are spoken. Anybody may know."""
    body = {"version": list(VERSIONS.values()), "extensions": {}}
    return JSONResponse(body, headers={VERSION: NEWEST})


async def statements(request: Request) -> Response:
    """`POST`: one statement or a list. `PUT`: one, with the id that stands in the query string."""
    version = _version(request)
    answer: Answer = _put if request.method == "PUT" else _post
    try:
        response = await answer(request, version)
    except DomainError as refused:
        refused.facts["xapi_version"] = version
        raise
    response.headers[VERSION] = version
    return response


async def _post(request: Request, version: str) -> Response:
    context = await _enter(request)
    if request.scope["query_string"]:
        raise Malformed(detail="There are no parameters here; one statement has its id by PUT.")
    value = await _read(request)
    given = value if isinstance(value, list) else [value]
    ids = await _record(context, given, version, is_list=isinstance(value, list))
    return JSONResponse(ids)


async def _put(request: Request, version: str) -> Response:
    context = await _enter(request)
    id = _statement_id(request)
    value = await _read(request)
    if isinstance(value, dict):
        said = value.setdefault("id", id)
        if not isinstance(said, str) or said.lower() != id:
            raise StatementInvalid(Fault("/id", "is not the statementId of the address"))
    await _record(context, [value], version, is_list=False)
    return Response(status_code=NO_CONTENT)


async def _enter(request: Request) -> Context:
    """As a bearer of a token; or with a client id and secret, which are exchanged for one."""
    headers = headers_of(request.scope)
    is_basic = headers.get(b"authorization", b"")[: len(BASIC)].lower() == BASIC
    context = await (_enter_by_secret(request) if is_basic else enter(request.scope, headers))
    context.require(service.record_statements)
    return context


async def _enter_by_secret(request: Request) -> Context:
    exchange: Exchange = request.app.state.exchange
    known = exchange.known(request)
    if known is not None:
        try:
            return await enter(request.scope, _bearing(known))
        except Unauthenticated:  # since then its tokens were revoked, perhaps, and it was not
            pass
    return await enter(request.scope, _bearing(await exchange.token(request)))


def _bearing(token: str) -> dict[bytes, bytes]:
    return {b"authorization": b"Bearer " + token.encode()}


def _version(request: Request) -> str:
    """What we speak of what the header asks for: the latest of its kind."""
    given = request.headers.getlist(VERSION)
    for form, version in VERSIONS.items():
        if len(given) == 1 and form.fullmatch(given[0]):
            return version
    raise VersionUnknown


def _statement_id(request: Request) -> str:
    pairs = read_pairs(request.scope["query_string"])
    if [name for name, _ in pairs] != ["statementId"] or not UUID_FORM.fullmatch(pairs[0][1]):
        raise Malformed(detail="PUT takes one parameter, statementId, which is a UUID.")
    return pairs[0][1].lower()


async def _read(request: Request) -> Any:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise UnsupportedMediaType
    return read_json(await read_body(request.receive))


async def _record(context: Context, given: list[Any], version: str, *, is_list: bool) -> list[str]:
    faults = [
        Fault(f"/{index}" if is_list else "", "should be an object")
        for index, one in enumerate(given[: MOST_STATEMENTS + 1])
        if not isinstance(one, dict)
    ]
    if not 0 < len(given) <= MOST_STATEMENTS:
        faults = [Fault("", f"should be 1 to {MOST_STATEMENTS} statements")]
    if faults:
        raise StatementInvalid(*faults)
    command = RecordStatements(statements=tuple(given), xapi_version=version)
    try:
        answer = await context.execute(service.record_statements, {"command": command})
    except (StatementInvalid, StatementConflict) as refused:
        refused.faults = in_its_place(refused.faults, is_list=is_list)
        raise
    found: list[str] = json.loads(answer.body)["statementIds"]
    return found


ANSWERS: Final = (
    (STATEMENTS, ["POST", "PUT"], statements),
    (ABOUT, ["GET"], about),
)
"""What answers at each path, and to which methods."""
