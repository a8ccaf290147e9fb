"""Where a request comes from and where it may be sent on to."""

from __future__ import annotations

import pytest
from starlette.requests import HTTPConnection

from webcast.web.requests import local_target, network, same_origin


def connection(**headers: str) -> HTTPConnection:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return HTTPConnection({"type": "http", "headers": raw})


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "a.example", "origin": "https://a.example"},
        {"host": "a.example:8501", "origin": "http://a.example:8501"},
        {"host": "a.example:443", "origin": "https://a.example"},
        {"host": "A.example", "origin": "http://a.example"},
        {"host": "[::1]:8501", "origin": "http://[::1]:8501"},
        {"host": "a.example", "sec_fetch_site": "same-origin"},
        {"host": "a.example", "origin": "https://a.example", "sec_fetch_site": "same-origin"},
    ],
)
def test_our_own_pages(headers: dict[str, str]) -> None:
    assert same_origin(connection(**headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "a.example"},
        {"host": "a.example", "origin": "https://evil.example"},
        {"host": "a.example", "origin": "https://a.example.evil.example"},
        {"host": "a.example", "origin": "https://evil.example", "sec_fetch_site": "same-origin"},
        {"host": "a.example", "origin": "https://a.example", "sec_fetch_site": "same-site"},
        {"host": "a.example", "origin": "https://a.example", "sec_fetch_site": "cross-site"},
        {"host": "a.example", "origin": "https://a.example", "sec_fetch_site": "none"},
        {"host": "a.example", "origin": "null"},
        {"host": "a.example", "origin": ""},
        {"host": "a.example:8501", "origin": "http://a.example:8502"},
        {"host": "a.example", "origin": "http://a.example:8502"},
        {"host": "a.example", "origin": "http://a.example:x"},
        {"host": "a.example", "origin": "http://a.example@evil.example"},
        {"host": "a.example", "origin": "http://a.example:80@evil.example"},
        {"host": "a.example", "origin": "http://evil.example@a.example"},
        {"host": "a.example", "origin": "http://user:password@a.example"},
        {"host": "user@a.example", "origin": "http://user@a.example"},
        {"host": "a.example", "origin": "http://a.example/path"},
        {"host": "a.example", "origin": "http://a.example?query"},
        {"host": "a.example", "origin": "http://a.example#"},
        {"host": "a.example", "origin": "http://a.example\\evil.example"},
        {"host": "a.example", "origin": "ftp://a.example"},
        {"host": "a.example", "origin": "//a.example"},
        {"host": "a.example", "origin": " http://a.example"},
        {"host": "a.example", "origin": "http://a.example:"},
        {"host": "a.example", "origin": "http://a.example:123456"},
        {"host": "", "origin": "http://"},
        {"origin": "http://a.example"},
    ],
)
def test_anybody_else(headers: dict[str, str]) -> None:
    assert not same_origin(connection(**headers))


def test_every_origin_that_is_named_has_to_be_ours() -> None:
    ours, theirs = (b"origin", b"http://a.example"), (b"origin", b"http://evil.example")
    for headers in ([ours, theirs], [theirs, ours]):
        assert not same_origin(HTTPConnection({"type": "http", "headers": [(b"host", b"a.example"), *headers]}))


@pytest.mark.parametrize("scheme", ["https", "wss"])
def test_over_tls_a_page_without_tls_is_not_ours(scheme: str) -> None:
    for origin, same in ((b"http://a.example:443", False), (b"https://a.example", True)):
        headers = [(b"host", b"a.example:443"), (b"origin", origin)]
        assert same_origin(HTTPConnection({"type": "http", "scheme": scheme, "headers": headers})) is same


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("/", "/"),
        ("/funnel", "/funnel"),
        ("/funnel?events=1,2&time_zone=Europe%2FBerlin&company=A%20%26%20B", None),
        ("/funnel?company=Caf\u00e9", "/funnel?company=Caf%C3%A9"),
        ("/a:b?x=http://evil.example", None),
    ],
)
def test_local_addresses_survive(target: str, kept: str | None) -> None:
    assert local_target(target) == (kept or target)


@pytest.mark.parametrize(
    "target",
    [
        "",
        "funnel",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "https://evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: a=b",
        "/a\x00",
        "/a b",
        "//[::1",
    ],
)
def test_foreign_addresses_become_the_start_page(target: str) -> None:
    assert local_target(target) == "/"


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        (("192.0.2.7", 1234), "192.0.2.7"),
        (("::ffff:192.0.2.7", 1234), "192.0.2.7"),
        (("2001:db8:1:2:3:4:5:6", 1234), "2001:db8:1:2::/64"),
        (("2001:db8:1:2:ffff::", 1234), "2001:db8:1:2::/64"),
        (("2001:db8:1:3::", 1234), "2001:db8:1:3::/64"),
        (("fe80::1%eth0", 1234), "fe80::/64"),
        (("a word", 0), "a word"),
        (("", 0), "unknown"),
        (None, "unknown"),
    ],
)
def test_a_request_counts_for_its_network(client: tuple[str, int] | None, counted: str) -> None:
    assert network(HTTPConnection({"type": "http", "headers": [], "client": client})) == counted
