"""Where webhooks may go: what the guard says of addresses and of URLs."""

from ipaddress import ip_network

import pytest

from app.security.guard import Guard, Network, UrlRefused


def a_guard(*networks: str, allow_loopback: bool = False) -> Guard:
    named: list[Network] = [ip_network(network) for network in networks]
    return Guard(tuple(named), allow_loopback=allow_loopback)


STRICT = a_guard()
LENIENT = a_guard(allow_loopback=True)

INSIDE = [
    "127.0.0.1",
    "127.255.255.255",
    "0.0.0.0",  # noqa: S104
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::7f00:1",
    "64:ff9b:1::8.8.8.8",
    "64:ff9b:1:ffff:ffff:ffff:8.8.8.8",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "2001:0:7f00:1:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2002:a9fe:a9fe::",
    "3fff::1",
    "5f00::1",
    "4000::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]
NO_ADDRESS = [
    "",
    " ",
    "1.1.1.1 ",
    "127.1",
    "2130706433",
    "0x7f.0.0.1",
    "017700000001",
    "01.1.1.1",
    "localhost",
    "one.one.one.one",
    "[2606:4700::1111]",
    "fe80::1%eth0",
    "2606:4700::1111%eth0",
    "2606:4700::1111%",
    "1.1.1.1%eth0",
    "1.1.1.1/32",
    "1.1.1.1\x00",
    "\N{FULLWIDTH DIGIT ONE}.1.1.1",
]
OUTSIDE = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.32.0.1",
    "192.0.1.1",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450:4001:80e::200e",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
    "2001:0:4136:e378:8000:63bf:f7f7:f7f7",
]


@pytest.mark.parametrize("address", [*INSIDE, *NO_ADDRESS])
def test_addresses_that_are_refused(address: str) -> None:
    assert not STRICT.permits(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_addresses_that_are_permitted(address: str) -> None:
    assert STRICT.permits(address)


@pytest.mark.parametrize(
    ("address", "permitted"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("64:ff9b::10.1.2.3", True),
        ("10.2.0.1", False),
        ("fd12::1", True),
        ("fd13::1", False),
        ("127.0.0.1", False),
        ("1.1.1.1", True),
    ],
)
def test_settings_may_name_networks(address: str, *, permitted: bool) -> None:
    assert a_guard("10.1.0.0/16", "fd12::/32").permits(address) is permitted


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_loopback_may_be_allowed(address: str) -> None:
    assert LENIENT.permits(address)
    assert not LENIENT.permits("10.0.0.1")
    assert not LENIENT.permits("0.0.0.0")  # noqa: S104
    assert not LENIENT.permits("::")


HIDDEN = [
    *(f"[{address}]" if ":" in address else address for address in INSIDE),
    "127.1",
    "2130706433",
    "0x7f.0.0.1",
    "0x7f000001",
    "0x7f.1",
    "017700000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "127.1.",
    "0",
    "00",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "tenant.localhost",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "\N{FULLWIDTH DIGIT ONE}27.0.0.1",
    "ⓛocalhost",
    "[::1%25lo]",
    "[::1%lo]",
    "[::ffff:127.0.0.1%25lo]",
]


@pytest.mark.parametrize("host", HIDDEN)
def test_no_way_of_writing_an_address_is_accepted(host: str) -> None:
    with pytest.raises(UrlRefused):
        STRICT.check_url(f"https://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example",
        "https://hooks.example/",
        "HTTPS://Hooks.Example:8443/a/b?c=d&e=%00",
        "https://hooks.example./",
        "https://bücher.example/straße",
        "https://xn--bcher-kva.example/",
        "https://under_score.example/",
        "https://intranet/",
        "https://1.1.1.1/",
        "https://[2606:4700::1111]:443/",
        "https://3com.example/",
        "https://hooks.example/a@b:c",
        "https://hooks.example/" + "a" * (2048 - 22),
    ],
)
def test_urls_that_are_accepted(url: str) -> None:
    STRICT.check_url(url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "https"),
        ("hooks.example", "https"),
        ("//hooks.example/", "https"),
        ("http://hooks.example/", "https"),
        ("http://1.1.1.1/", "https"),
        ("ftp://hooks.example/", "https"),
        ("file:///etc/passwd", "https"),
        ("javascript://hooks.example/", "https"),
        ("https:hooks.example", "https"),
        ("https:/hooks.example", "https"),
        ("https://", "host and port"),
        ("https:///path", "host and port"),
        ("https://?query", "host and port"),
        ("https://:443/", "host and port"),
        ("https://./", "host and port"),
        ("https://a..example/", "host and port"),
        ("https://-a.example/", "host and port"),
        ("https://a<b>.example/", "host and port"),
        ("https://a%2eexample/", "host and port"),
        ("https://127.0.0.%31/", "host and port"),
        ("https://[v1.a]/", "host and port"),
        ("https://[1.2.3.4]/", "host and port"),
        ("https://[::1/", "host and port"),
        ("https://" + "a" * 64 + ".example/", "host and port"),
        ("https://" + "a." * 126 + "example/", "host and port"),
        ("https://hooks.example:/", "host and port"),
        ("https://hooks.example:0/", "host and port"),
        ("https://hooks.example:65536/", "host and port"),
        ("https://hooks.example:+443/", "host and port"),
        ("https://hooks.example:4_43/", "host and port"),
        ("https://hooks.example:٤٤٣/", "host and port"),
        ("https://hooks.example:443:443/", "host and port"),
        ("https://1.1.1/", "in full"),
        ("https://1.1.1.1.1/", "in full"),
        ("https://a.example.0x1/", "in full"),
        ("https://user@hooks.example/", "user information"),
        ("https://user:secret@hooks.example/", "user information"),
        ("https://@hooks.example/", "user information"),
        ("https://hooks.example@127.0.0.1/", "user information"),
        ("https://hooks.example#", "fragment"),
        ("https://hooks.example/#top", "fragment"),
        ("https://hooks.example#@127.0.0.1/", "fragment"),
        ("https://hooks.example\\@127.0.0.1/", "backslash"),
        ("https:\\\\hooks.example/", "backslash"),
        (" https://hooks.example/", "white space"),
        ("https://hooks.example/\n", "white space"),
        ("https://hooks.example/ HTTP/1.1\r\nX: y", "white space"),
        ("https://hooks.example/\r\nHost: inside", "white space"),
        ("https://hooks.\texample/", "white space"),
        ("https://hooks.example/\x00", "white space"),
        ("https://hooks.example/\x7f", "white space"),
        ("https://hooks\u00ad.example/", "white space"),
        ("https://hooks\u200b.example/", "white space"),
        ("https://hooks.example/\u202e", "white space"),
        ("https://hooks.example/\u00a0", "white space"),
        ("https://hooks.example/\ud800", "white space"),
        ("https://hooks.example/" + "a" * 2027, "2048"),
        ("https://hooks.example/" + "ü" * 1014, "2048"),
        pytest.param("https://hooks.example/" + "a" * 10**6, "2048", id="a megabyte"),
    ],
)
def test_urls_that_are_refused(url: str, reason: str) -> None:
    with pytest.raises(UrlRefused, match=reason) as refusal:
        LENIENT.check_url(url)
    assert str(refusal.value).startswith("The URL ")
    assert refusal.value.reason in str(refusal.value)


@pytest.mark.parametrize("url", ["http://localhost:8000/", "http://[::1]/", "http://127.0.0.9/"])
def test_plain_http_is_for_this_machine_in_development(url: str) -> None:
    LENIENT.check_url(url)
    with pytest.raises(UrlRefused, match="https"):
        a_guard("127.0.0.0/8", "::1/128").check_url(url)
