"""Where webhooks may go: to the public internet, and to the networks that settings name.

Addresses are judged by what they lead to, whichever way they are written, and URLs by the
same reading that the client makes of them later.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from yarl import URL

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

MAX_URL_BYTES: Final = 2048

# What `is_global` forgets, in some version of Python or in all.
NOT_PUBLIC: Final = (
    IPv4Network("168.63.129.16/32"),  # where one cloud answers questions about its machines
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv4Network("224.0.0.0/3"),
    IPv6Network("2001::/23"),
    IPv6Network("3fff::/20"),
)
PUBLIC_V6: Final = IPv6Network("2000::/3")
NAT64: Final = IPv6Network("64:ff9b::/96")

AUTHORITY: Final = re.compile(r"(\[[0-9a-f:.]+\]|[^\[\]:%]+)(:[1-9][0-9]{0,4})?", re.IGNORECASE)
LABEL: Final = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
HOST_NAME: Final = re.compile(rf"(?=.{{1,253}}\Z){LABEL}(\.{LABEL})*")
NUMERIC_HOST: Final = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)")  # the rule of browsers


class UrlRefused(ValueError):
    """Webhooks are not sent to this URL; `reason` is the rest of a sentence about it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The URL {reason}.")
        self.reason = reason


class HostRefused(UrlRefused):
    """The URL names an address that webhooks are not sent to."""


@dataclass(frozen=True)
class Guard:
    """Decides where webhooks may go."""

    allowed_networks: tuple[Network, ...]
    allow_loopback: bool  # then also by plain http

    def permits(self, address: str) -> bool:
        """Whether we may connect to this address; what is no plain address is refused."""
        try:
            return "%" not in address and self._permits(ip_address(address))
        except ValueError:
            return False

    def refusal(self, url: str) -> str | None:
        """Why nothing may be sent to this URL; None if it may."""
        try:
            self.check_url(url)
        except UrlRefused as refused:
            return refused.reason
        return None

    def check_url(self, url: str) -> None:
        """Raise UrlRefused unless webhooks may be sent there, as far as the URL itself tells.

        Names are not looked up here: their addresses are judged at every connection.
        """
        _check(self, url)

    def _permits(self, address: Address) -> bool:
        if any(address in network for network in self.allowed_networks):
            return True
        if self.allow_loopback and address.is_loopback:
            return True
        if embedded := _embedded(address):
            return all(self._permits(inner) for inner in embedded)
        return (
            address.is_global
            and (isinstance(address, IPv4Address) or address in PUBLIC_V6)
            and not any(address in network for network in NOT_PUBLIC)
        )


@lru_cache(maxsize=10_000)  # what passes is asked again with every request; a refusal is not kept
def _check(guard: Guard, url: str) -> None:
    parsed = _parse(url)
    literal = _literal(parsed)
    secure = parsed.scheme == "https"
    if not secure and not (guard.allow_loopback and literal and literal.is_loopback):
        raise UrlRefused("does not begin with https://")
    if literal and not guard.permits(str(literal)):
        raise HostRefused("leads to an address that is not public")


def _embedded(address: Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that a packet to this one would be handed on to."""
    if isinstance(address, IPv4Address):
        return ()
    if address in NAT64:
        return (IPv4Address(int(address) & 0xFFFF_FFFF),)
    if address.teredo:
        return address.teredo
    inner = address.ipv4_mapped or address.sixtofour
    return (inner,) if inner else ()


def _parse(url: str) -> URL:
    """Read a URL exactly as the client will, but accept less."""
    if len(url.encode(errors="replace")) > MAX_URL_BYTES:
        raise UrlRefused(f"is longer than {MAX_URL_BYTES} bytes")
    if not url.isprintable() or " " in url or "\\" in url:
        raise UrlRefused("has white space, a backslash or an invisible character in it")
    scheme, _, rest = url.partition("://")
    authority = re.split("[/?#]", rest, maxsplit=1)[0]
    if scheme.lower() not in ("https", "http"):
        raise UrlRefused("does not begin with https://")
    if "@" in authority:
        raise UrlRefused("has user information in it")
    if "#" in url:
        raise UrlRefused("has a fragment")
    if not AUTHORITY.fullmatch(authority):
        raise UrlRefused("has no valid host and port")
    try:
        return URL(url)
    except ValueError:
        raise UrlRefused("has no valid host and port") from None


def _literal(url: URL) -> Address | None:
    """The address that a URL names, or None if it names a host that has to be looked up."""
    host = (url.raw_host or "").removesuffix(".")
    if host == "localhost" or host.endswith(".localhost"):
        return IPv4Address("127.0.0.1")
    if ":" in host or NUMERIC_HOST.fullmatch(host):
        try:
            return ip_address(host)
        except ValueError:
            raise UrlRefused("has an address for a host that is not written in full") from None
    if not HOST_NAME.fullmatch(host):
        raise UrlRefused("has no valid host and port")
    return None
