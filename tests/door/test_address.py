"""Where a request came from: believed of our proxies, and of nobody else."""

from ipaddress import ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.door.address import Addresses

OURS = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
PLAIN = Addresses()
BEHIND = Addresses(OURS)
FORWARDED = Addresses(OURS, "forwarded")


def scope(peer: str | None, *headers: tuple[str, str]) -> dict[str, Any]:
    return {
        "client": (peer, 4711) if peer is not None else None,
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
    }


def x(*values: str) -> list[tuple[str, str]]:
    return [("x-forwarded-for", value) for value in values]


def test_the_peer_is_the_address_and_what_it_says_is_ignored() -> None:
    for addresses in (PLAIN, BEHIND, FORWARDED):
        for header in (*x("198.51.100.1"), ("forwarded", "for=198.51.100.1")):
            assert addresses.of(scope("203.0.113.7", header)) == b"203.0.113.7"
    assert PLAIN.of(scope("10.0.0.1", *x("198.51.100.1"))) == b"10.0.0.1"


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        (["198.51.100.1"], "198.51.100.1"),
        (["198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        (["1.1.1.1, 198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        (["1.1.1.1", "198.51.100.1"], "198.51.100.1"),
        (["10.9.9.9, 198.51.100.1"], "198.51.100.1"),
        (["198.51.100.1:443"], "198.51.100.1"),
        (["[2001:db8:1:2:3::4]:443"], "2001:db8:1:2::/64"),
        (["2001:db8:1:2:ffff::1"], "2001:db8:1:2::/64"),
        (["::ffff:198.51.100.1"], "198.51.100.1"),
        (["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        (["1.1.1.1, nonsense"], "10.0.0.1"),
        (["1.1.1.1, nonsense, 10.0.0.2"], "10.0.0.2"),
        (["1.1.1.1, , 10.0.0.2"], "10.0.0.2"),
        (["fe80::1%eth0"], "10.0.0.1"),
        ([""], "10.0.0.1"),
        ([], "10.0.0.1"),
    ],
)
def test_behind_our_proxies_it_is_the_last_hop_that_is_not_ours(
    sent: list[str], address: str
) -> None:
    assert BEHIND.of(scope("10.0.0.1", *x(*sent))).decode() == address


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("for=198.51.100.1", "198.51.100.1"),
        ('For="198.51.100.1:80";proto=https;by=10.0.0.1', "198.51.100.1"),
        ('for=1.1.1.1, proto=http;for="[2001:db8::1]:9"', "2001:db8::/64"),
        ("for=198.51.100.1, for=10.0.0.2", "198.51.100.1"),
        ("for=unknown", "10.0.0.1"),
        ("for=_hidden, for=10.0.0.2", "10.0.0.2"),
        ("proto=https", "10.0.0.1"),
        ('for=1.1.1.1, by="for=2.2.2.2, for=3.3.3.3";for=198.51.100.1', "198.51.100.1"),
        ('by="x;for=2.2.2.2";for=198.51.100.1', "198.51.100.1"),
    ],
)
def test_forwarded_is_read_as_its_rfc_says(sent: str, address: str) -> None:
    assert FORWARDED.of(scope("10.0.0.1", ("forwarded", sent))).decode() == address


@pytest.mark.parametrize("sent", ['for=1.1.1.1;by="', '"', 'for="1.1.1.1', 'x="a";y="', 'x="\\"'])
@pytest.mark.parametrize("wrote", ['for="[2001:db8::1]:9"', "for=198.51.100.1"])
def test_a_quote_that_stays_open_is_no_way_to_choose_an_address(sent: str, wrote: str) -> None:
    address = FORWARDED.of(scope("10.0.0.1", ("forwarded", f"{sent}, {wrote}")))
    assert address in (b"10.0.0.1", b"2001:db8::/64", b"198.51.100.1")


def test_only_the_header_that_our_proxies_write_is_read() -> None:
    both = [*x("198.51.100.1"), ("forwarded", "for=198.51.100.2")]
    assert BEHIND.of(scope("10.0.0.1", *both)) == b"198.51.100.1"
    assert FORWARDED.of(scope("10.0.0.1", *both)) == b"198.51.100.2"


def test_an_ipv6_address_stands_for_its_network() -> None:
    assert PLAIN.of(scope("2001:db8:1:2:3::4")) == PLAIN.of(scope("2001:db8:1:2::1"))
    assert PLAIN.of(scope("2001:db8:1:2::1")) != PLAIN.of(scope("2001:db8:1:3::1"))
    assert PLAIN.of(scope("::ffff:203.0.113.7")) == b"203.0.113.7"


def test_who_has_no_address_is_unknown() -> None:
    assert PLAIN.of(scope(None)) == PLAIN.of(scope("")) == PLAIN.of(scope("unix:")) == b"unknown"


@given(st.text(st.characters(max_codepoint=255)), st.sampled_from([BEHIND, FORWARDED]))
def test_whatever_a_client_sends_it_cannot_change_what_our_proxy_wrote(
    sent: str, addresses: Addresses
) -> None:
    wrote = "for=198.51.100.1" if addresses is FORWARDED else "198.51.100.1"
    header = (addresses.header, sent)
    assert addresses.of(scope("10.0.0.1", header, (addresses.header, wrote))) == b"198.51.100.1"
    assert addresses.of(scope("10.0.0.1", header))  # and nothing is an error
    assert addresses.of(scope("203.0.113.7", header)) == b"203.0.113.7"
