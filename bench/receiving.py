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

OK: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
AT_ONCE: Final = 32
_END: Final = b"\r\n\r\n"


class Seen:
    """What came: when, and how long after it was told (seconds)."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.count = 0
        self.first = self.last = 0.0
        self.late = array("d")
        self.ids: set[bytes] = set()
        self.hanging = 0
        self.twice = 0
        self.overtaken = 0
        self.sequences: dict[bytes, int] = {}

    def note(self, head: bytes, body: bytes) -> None:
        now = time.time()
        if not self.count:
            self.first = now
        self.count += 1
        self.last = now
        at = body.find(b'"time":"') + 8
        told = datetime.fromisoformat(body[at : at + 27].decode())
        self.late.append(now - told.timestamp())
        at = head.find(b"webhook-id: ") + 12
        id = head[at : at + 36]
        self.twice += id in self.ids
        self.ids.add(id)
        at = body.find(b'"subject":"') + 11
        path = head[: head.find(b" HTTP")]
        subject = path + body[at : at + 36]
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


class Receiver(asyncio.Protocol):
    """`/hang...` is never answered; `/seen` and `/again` are for whoever measures."""

    def __init__(self, seen: Seen, sample: Path) -> None:
        self.seen, self.sample = seen, sample
        self.buffer = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(_END)) >= 0:
            head = self.buffer[:end]
            at = head.lower().find(b"content-length: ")
            length = int(head[at + 16 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self.buffer) < end + 4 + length:
                return
            body = self.buffer[end + 4 : end + 4 + length]
            self.buffer = self.buffer[end + 4 + length :]
            self.request(head, body)

    def request(self, head: bytes, body: bytes) -> None:
        path = head.split(b" ", 2)[1]
        if path.startswith(b"/hang"):
            self.seen.hanging += 1
        elif path == b"/seen":
            self.answer(json.dumps(self.seen.told()).encode())
        elif path == b"/again":
            self.seen.reset()
            self.answer(b"{}")
        else:
            if not self.seen.count:
                self.sample.write_bytes(head + _END + body)
            self.seen.note(head, body)
            self.transport.write(OK)

    def answer(self, body: bytes) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
        self.transport.write(head.encode() + body)


async def receive(port: int, sample: Path) -> None:
    seen = Seen()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Receiver(seen, sample), "127.0.0.1", port, backlog=4096
    )
    async with server:
        await server.serve_forever()


async def post(port: int, count: int, sample: Path) -> float:
    """The seconds that it takes to post what the receiver got first, so many times."""
    first = await asyncio.to_thread(sample.read_bytes)
    head, _, body = first.partition(_END)
    lines = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:]]
    ours = ("content-type", "webhook-id", "webhook-timestamp", "webhook-signature")
    headers = {name: value for name, value in lines if name.lower() in ours}
    url = f"http://127.0.0.1:{port}/raw"
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
    port, sample = int(sys.argv[1]), Path(sys.argv[2])
    if len(sys.argv) == 3:  # noqa: PLR2004
        uvloop.run(receive(port, sample))
    else:
        print(uvloop.run(post(port, int(sys.argv[3]), sample)))


if __name__ == "__main__":
    main()
