"""The scripts of our own that pages load: by address, since the content policy lets no script stand in a page."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

NAMES: Final = ("keyboard", "blocks", "share", "sidebar", "theme", "waiting", "passkeys")
"""Each is a file beside this one."""

_TEXTS: Final = {name: Path(__file__).with_name(f"{name}.js").read_bytes() for name in NAMES}

ADDRESSES: Final = {name: f"/webcast-{name}.{sha256(text).hexdigest()[:12]}.js" for name, text in _TEXTS.items()}
"""Where each is; the address changes with what is in it, so that browsers may keep it."""


def routes() -> list[Route]:
    """Return the routes of the scripts; they are the same for all, and open as the rest of the front end is."""
    return [_route(address, _TEXTS[name]) for name, address in ADDRESSES.items()]


def _route(address: str, text: bytes) -> Route:
    async def script(request: Request) -> Response:  # noqa: ARG001 - a route is given its request
        headers = {"Cache-Control": "public, immutable, max-age=31536000"}
        return Response(text, media_type="text/javascript", headers=headers)

    return Route(address, script)
