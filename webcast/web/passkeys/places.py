"""Where passkeys work: the addresses of their routes, and the name of the dashboard that they are bound to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

from webcast.settings import Settings
from webcast.web.hosts import HOST

OWN: Final = "/passkeys"
"""The page of one's own."""

OPTIONS: Final = f"{OWN}/options"
"""Tells a browser what to ask an authenticator for."""

ENTER: Final = f"{OWN}/enter"
WELCOME: Final = f"{OWN}/welcome"
CONFIRM: Final = f"{OWN}/confirm"
ADD: Final = f"{OWN}/add"
NAME: Final = f"{OWN}/name"
REMOVE: Final = f"{OWN}/remove"

_HOST: Final = re.compile(HOST)
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN: Final = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")


@dataclass(frozen=True)
class Site:
    """Under which name passkeys work.

    Attributes:
        id: What they are bound to (*RP ID*): a name without port.
        origin: What browsers say that a page of ours is of.
    """

    id: str
    origin: str


def site(settings: Settings, hosts: Sequence[str], *, tls: bool) -> Site | None:
    """Return the name of the dashboard that passkeys are bound to; None: none works by the address that was asked.

    It is the one of ``WEBCAST_ADDRESS``, where that is asked; else the name that was asked for, at which what stands
    in front (``Hosts``, ``Proxies``) has looked. Browsers have passkeys over TLS alone, and on this machine by the
    name ``localhost``; no number is such a name.

    Args:
        settings: The settings.
        hosts: Each header ``Host`` of what was asked.
        tls: Whether it was asked over TLS, as far as we know.
    """
    found = _HOST.fullmatch(hosts[0].lower()) if len(hosts) == 1 else None
    if found is None:
        return None
    scheme = "https" if tls or settings.secure_cookies else "http"
    asked = (found["host"], int(found["port"] or 0))
    if settings.address:
        own = urlsplit(settings.address.lower())
        scheme = own.scheme
        if (own.hostname, own.port or _DEFAULT_PORTS[scheme]) != (asked[0], asked[1] or _DEFAULT_PORTS[scheme]):
            return None
    name, port = asked
    if not _is_name(name) or (scheme != "https" and name != "localhost"):
        return None
    shown = "" if port in (0, _DEFAULT_PORTS[scheme]) else f":{port}"
    return Site(name, f"{scheme}://{name}{shown}")


def asked_for(settings: Settings, request: Request) -> Site | None:
    """Return the :func:`site` that a request asks for."""
    return site(settings, request.headers.getlist("host"), tls=request.url.scheme == "https")


def _is_name(host: str) -> bool:
    return len(host) <= 253 and bool(_DOMAIN.fullmatch(host)) and not _NUMBER.fullmatch(host.rpartition(".")[2])
