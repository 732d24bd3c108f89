"""Fields of `Subscription`: what can be followed, and how each event is told."""

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any, Final, Optional
from uuid import UUID

import strawberry
from pydantic.alias_generators import to_camel
from strawberry.types.field import StrawberryField

from app.domain.errors import Unavailable
from app.domain.live.service import (
    CONVERSATIONS,
    INBOX,
    INBOX_TYPES,
    MILESTONES,
    Change,
    Follower,
    Interest,
    Told,
    Topic,
    occurred,
    opened_place,
    sealed_place,
)
from app.domain.page import LARGEST, Pagination
from app.domain.view import Selection
from app.door import telemetry
from app.schema.fields import Fields, connection
from app.schema.live.context import LiveContext
from app.schema.reads import pagination
from app.schema.selection import selected

PROGRESS_EVERY_S: Final = 300.0
"""Without a change for so long, there is a cursor all the same, so that it does not grow old."""

GATHER_S: Final = 0.1
"""What changes an inbox often comes in several events; they are looked at together."""

TRIES: Final = 4
LONGEST_PAUSE_S: Final = 2.0

AFTER = Annotated[
    str | None,
    strawberry.argument(
        description="The `cursor` of the last payload: what came after it is told first, so that "
        "nothing is missed. Without it, the stream begins now. One whose events were cleared away "
        "in part is refused (`cursor_expired`), and one that we never gave (`cursor_invalid`)."
    ),
]
CURSOR: Final = "Where this is in the order of all events: go on `after` it. Opaque."
ONE: Final = "Only of this one. Refused with `not_found` if you may not read it, unless resumed."
BEGINS: Final = """\
The first payload comes at once, without a `type`: it says that you are being told from now on, and
where that is. Another one without a `type` comes after five quiet minutes, with a newer cursor.\
"""
MILESTONE_CHANGED: Final = f"""\
What happens to milestones that you may read: each event that endpoints are told as `milestone.*`.

Whether you may read the milestone is asked for every event, in the moment in which you are told;
what you may not read is passed over. `milestone` is as it is by then, null if it was deleted. Of
private goals and their steps nothing is told.

{BEGINS}

Scope: `plans:read`.\
"""
CONVERSATION_CHANGED: Final = f"""\
What happens to conversations that you may read: each event that endpoints are told as
`conversation.*`, but for those about exceptional access.

Whether you may read the conversation is asked for every event; preparations, summaries, addenda and
reminders are told to the two who take part alone.

{BEGINS}

Scope: `conversations:read`.\
"""
INBOX_CHANGED: Final = """\
Your list of work (`work`), now and whenever an event made it another one.

The first payload comes at once: when you connect again, you have missed nothing. What is private
and what the clock alone brings (a day that has come, a question to reflect on) is not told: it is
in the list the next time.

Scope: `work:read`.\
"""


def subscription(fields: Fields) -> type:
    """The type `Subscription`."""
    made = {
        "milestone_changed": _milestone_changed(fields),
        "conversation_changed": _conversation_changed(fields),
        "inbox_changed": _inbox_changed(fields),
    }
    return strawberry.type(
        type("Subscription", (), made),
        description="Everything that can be followed: over WebSockets (`graphql-transport-ws`) and "
        "as server-sent events (`graphql-sse`, distinct connections).",
    )


def _milestone_changed(fields: Fields) -> StrawberryField:
    async def milestone_changed(
        self: Any,  # noqa: ARG001
        info: strawberry.Info,
        milestone_id: Annotated[UUID | None, strawberry.argument(description=ONE)] = None,
        plan_id: Annotated[UUID | None, strawberry.argument(description="Of this plan.")] = None,
        person_id: Annotated[
            UUID | None, strawberry.argument(description="Of the plans of this person.")
        ] = None,
        after: AFTER = None,
    ) -> Any:
        ids = {"milestone_id": milestone_id, "plan_id": plan_id, "person_id": person_id}
        async for one in _changes(MILESTONES, info, ids, after):
            yield one

    return _field(milestone_changed, _change_type(fields, MILESTONES), MILESTONE_CHANGED)


def _conversation_changed(fields: Fields) -> StrawberryField:
    async def conversation_changed(
        self: Any,  # noqa: ARG001
        info: strawberry.Info,
        conversation_id: Annotated[UUID | None, strawberry.argument(description=ONE)] = None,
        person_id: Annotated[
            UUID | None, strawberry.argument(description="About this person's career.")
        ] = None,
        after: AFTER = None,
    ) -> Any:
        ids = {"conversation_id": conversation_id, "person_id": person_id}
        async for one in _changes(CONVERSATIONS, info, ids, after):
            yield one

    return _field(conversation_changed, _change_type(fields, CONVERSATIONS), CONVERSATION_CHANGED)


def _inbox_changed(fields: Fields) -> StrawberryField:
    async def inbox_changed(
        self: Any,  # noqa: ARG001
        info: strawberry.Info,
        first: Annotated[
            int, strawberry.argument(description=f"How much at the most, 1 to {LARGEST}.")
        ] = 50,
        after: AFTER = None,
    ) -> Any:
        async for one in _inboxes(info, first, after):
            yield one

    view: Any = INBOX.returns
    text = "The list as it is now; go on with the query `work` after its `endCursor`."
    made = _payload(
        "InboxChange",
        "Your work, after something happened.",
        {
            "cursor": (str, CURSOR),
            "work": (fields.connection_of(view), text),
        },
    )
    return _field(inbox_changed, made, INBOX_CHANGED)


async def _changes(
    topic: Topic, info: strawberry.Info, ids: dict[str, UUID | None], after: str | None
) -> AsyncGenerator[dict[str, Any], None]:
    live: LiveContext = info.context
    view: Any = topic.query.returns
    selection = selected(info._raw_info, view, topic.name)  # noqa: SLF001
    live.ctx.require(topic.query, selection)
    thing = ids.pop(topic.id)
    if thing is not None and after is None:
        await topic.require(live.ctx, thing)
    saying = tuple((to_camel(name), str(id)) for name, id in ids.items() if id is not None)
    wanted = Interest(topic.types, thing, saying)
    async with _following(live, wanted, after) as follower:
        yield _payload_of(topic, live, follower.place, None)
        while True:
            events = await follower.next(PROGRESS_EVERY_S)
            for told in events:
                change = await _seen(topic, live, told, selection)
                if change is not None:
                    telemetry.PAYLOADS.labels(topic.name).inc()
                    yield _payload_of(topic, live, told.position, change)
            if not events:
                yield _payload_of(topic, live, follower.place, None)


async def _inboxes(
    info: strawberry.Info, first: int, after: str | None
) -> AsyncGenerator[dict[str, Any], None]:
    live: LiveContext = info.context
    view: Any = INBOX.returns
    page = pagination(first)
    selection = selected(info._raw_info, view, "work", "edges", "node")  # noqa: SLF001
    live.ctx.require(INBOX, selection)
    if after is not None:  # the list is told whole: nothing has to be looked up
        opened_place(live.ctx.database.tools.vault, live.ctx.actor.tenant_id, after)
    wanted = Interest(INBOX_TYPES, of=live.ctx.actor.id)
    async with _following(live, wanted, None) as follower:
        shown = b""
        while True:
            place = follower.place
            listed = await _listed(live, page, selection)
            body = connection(listed)
            seen = hashlib.blake2b(json.dumps(body).encode(), digest_size=16).digest()
            if seen != shown:
                telemetry.PAYLOADS.labels("inbox").inc()
                yield {"cursor": _mark(live, place), "work": body}
            shown = seen
            del listed, body  # nobody keeps a list while nothing happens
            while not await follower.next(PROGRESS_EVERY_S):
                pass
            await asyncio.sleep(GATHER_S)


@asynccontextmanager
async def _following(
    live: LiveContext, wanted: Interest, after: str | None
) -> AsyncIterator[Follower]:
    tenant_id = live.ctx.actor.tenant_id
    place = None
    if after is not None:
        place = opened_place(live.ctx.database.tools.vault, tenant_id, after)
    follower = await live.following.follow(tenant_id, wanted, place)
    try:
        yield follower
    finally:
        live.following.leave(follower)


async def _seen(topic: Topic, live: LiveContext, told: Told, selection: Selection) -> Change | None:
    """An event, as the reader may know of it. A database that is busy is asked again, for nothing
    may be left out; in the end the stream breaks off, and is resumed before this event.
    """
    for nth in range(TRIES):
        try:
            async with live.following.log.room:
                return await topic.seen(live.ctx, told, selection)
        except Unavailable:
            if nth == TRIES - 1:
                raise
        await asyncio.sleep(min(LONGEST_PAUSE_S, 0.25 * 2**nth))
    raise AssertionError


async def _listed(live: LiveContext, page: Pagination, selection: Selection) -> Any:
    for nth in range(TRIES):
        try:
            async with live.following.log.room:
                return await live.ctx.list(INBOX, {}, None, page, selection)
        except Unavailable:
            if nth == TRIES - 1:
                raise
        await asyncio.sleep(min(LONGEST_PAUSE_S, 0.25 * 2**nth))
    raise AssertionError


def _payload_of(
    topic: Topic, live: LiveContext, place: int, change: Change | None
) -> dict[str, Any]:
    told = change.told if change is not None else None
    body = change.body if change is not None else None
    return {
        "cursor": _mark(live, place),
        "type": told.type if told else None,
        "occurredAt": occurred(told.at) if told else None,
        to_camel(topic.id): told.subject_id if told else None,
        topic.name: json.loads(body) if body is not None else None,
    }


def _mark(live: LiveContext, place: int) -> str:
    return sealed_place(live.ctx.database.tools.vault, live.ctx.actor.tenant_id, place)


def _change_type(fields: Fields, topic: Topic) -> type:
    view: Any = topic.query.returns
    shown: Any = Optional[fields.types.output(view)]  # noqa: UP045 - made at run time
    return _payload(
        f"{view.named}Change",
        f"Something that happened to a {topic.name}.",
        {
            "cursor": (str, CURSOR),
            "type": (str | None, "What happened, as endpoints are told it; null if nothing did."),
            "occurred_at": (datetime | None, "When it happened."),
            topic.id: (UUID | None, "What it happened to."),
            topic.name: (shown, "It, as you see it now."),
        },
    )


def _payload(name: str, description: str, fields: dict[str, tuple[Any, str]]) -> type:
    made: Any = type(name, (), {"__annotations__": {n: kind for n, (kind, _) in fields.items()}})
    for field, (_, text) in fields.items():
        setattr(made, field, strawberry.field(description=text))
    finished: type = strawberry.type(made, description=description)
    return finished


def _field(resolve: Any, payload: type, description: str) -> StrawberryField:
    resolve.__annotations__["return"] = AsyncGenerator[payload, None]  # type: ignore[valid-type]
    field: StrawberryField = strawberry.subscription(resolver=resolve, description=description)
    return field
