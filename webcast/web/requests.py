"""What routes and gate ask of a request: where it comes from, where it wants to go, what its form holds."""

from __future__ import annotations

from http import HTTPStatus
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request

FORM_LIMIT: Final = 16 * 1024
"""Bytes of a form; a sign-in needs a few hundred."""

HOME: Final = "/"
_DEFAULT_PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def same_origin(connection: HTTPConnection) -> bool:
    """Tell whether a browser sent this from a page of ours.

    Every browser names the origin of a form post and of a WebSocket; newer ones say in ``Sec-Fetch-Site`` whether it
    is theirs. Who sends neither is no browser, and no page can make a browser leave them out.
    """
    site = connection.headers.get("sec-fetch-site")
    origin = connection.headers.get("origin")
    if site is None and origin is None:
        return False
    if site is not None and site != "same-origin":
        return False
    return origin is None or _is_host(origin, connection.headers.get("host", ""))


def _is_host(origin: str, host: str) -> bool:
    # The scheme is left out: behind a proxy with TLS we are reached over plain HTTP.
    try:
        theirs = urlsplit(origin)
        ours = urlsplit(f"//{host}")
        port = theirs.port or _DEFAULT_PORTS.get(theirs.scheme)
        return bool(theirs.hostname) and theirs.hostname == ours.hostname and port in _ports(ours.port, theirs.scheme)
    except ValueError:
        return False


def _ports(port: int | None, scheme: str) -> tuple[int | None, ...]:
    return (port,) if port else (_DEFAULT_PORTS.get(scheme),)


def local_target(target: str) -> str:
    r"""Return ``target`` if it is an address within this dashboard, else the start page.

    Browsers take ``//host``, ``/\host`` and ``/<tab>/host`` for other hosts; all of these are refused.
    """
    if not target.startswith("/") or target.startswith("//"):
        return HOME
    if "\\" in target or any(ord(char) < 0x21 or ord(char) == 0x7F for char in target):
        return HOME
    try:
        parts = urlsplit(target)
    except ValueError:
        return HOME
    if parts.scheme or parts.netloc or parts.path.startswith("//"):
        return HOME
    # Non-ASCII letters do not fit a header; what is already escaped stays as it is.
    return quote(target, safe="/?&=%+:;,@!$'()*~#[]-._|")


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
    host = connection.client.host if connection.client else ""
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        return host or "unknown"
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
