"""The addresses of sign-on: below which path, and under which name people know the dashboard."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request

from webcast.web.app_state import AppState
from webcast.web.hosts import HOST

BELOW: Final = "/openid"

_HOST: Final = re.compile(HOST)


def start(provider: str) -> str:
    """Return where a sign-in begins."""
    return f"{BELOW}/{provider}"


def callback(provider: str) -> str:
    """Return where people come back to from a provider, to be told to it."""
    return f"{BELOW}/{provider}/callback"


def ended(provider: str) -> str:
    """Return where a provider tells that somebody signed out there, to be told to it."""
    return f"{BELOW}/{provider}/signed-out"


def own(state: AppState, request: Request) -> str:
    """Return the dashboard's own address, with its path and without a slash at its end; empty: it is not known.

    That is what the settings say, else the name that was asked for: what stands in front (``Hosts``, ``Proxies``)
    has looked at it.
    """
    if state.settings.address:
        return state.settings.address
    said = request.headers.getlist("host")
    if len(said) != 1 or not _HOST.fullmatch(said[0]):
        return ""
    secure = state.settings.secure_cookies or request.url.scheme == "https"
    return f"{'https' if secure else 'http'}://{said[0]}{state.base}"
