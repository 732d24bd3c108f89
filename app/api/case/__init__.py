"""`/ims/case/v1p1`: the provider's side of CASE 1.1 (1EdTech), read-only, in the words of that
standard: its paths, its parameters, its errors.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.api.case.listing import read_listing
from app.api.case.refusals import SelectionInvalid, read_identifier
from app.api.parameters import none_match
from app.api.written import sent
from app.domain.competencies.service.case import PATH, Provider
from app.door.asgi import headers_of
from app.door.entrance import enter

__all__ = ["ANSWERS", "PATH"]

PACKAGES: Final = f"{PATH}/CFPackages/{{identifier}}"
DOCUMENTS: Final = f"{PATH}/CFDocuments"
DOCUMENT: Final = f"{PATH}/CFDocuments/{{identifier}}"
ITEMS: Final = f"{PATH}/CFItems/{{identifier}}"
ITEM_ASSOCIATIONS: Final = f"{PATH}/CFItemAssociations/{{identifier}}"
ASSOCIATIONS: Final = f"{PATH}/CFAssociations/{{identifier}}"
RUBRICS: Final = f"{PATH}/CFRubrics/{{identifier}}"
ALONE: Final = ("CFLicenses", "CFAssociationGroupings")
"""Definitions that are answered by themselves."""
WITH_FAMILY: Final = ("CFConcepts", "CFSubjects", "CFItemTypes")
"""Definitions that are answered with those below them."""


async def _enter(request: Request) -> Provider:
    context = await enter(request.scope, headers_of(request.scope))
    return Provider(context, request.app.state.base_url)


async def _enter_for_one(request: Request) -> tuple[Provider, str]:
    provider = await _enter(request)
    if request.scope["query_string"]:
        raise SelectionInvalid(detail="There are no parameters here.")
    return provider, read_identifier(request.path_params["identifier"])


async def documents(request: Request) -> Response:
    """All CFDocuments, or those that are selected, page by page."""
    provider = await _enter(request)
    listing = read_listing(request.scope["query_string"])
    page = listing.page(await provider.documents())
    return JSONResponse(
        {"CFDocuments": page.shown},
        headers={
            "x-total-count": str(page.total),
            "link": page.links(f"{request.app.state.base_url}{DOCUMENTS}"),
        },
    )


async def package(request: Request) -> Response:
    provider, identifier = await _enter_for_one(request)
    whole = await provider.package(identifier)
    if none_match(headers_of(request.scope), whole.etag):
        return Response(status_code=304, headers={"etag": whole.etag})
    return await sent(whole, "application/json")


def _one(ask: Callable[[Provider, str], Awaitable[Any]]) -> Callable[[Request], Any]:
    """Answers with the one thing that the identifier in the path names."""

    async def answer(request: Request) -> Response:
        provider, identifier = await _enter_for_one(request)
        return JSONResponse(await ask(provider, identifier))

    return answer


async def definition(request: Request) -> Response:
    """A licence or a grouping; its collection stands in the path."""
    provider, identifier = await _enter_for_one(request)
    return JSONResponse(await provider.definition(_collection(request), identifier))


async def definitions(request: Request) -> Response:
    """A concept, subject or type of item, and those below it."""
    provider, identifier = await _enter_for_one(request)
    name = _collection(request)
    return JSONResponse({name: await provider.definitions(name, identifier)})


def _collection(request: Request) -> str:
    return str(request.scope["path"]).split("/")[-2]


ANSWERS: Final = {
    PACKAGES: package,
    DOCUMENTS: documents,
    DOCUMENT: _one(Provider.document),
    ITEMS: _one(Provider.item),
    ITEM_ASSOCIATIONS: _one(Provider.item_associations),
    ASSOCIATIONS: _one(Provider.association),
    RUBRICS: _one(Provider.rubric),
    **{f"{PATH}/{name}/{{identifier}}": definition for name in ALONE},
    **{f"{PATH}/{name}/{{identifier}}": definitions for name in WITH_FAMILY},
}
"""What answers at each path."""
