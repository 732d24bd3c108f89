"""A receiver of webhooks that does as little as possible, and the same requests posted bare.

python -m bench.receiving PORT          receives, until it is told to stop
python -m bench.receiving PORT POSTS    posts that many, bare, and prints how long it took
"""

import asyncio
import json
import sys
import time
from array import array
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import aiohttp
import uvloop
from aiohttp import web
from standardwebhooks import Webhook

AT_ONCE: Final = 32
HANGS_S: Final = 3600.0


class Seen:
    """What came: when, and how long after it was told (seconds)."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.count = 0
        self.first = self.last = 0.0
        self.late = array("d")
        self.ids: set[str] = set()
        self.hanging = 0
        self.twice = 0
        self.overtaken = 0
        self.sequences: dict[str, int] = {}

    def note(self, path: str, id: str, body: bytes) -> None:
        now = time.time()
        if not self.count:
            self.first = now
        self.count += 1
        self.last = now
        at = body.find(b'"time":"') + 8
        told = datetime.fromisoformat(body[at : at + 27].decode())
        self.late.append(now - told.timestamp())
        self.twice += id in self.ids
        self.ids.add(id)
        at = body.find(b'"subject":"') + 11
        subject = path + body[at : at + 36].decode()
        at = body.find(b'"sequence":"') + 12
        sequence = int(body[at : at + 10])
        self.overtaken += sequence < self.sequences.get(subject, 0)
        self.sequences[subject] = sequence

    def told(self) -> dict[str, Any]:
        late = sorted(self.late)
        return {
            "count": self.count,
            "seconds": self.last - self.first,
            "p50": late[len(late) // 2] if late else 0.0,
            "p99": late[int(len(late) * 0.99)] if late else 0.0,
            "different": len(self.ids),
            "twice": self.twice,
            "overtaken": self.overtaken,
            "hanging": self.hanging,
        }


class Receiver:
    """What a vendor would write: each signature is verified, by the library for that.

    `/hang...` is never answered; `/seen` and `/again` are for whoever measures.
    """

    def __init__(self, secret: str, sample: Path) -> None:
        self.seen = Seen()
        self.webhook = Webhook(secret)
        self.sample = sample

    def application(self) -> web.Application:
        application = web.Application()
        application.router.add_get("/seen", self.tell)
        application.router.add_get("/again", self.begin_again)
        application.router.add_post("/hang/{id}", self.hang)
        application.router.add_post("/{kind}/{id}", self.take)
        return application

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.webhook.verify(body, dict(request.headers))
        if not self.seen.count:
            told = {"headers": dict(request.headers), "body": body.decode()}
            await asyncio.to_thread(self.sample.write_text, json.dumps(told))
        self.seen.note(request.path, request.headers["webhook-id"], body)
        return web.Response()

    async def hang(self, request: web.Request) -> web.Response:
        await request.read()
        self.seen.hanging += 1
        await asyncio.sleep(HANGS_S)
        return web.Response()

    async def tell(self, _: web.Request) -> web.Response:
        return web.json_response(self.seen.told())

    async def begin_again(self, _: web.Request) -> web.Response:
        self.seen.reset()
        return web.json_response({})


async def post(port: int, count: int, sample: Path) -> float:
    """The seconds that it takes to post what the receiver got first, so many times."""
    told = json.loads(await asyncio.to_thread(sample.read_text))
    ours = ("content-type", "webhook-id", "webhook-timestamp", "webhook-signature")
    headers = {name: value for name, value in told["headers"].items() if name.lower() in ours}
    body = told["body"].encode()
    url = f"http://127.0.0.1:{port}/raw/1"
    left = iter(range(count))

    async def run(session: aiohttp.ClientSession) -> None:
        for _ in left:
            async with session.post(url, data=body, headers=headers) as response:
                await response.read()

    async with aiohttp.ClientSession() as session:
        began = time.perf_counter()
        await asyncio.gather(*(run(session) for _ in range(AT_ONCE)))
        return time.perf_counter() - began


def main() -> None:
    port, sample, secret, *posts = sys.argv[1:]
    if posts:
        print(uvloop.run(post(int(port), int(posts[0]), Path(sample))))
        return
    uvloop.install()
    application = Receiver(secret, Path(sample)).application()
    web.run_app(
        application,
        host="127.0.0.1",
        port=int(port),
        backlog=4096,
        access_log=None,
        print=lambda *_: None,
        shutdown_timeout=0.1,
    )


if __name__ == "__main__":
    main()
