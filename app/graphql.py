"""The door of GraphQL, as one application has it.

Its schema takes a third of the time in which a process starts, and who comes first mostly comes
over REST. So it is made by whoever asks for it first, or by the server soon after it listens.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import NamedTuple

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import WebSocketRoute
from starlette.staticfiles import StaticFiles

from app.domain.transaction import Database
from app.domain.trusted_documents.service import Flaw, Operation, judged_by, text_of
from app.door.asgi import App, Receive, Scope, Send
from app.door.late import Late, LateApp
from app.settings import Settings

PATH = "/graphql"
GRAPHIQL = "/graphiql"

Judge = Callable[[str], Operation | Flaw]


class _Parts(NamedTuple):
    endpoint: Callable[[Request], Awaitable[Response]]
    socket: App
    judge: Judge


class GraphQLDoor:
    """`/graphql` over HTTP and WebSocket, the files of GraphiQL, and who judges documents."""

    def __init__(self, app: FastAPI, settings: Settings, database: Database) -> None:
        """Raises `CannotRun` if files of trusted documents are named, and cannot be used."""
        self._parts = Late(partial(_made, app, settings, database))
        if settings.graphql_documents is not None:
            self._parts.make_now()
        judged_by(self._judged)
        app.add_route(PATH, self._answer, methods=["GET", "POST"])
        app.router.routes.append(WebSocketRoute(PATH, _Socket(self._parts)))
        app.mount(GRAPHIQL, LateApp(_files), name="graphiql")

    async def made(self) -> None:
        """Come back when it is made."""
        await self._parts.get()

    async def _answer(self, request: Request) -> Response:
        return await (await self._parts.get()).endpoint(request)

    async def _judged(self, text: str) -> Operation | Flaw:
        return (await self._parts.get()).judge(text)


class _Socket:
    def __init__(self, parts: Late[_Parts]) -> None:
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (await self._parts.get()).socket(scope, receive, send)


def check_documents(settings: Settings) -> None:
    """Whether files of trusted documents can be used, if any are named. Raises `CannotRun`."""
    if settings.graphql_documents is not None:
        _judged_files(settings)


def _made(app: FastAPI, settings: Settings, database: Database) -> _Parts:
    from app.schema.door.endpoint import endpoint
    from app.schema.door.socket import Socket
    from app.schema.door.trusted import TrustedDocuments

    judge, of_files = _judged_files(settings)
    app.state.trusted_documents = TrustedDocuments(of_files, partial(text_of, database))
    return _Parts(endpoint, Socket(), judge)


def _judged_files(settings: Settings) -> tuple[Judge, dict[str, str]]:
    """They are judged alike, whether files bring them or somebody does."""
    from app.schema.door.files import read_documents
    from app.schema.door.judging import judge_of

    judge = judge_of(settings)
    return judge, read_documents(settings.graphql_documents, judge)


def _files() -> StaticFiles:
    from app.schema.door.graphiql import assets

    return StaticFiles(directory=assets())
