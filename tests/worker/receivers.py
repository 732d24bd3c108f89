"""Webhook receivers as one meets them: polite, slow, broken and hostile, on loopback only."""

import asyncio
import contextlib
import gzip
import itertools
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

TICK_S = 0.02
OK = b"HTTP/1.1 200 OK\r\n"


@dataclass
class Receiver:
    """A server and what it has seen."""

    host: str
    port: int = 0
    scheme: str = "http"
    connections: int = 0
    bytes_sent: int = 0
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}/hook"


@dataclass
class Visit:
    """One connection to a receiver."""

    receiver: Receiver
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def listen(self) -> None:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = next(
            int(line.split(":")[1])
            for line in head.splitlines()
            if line.lower().startswith("content-length:")
        )
        body = await self.reader.readexactly(length)
        self.receiver.heads.append(head)
        self.receiver.bodies.append(body)

    async def say(self, content: bytes) -> None:
        self.writer.write(content)
        await self.writer.drain()
        self.receiver.bytes_sent += len(content)

    def reset(self) -> None:
        connection = self.writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Behaviour = Callable[[Visit], Awaitable[None]]


@contextlib.asynccontextmanager
async def receiving(
    behaviour: Behaviour,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Receiver]:
    """Run a receiver, and end all its conversations with it."""
    receiver = Receiver(host, scheme="https" if tls else "http")
    visits: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def converse(visit: Visit) -> None:
        # Whatever the client does to a receiver is none of our concern.
        with contextlib.suppress(OSError, EOFError):
            await behaviour(visit)
        visit.writer.close()

    def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        receiver.connections += 1
        task = asyncio.create_task(converse(Visit(receiver, reader, writer)))
        visits[task] = writer

    server = await asyncio.start_server(welcome, host, port, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for task, writer in visits.items():
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*visits, return_exceptions=True)
        await server.wait_closed()
        await asyncio.sleep(0)  # for aborted transports to close their sockets


def replying(content: bytes) -> Behaviour:
    """Answer every request with the same bytes."""

    async def reply(visit: Visit) -> None:
        while True:
            await visit.listen()
            await visit.say(content)

    return reply


def answering(status: int, *headers: str, body: bytes = b"thanks") -> Behaviour:
    """Answer every request politely."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", *headers, "", ""]
    return replying("\r\n".join(lines).encode() + body)


def answering_and_going_on(unasked: int) -> Behaviour:
    """Answer every request with a failure, and then say many times that it was a success."""

    async def answer(visit: Visit) -> None:
        while True:
            await visit.listen()
            await visit.say(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")
            await asyncio.sleep(TICK_S)
            for _ in range(unasked):
                await visit.say(OK + b"Content-Length: 0\r\n\r\n")
                await asyncio.sleep(0)

    return answer


async def hang(visit: Visit) -> None:
    """Accept, and never read."""
    await asyncio.Event().wait()


async def listen_and_hang(visit: Visit) -> None:
    await visit.listen()
    await asyncio.Event().wait()


async def greet(visit: Visit) -> None:
    """Speak first, and not TLS."""
    await visit.say(b"HTTP/1.1 400 Bad Request\r\n\r\n")


async def reset_at_once(visit: Visit) -> None:
    visit.reset()


async def reset_after_listening(visit: Visit) -> None:
    await visit.listen()
    visit.reset()


async def close_after_listening(visit: Visit) -> None:
    await visit.listen()


async def reset_within_body(visit: Visit) -> None:
    await visit.listen()
    await visit.say(OK + b"Content-Length: 100\r\n\r\nhalf")
    await asyncio.sleep(TICK_S)
    visit.reset()


def saying(first: bytes, then: Iterator[bytes], *, every_s: float = 0) -> Behaviour:
    """Answer with `first`, and go on for as long as the client listens."""

    async def say(visit: Visit) -> None:
        await visit.listen()
        await visit.say(first)
        for content in then:
            await visit.say(content)
            await asyncio.sleep(every_s)

    return say


MEGABYTE = b"x" * 2**20
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def trickling_status() -> Behaviour:
    return saying(b"", (b"%c" % byte for byte in OK * 100), every_s=TICK_S)


def trickling_head() -> Behaviour:
    return saying(OK + b"X-Long: ", itertools.repeat(b"a"), every_s=TICK_S)


def trickling_body() -> Behaviour:
    return saying(OK + b"Content-Length: 1000000\r\n\r\n", itertools.repeat(b"b"), every_s=TICK_S)


def endless_head() -> Behaviour:
    return saying(OK, (b"X-%d: %s\r\n" % (n, b"a" * 1000) for n in itertools.count()))


def endless_line() -> Behaviour:
    return saying(b"HTTP/1.1 200 ", itertools.repeat(MEGABYTE))


def endless_continues() -> Behaviour:
    return saying(b"", itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000))


def endless_body() -> Behaviour:
    return saying(OK + b"\r\n", itertools.repeat(MEGABYTE))


def gigabytes() -> Behaviour:
    return saying(OK + b"Content-Length: 9999999999\r\n\r\n", itertools.repeat(MEGABYTE))


def endless_chunks() -> Behaviour:
    chunk = b"100000\r\n" + MEGABYTE + b"\r\n"
    return saying(CHUNKED, itertools.repeat(chunk))


def endless_trailers() -> Behaviour:
    return saying(CHUNKED + b"1\r\nx\r\n0\r\n", itertools.repeat(b"X-Trailer: a\r\n" * 1000))


def endless_chunk_extension() -> Behaviour:
    return saying(CHUNKED + b"1\r\nx\r\n1;", itertools.repeat(MEGABYTE))


def endless_chunk_size() -> Behaviour:
    return saying(CHUNKED + b"1\r\nx\r\n", itertools.repeat(b"0" * 2**16))


def gzip_bomb() -> Behaviour:
    bomb = gzip.compress(bytes(3_000_000))
    return answering(200, "Content-Encoding: gzip", body=bomb)


@dataclass(frozen=True)
class Authority:
    """A certificate authority of one certificate."""

    server: ssl.SSLContext
    client: ssl.SSLContext


def an_authority(folder: Path, *names: str) -> Authority:
    """Who vouches for a receiver of these names and addresses."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a receiver")])
    alternatives = x509.SubjectAlternativeName([_general_name(name) for name in names])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(alternatives, critical=False)
        .sign(key, hashes.SHA256())
    )
    chain = folder / "receiver.pem"
    chain.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain)
    return Authority(server, ssl.create_default_context(cafile=chain))


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
