"""What routes and gate ask of a request: where it comes from, where it wants to go, what its form holds."""

from __future__ import annotations

import re
from http import HTTPStatus
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request

from webcast.web.base import is_under
from webcast.web.hosts import HOST

FORM_LIMIT: Final = 16 * 1024
"""Bytes of a form; a sign-in needs a few hundred."""

HOME: Final = "/"
_UPWARDS: Final = ("..", ".%2e", "%2e.", "%2e%2e")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_SECURE: Final = ("https", "wss")
_HOST: Final = re.compile(HOST)
_ORIGIN: Final = re.compile(rf"(?P<scheme>https?)://{HOST}")
"""An origin as browsers write it: no user, no path."""


def same_origin(connection: HTTPConnection) -> bool:
    """Tell whether a browser sent this from a page of ours.

    Every browser names the origin of a form post and of a WebSocket; newer ones say in ``Sec-Fetch-Site`` whether it
    is theirs. Who sends neither is no browser, and no page can make a browser leave them out.
    """
    sites = connection.headers.getlist("sec-fetch-site")
    origins = connection.headers.getlist("origin")
    if not sites and not origins:
        return False
    if any(site != "same-origin" for site in sites):
        return False
    return all(_is_ours(origin, connection) for origin in origins)


def _is_ours(origin: str, connection: HTTPConnection) -> bool:
    theirs = _ORIGIN.fullmatch(origin)
    ours = _HOST.fullmatch(connection.headers.get("host", ""))
    if theirs is None or ours is None or theirs["host"].lower() != ours["host"].lower():
        return False
    if connection.scope.get("scheme") in _SECURE and theirs["scheme"] != "https":
        return False
    # Otherwise the scheme is open: behind a proxy with TLS we are reached over plain HTTP.
    default = _DEFAULT_PORTS[theirs["scheme"]]
    return int(theirs["port"] or default) == int(ours["port"] or default)


def local_target(target: str, base: str = "") -> str:
    r"""Return ``target`` if it is an address within this dashboard, which stands under a path, else the start page.

    Browsers take ``//host``, ``/\host`` and ``/<tab>/host`` for other hosts; all of these are refused.
    """
    home = f"{base}{HOME}"
    if not target.startswith("/") or target.startswith("//"):
        return home
    if "\\" in target or any(ord(char) < 0x21 or ord(char) == 0x7F for char in target):
        return home
    try:
        parts = urlsplit(target)
    except ValueError:
        return home
    if parts.scheme or parts.netloc or parts.path.startswith("//") or not _below(parts.path, base):
        return home
    # Non-ASCII letters do not fit a header; what is already escaped stays as it is.
    return quote(target, safe="/?&=%+:;,@!$'()*~#[]-._|")


def _below(path: str, base: str) -> bool:
    """Tell whether a browser that is sent to a path stays under a base."""
    return is_under(path, base) and not any(part.lower() in _UPWARDS for part in path.split("/"))


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a URL-encoded form, the last one where a name comes twice.

    Raises:
        HTTPException: It is no such form (415), or longer than :data:`FORM_LIMIT` (413).
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "A URL-encoded form is expected here.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_LIMIT:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This form is too long.")
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=50))
    except ValueError as exc:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "This form cannot be read.") from exc.with_traceback(None)


def network(connection: HTTPConnection) -> str:
    """Return the network address that a request counts for: an IPv4 address, or the /64 of an IPv6 address.

    Whoever has an IPv6 address has the 2 ** 64 of its network.
    """
    return network_of(connection.client.host if connection.client else "")


def network_of(host: str) -> str:
    """Return the network address that an address counts for: see :func:`network`."""
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        return host or "unknown"
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
