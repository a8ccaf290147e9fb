"""What a page will need is asked for while Streamlit's shell starts: chunks of its front end that it loads late.

The shell asks for the code of a chart once the server has said that there is one, and for the code that this needs
once it has come. Told of them with the page itself, the browser fetches and reads them while it waits for the server.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COMPONENTS: Final = ("PlotlyChart",)
"""Parts of Streamlit's front end that are worth it, by the names of their files: half of all bytes that a page needs.

The other 33 chunks of a page are small; told of them too, the browser shows the title later, and the chart no sooner.
"""

_SHELL: Final = "index.html"


def chunks(folder: Path) -> list[str]:
    """Return the files, below a folder of static files, that :data:`COMPONENTS` need beyond the shell's own.

    Streamlit's build lists them in ``manifest.json``. Where that is not there or written otherwise there are none:
    pages work without hints.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        known = _needs(manifest, [_SHELL])
        found = [key for name in COMPONENTS for key in manifest if key.endswith(f"/{name}.tsx")]
        return [manifest[key]["file"] for key in _needs(manifest, found) if key not in known]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _needs(manifest: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
    """Return entries with all that they import, each once."""
    found: dict[str, None] = {}
    left = list(keys)
    while left:
        key = left.pop(0)
        if key not in found:
            found[key] = None
            left += manifest[key].get("imports", [])
    return list(found)


class Hints:
    """Adds to every page that starts Streamlit's shell which chunks it will need.

    Args:
        app: What is behind.
        folder: Streamlit's folder of static files.
        prefix: What the pages are served under, ``""`` or ``/something``.
    """

    def __init__(self, app: ASGIApp, folder: Path, prefix: str = "") -> None:
        self._app = app
        self._links = ", ".join(_links(chunks(folder), prefix))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with the hints added to pages."""
        if scope["type"] != "http" or not self._links:
            await self._app(scope, receive, send)
            return

        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("Link", self._links)
            await send(message)

        await self._app(scope, receive, adding)


def _links(files: Sequence[str], prefix: str) -> Iterator[str]:
    for file in files:
        yield f'<{prefix}/{file}>; rel="modulepreload"; crossorigin; fetchpriority="low"'
