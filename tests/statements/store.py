"""A small learning record store on loopback, as strict as the standard allows."""

from dataclasses import dataclass, field
from typing import Any

from tests.statements.rules import Refused, check
from tests.worker.receivers import Visit

VERSION = "x-experience-api-version"


@dataclass
class Store:
    """Keeps each statement once: 204 for a new one with an `id` of its own, 409 for a known one
    that comes again, 400 for what is none, 401 for who says the wrong password.
    """

    authorization: str | None = None
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    async def __call__(self, visit: Visit) -> None:
        while True:
            await visit.listen()
            status = self._judge(visit.receiver.heads[-1], visit.receiver.bodies[-1])
            self.statuses.append(status)
            head = f"HTTP/1.1 {status} Whatever\r\nX-Experience-API-Version: 1.0.3\r\n"
            length = "" if status == 204 else "Content-Length: 0\r\n"
            await visit.say(f"{head}{length}\r\n".encode())

    def _judge(self, head: str, body: bytes) -> int:
        first, *lines = [line for line in head.splitlines() if line]
        pairs = [(name.strip().lower(), value.strip()) for name, _, value in _split(lines)]
        headers = dict(pairs)
        if self.authorization is not None and headers.get("authorization") != self.authorization:
            return 401
        versions = [value for name, value in pairs if name == VERSION]
        if not (first.startswith("POST ") and versions == ["1.0.3"]):
            return self._refuse(f"{first}, versions {versions}")
        if headers.get("content-type", "").split(";")[0] != "application/json":
            return self._refuse("not JSON")
        try:
            said = check(body)
        except (Refused, ValueError) as wrong:
            return self._refuse(str(wrong))
        if said["id"] in self.kept:
            return 409
        self.kept[said["id"]] = said
        return 204

    def _refuse(self, why: str) -> int:
        self.refused.append(why)
        return 400


def _split(lines: list[str]) -> list[tuple[str, str, str]]:
    return [line.partition(":") for line in lines]
