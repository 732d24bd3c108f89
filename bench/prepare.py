"""Has the product answer each request once, and learns from it what the limit has to send."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from app.settings import Settings
from bench import script
from bench.answers import Known, shape_of
from bench.limit import Key, Read, Scripts
from bench.loading import take_back
from bench.measure import Mistake
from bench.spy import Product, Seen, Sent, watched_product
from bench.workloads import PAGE, PAGES_BEHIND, Request, Tokens, Workload, prepared

USUAL_LIMIT: Final = 50
SAMPLES: Final = 2
OK: Final = 200


@dataclass(frozen=True)
class Prepared:
    requests: dict[str, list[Request]]
    scripts: Scripts


async def prepare(
    workloads: Sequence[Workload], scale: float, settings: Settings, tokens: Tokens
) -> Prepared:
    requests = {one.name: prepared(one, scale) for one in workloads}
    await take_back(str(settings.database_url))
    reads: dict[Key, Read] = {}
    write = None
    async with watched_product(settings, tokens) as product:
        for workload in workloads:
            if workload.follows:
                requests[workload.name] = await _followed(product, requests[workload.name][0])
            if workload.writes:
                write = await _learned_write(product, requests[workload.name])
                await take_back(str(settings.database_url))
                continue
            for request in requests[workload.name]:
                reads[_key(request, tokens)] = await _learned_read(product, request)
    askers = {
        tokens.headers(one)["authorization"].encode(): (one.asker.tenant_id, one.asker.id)
        for all_of in requests.values()
        for one in all_of
    }
    return Prepared(requests, Scripts(reads, write, askers))


async def _followed(product: Product, first: Request) -> list[Request]:
    """Pages 200 and some behind it, found as a client would find them."""
    pages: list[Request] = []
    target = first.target
    while len(pages) < PAGE + PAGES_BEHIND:
        pages.append(replace(first, target=target))
        cursor = json.loads((await _answered(product, pages[-1])).body)["nextCursor"]
        target = f"{first.target}&{urlencode({'cursor': cursor})}"
    return pages[PAGE - 1 :]


async def _learned_read(product: Product, request: Request) -> Read:
    """Asked twice: the first time, a connection may have to ask PostgreSQL about types."""
    await _answered(product, request)
    seen = await _answered(product, request)
    given = parse_qs(urlsplit(request.target).query)
    limit = int(given.get("limit", [str(USUAL_LIMIT)])[0])
    cursor = json.dumps(json.loads(seen.body).get("nextCursor"))
    known = Known(limit, cursor)
    for one in reversed(seen.sent):  # others, the product may have sent for itself meanwhile
        shape = shape_of(one.rows, known, seen.body)
        if shape is not None:
            return Read(script.fixed([one]), shape, known)
    raise Mistake(f"{request.target}: no shape in answers.py makes this answer of its rows")


async def _learned_write(product: Product, requests: Sequence[Request]) -> script.Script:
    """What two requests that have nothing in common led to alike.

    The first one of all opens connections, and counts for nothing. A milestone of somebody
    else's is a better sample: its owner can be told from its person.
    """
    learned: list[script.Script] = []
    await _answered(product, requests[0])
    for sample in requests[1:]:
        # So that the product need not ask whether this one may come in: it does every few seconds.
        await _answered(product, Request("GET", "/v1/me", sample.asker))
        seen = await _answered(product, sample)
        found = json.loads(seen.body)
        if found["ownerId"] == found["personId"]:
            continue
        known = {
            "asker_tenant_id": sample.changes[0],
            "milestone_id": sample.changes[1],
            "asker_id": sample.asker.id,
        }
        learned.append(script.general(_transaction(seen.sent), known))
        if len(learned) == SAMPLES:
            break
    if len(learned) < SAMPLES or learned[0] != learned[1]:
        raise Mistake("what the product sends for a write could not be made out")
    return learned[0]


def _transaction(sent: Sequence[Sent]) -> Sequence[Sent]:
    """Without what was asked before it: whether one may come in, and how often. Nor with what the
    product sent for itself meanwhile, by another connection.
    """
    first = next(n for n, one in enumerate(sent) if one.sql.startswith("BEGIN"))
    return [one for one in sent[first:] if one.connection == sent[first].connection]


async def _answered(product: Product, request: Request) -> Seen:
    seen = await product.answer(request)
    if seen.status != OK:
        raise Mistake(f"{request.method} {request.target}: {seen.status} {seen.body[:500]!r}")
    return seen


def _key(request: Request, tokens: Tokens) -> Key:
    url = urlsplit(request.target)
    token = tokens.headers(request)["authorization"].encode()
    return url.path, url.query.encode(), token, request.body.encode()
