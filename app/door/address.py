"""Where a request came from, as far as we can trust what says so.

The peer, or what our own proxies say of theirs: read from the right, since everything to
the left of what our proxies wrote is whatever the client sent. An IPv6 address stands for
its /64, which is what one customer has.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

MOST_HOPS: Final = 20
UNKNOWN: Final = b"unknown"
_PORT: Final = re.compile(r"(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<four>[0-9.]+))(?::[0-9]{1,5})?")
# `for=` of one element; a quoted value ends at its quote, so that nothing inside ends it early.
_FOR: Final = re.compile(
    r'(?:^|;)\s*for\s*=\s*(?:"([^"\\]*)"|([^\s;",]+))\s*(?=;|$)', re.IGNORECASE
)
_ELEMENTS: Final = re.compile(r'(?:[^,"]|"[^"]*")+')


@dataclass(frozen=True, slots=True)
class Addresses:
    """Knows our proxies, and which header they write."""

    trusted: tuple[Network, ...] = ()
    header: str = "x-forwarded-for"

    def of(self, scope: Mapping[str, Any]) -> bytes:
        """The address that a request is counted for."""
        client = scope.get("client")
        peer = _read(client[0]) if client else None
        if peer is None:
            return UNKNOWN
        if self.trusted and self._is_ours(peer):
            for hop in self._hops(scope["headers"]):
                if hop is None:
                    break
                peer = hop
                if not self._is_ours(hop):
                    break
        return _counted(peer)

    def _is_ours(self, address: Address) -> bool:
        return any(address in network for network in self.trusted)

    def _hops(self, headers: Iterable[tuple[bytes, bytes]]) -> list[Address | None]:
        """What the header says, the nearest first; None for what is no address."""
        name = self.header.encode()
        lines = [value.decode("latin-1") for key, value in headers if key == name]
        split = _elements if self.header == "forwarded" else _comma_separated
        parts = [part for line in lines for part in split(line)]
        return [_read(part) for part in reversed(parts[-MOST_HOPS:])]


def _comma_separated(line: str) -> list[str]:
    return line.split(",")


def _elements(line: str) -> list[str]:
    """The `for` of each element. A quote that stays open would swallow what our proxy adds."""
    if line.count('"') % 2:
        return [""]
    return [_for(one) for one in _ELEMENTS.findall(line)]


def _for(element: str) -> str:
    found = _FOR.search(element.strip())
    return (found[1] or found[2] or "") if found else ""


def _read(text: str) -> Address | None:
    """An address, with or without brackets and a port; None for anything else."""
    text = text.strip()
    match = _PORT.fullmatch(text)
    if match:
        text = match["six"] or match["four"]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (getattr(address, "ipv4_mapped", None) or address) if "%" not in text else None


def _counted(address: Address) -> bytes:
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False)).encode()
    return str(address).encode()
