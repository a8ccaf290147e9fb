"""The scripts of our own that pages load: by address, since the content policy lets no script stand in a page."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_KEYBOARD: Final = Path(__file__).with_name("keyboard.js").read_bytes()

KEYBOARD: Final = f"/webcast-keyboard.{sha256(_KEYBOARD).hexdigest()[:12]}.js"
"""Where the script of the keyboard is; the name changes with what is in it, so that browsers may keep it."""


def routes() -> list[Route]:
    """Return the routes of the scripts; they are the same for all, and open as the rest of the front end is."""

    async def keyboard(request: Request) -> Response:  # noqa: ARG001 - a route is given its request
        headers = {"Cache-Control": "public, immutable, max-age=31536000"}
        return Response(_KEYBOARD, media_type="text/javascript", headers=headers)

    return [Route(KEYBOARD, keyboard)]
