"""Build the ASGI application: the only place where every part meets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fastapi_offline
from fastapi import FastAPI
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from app.api import document, oauth
from app.api.case import PATH as CASE
from app.api.case.refusals import refusal as case_refusal
from app.api.install import install
from app.api.switchboard import Switchboard
from app.api.xapi import PATH as XAPI
from app.api.xapi.credentials import Exchange
from app.api.xapi.refusals import refusal as xapi_refusal
from app.domain.budget import Ledger
from app.domain.features import import_features
from app.domain.live.service import FOLLOWED, Following
from app.domain.transaction import Database
from app.door.asgi import App
from app.door.budgets import Budgets
from app.door.entry import Entry
from app.door.late import Late, LateApp
from app.door.sessions import Sessions
from app.door.telemetry import configure_logs, log
from app.graphql import GraphQLDoor, check_documents
from app.scim.refusals import refusal as scim_refusal
from app.security.assertions import AssertionReader
from app.security.bearer import Gate
from app.security.issuer import Issuer
from app.security.issuers import TrustedIssuers
from app.security.jwks import PublishedKeys
from app.security.provision import (
    create_fingerprint,
    create_issuer_guard,
    create_keyring,
    create_limits,
    create_tools,
)
from app.security.standing import Standing, clients_asked_of, people_asked_of
from app.security.tokens import TokenReader
from app.server.databases import Login, outside_urls
from app.server.revisions import MIGRATIONS, head_of, known_revisions
from app.server.roles import refuse_powerful_role
from app.settings import Settings

if TYPE_CHECKING:
    from app.security.fetch import Fetcher

OFFLINE = "/static-docs"
SCIM = "/scim/v2"
TOKENS_KEPT = 256
"""By the reader of our own: whom they let in is remembered by the gate."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The API. It opens its database when it starts, and refuses to serve as a powerful role."""
    settings = settings or Settings()
    import_features()
    configure_logs(settings.log_level)
    base_url = settings.base_url
    app = FastAPI(
        title=document.TITLE,
        version=document.VERSION,
        openapi_url=None,  # ours is made where it keeps nobody waiting; /docs and /redoc are below
        lifespan=_lifespan,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # ours is in Entry
    )
    keyring = create_keyring(settings)
    login = app_login(settings)
    limits = replace(create_limits(settings), plans_of_reads="force_generic_plan")
    database = Database(login.dsn, create_tools(settings), role=login.role, limits=limits)
    reader = TokenReader(
        keyring.public_jwks,
        issuer=base_url,
        audience=base_url,
        leeway_s=settings.clock_leeway_s,
        cache_size=TOKENS_KEPT,
    )
    revisions = known_revisions(MIGRATIONS / "versions")
    app.state.settings = settings
    app.state.base_url = base_url
    app.state.database = database
    app.state.budgets = Budgets.of(settings, Ledger(database, create_fingerprint(settings)))
    app.state.fetcher = Late(partial(_fetcher, settings))
    issuers = trusted_issuers(settings, database, app.state.fetcher)
    standing = Standing(
        clients_asked_of(database), people_asked_of(database), cache_s=settings.standing_cache_s
    )
    app.state.gate = Gate(reader, standing, database, issuers=issuers)
    app.state.following = Following(database, FOLLOWED)
    app.state.sessions = Sessions(
        lambda: app.state.gate,
        per_actor=settings.live_per_actor,
        per_process=settings.live_per_process,
        look_s=settings.standing_cache_s,
        leeway_s=settings.clock_leeway_s,
    )
    app.state.assertions = AssertionReader(
        (base_url, f"{base_url}{oauth.ENDPOINT}"), leeway_s=settings.clock_leeway_s
    )
    app.state.issuer = Issuer(keyring, base_url, settings.token_lifetime_s)
    app.state.exchange = Exchange()
    app.state.revisions, app.state.head = revisions, head_of(revisions)
    app.state.login = login
    install(app, base_url)
    app.state.graphql = GraphQLDoor(app, settings, database)
    app.mount(SCIM, LateApp(partial(_scim, base_url)))
    _docs(app)
    app.add_route(document.PATH, document.answer)
    # Entry answers for whatever is raised, so nothing of FastAPI has to stand around it.
    rest = ExceptionMiddleware(app.router, handlers=app.exception_handlers)
    app.middleware_stack = Entry(
        Switchboard(rest, routes=app.routes),
        base_url=base_url,
        max_body=settings.max_body_bytes,
        max_bulk_body=settings.max_bulk_body_bytes,
        timeout=settings.request_timeout_s,
        max_file=settings.max_file_bytes,
        file_timeout=settings.file_timeout_s,
        dialects={
            f"{SCIM}/": scim_refusal,
            f"{CASE}/": case_refusal,
            f"{XAPI}/": xapi_refusal,
        },
    )
    return app


async def make_the_rest(app: FastAPI) -> None:
    """What is made late, before somebody has to wait for it."""
    try:
        await app.state.graphql.made()
    except Exception:  # noqa: BLE001 - whoever asks for it tries again, and is told
        log().exception("making the door of GraphQL failed")


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    login: Login = app.state.login
    await refuse_powerful_role(login.dsn, login.role)
    await app.state.database.open()
    yield
    await app.state.sessions.close()
    await app.state.following.close()
    await app.state.database.close()
    fetcher: Fetcher | None = app.state.fetcher.made
    if fetcher is not None:
        await fetcher.close()


def trusted_issuers(
    settings: Settings, database: Database, fetcher: "Late[Fetcher]"
) -> TrustedIssuers:
    async def get(url: str) -> dict[str, object]:
        return await (await fetcher.get()).get(url)

    keys = PublishedKeys(
        get, deadline_s=settings.issuer_timeout_s, max_age_s=settings.issuer_keys_age_s
    )
    return TrustedIssuers(
        database,
        keys,
        base_url=settings.base_url,
        leeway_s=settings.clock_leeway_s,
        max_lifetime_s=settings.issuer_token_lifetime_s,
    )


def app_login(settings: Settings) -> Login:
    logins = outside_urls(settings)
    # Without a database the application can still be built, to write its contracts.
    return logins.app if logins else Login("postgresql://127.0.0.1:1/none")


def check(settings: Settings) -> None:
    """Whether what settings name can be used. Raises `CannotRun`."""
    check_documents(settings)


def _fetcher(settings: Settings) -> "Fetcher":
    from app.security.fetch import Fetcher  # noqa: PLC0415 - slow, and most trust no issuer

    return Fetcher(create_issuer_guard(settings), settings.issuer_timeout_s)


def _scim(base_url: str) -> App:
    from app.scim.door import ScimDoor  # noqa: PLC0415 - slow, and few processes are asked for it

    return ScimDoor(f"{base_url}{SCIM}", base_url)


def _docs(app: FastAPI) -> None:
    static = Path(fastapi_offline.__file__).with_name("static")
    app.mount(OFFLINE, StaticFiles(directory=static), name="static-docs")

    async def swagger(_: Request) -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url=document.PATH,
            title=app.title,
            swagger_js_url=f"{OFFLINE}/swagger-ui-bundle.js",
            swagger_css_url=f"{OFFLINE}/swagger-ui.css",
            swagger_favicon_url=f"{OFFLINE}/favicon.png",
        )

    async def redoc(_: Request) -> HTMLResponse:
        return get_redoc_html(
            openapi_url=document.PATH,
            title=app.title,
            redoc_js_url=f"{OFFLINE}/redoc.standalone.js",
            redoc_favicon_url=f"{OFFLINE}/favicon.png",
            with_google_fonts=False,
        )

    handlers: dict[str, Any] = {"/docs": swagger, "/redoc": redoc}
    for path, handler in handlers.items():
        app.add_route(path, handler)
