"""The product's mark, and the one that an installation may show beside it.

Three bars that shrink to a point: figures, and the sign for *play*. At 16 pixels they are two wide and one apart.
Tile and bars are at least 3:1 against what they lie on, in both themes.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Final

from webcast.errors import SettingsError
from webcast.language import later, phrase

FILE: Final = Path(__file__).with_suffix(".svg")
MOST_BYTES: Final = 128 * 1024
"""Of an installation's own mark, which is in every page."""

_KINDS: Final = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"))


def own(path: Path) -> str:
    """Return the mark in a file as an address that holds it: nothing is fetched, and an SVG in an image runs nothing.

    Raises:
        SettingsError: There is no such file, it is too large, or neither SVG nor PNG nor JPEG.
    """
    try:
        content = path.read_bytes()
    except OSError as exc:
        raise SettingsError(
            later("WEBCAST_OWN_MARK names {path}, which cannot be read ({said}).", path=path, said=exc.strerror)
        ) from exc
    kind = next((kind for start, kind in _KINDS if content.startswith(start)), None)
    if kind is None and b"<svg" in content[:1024]:
        kind = "svg+xml"
    if kind is None or len(content) > MOST_BYTES:
        raise SettingsError(later(_TOO_LARGE if kind else _NO_PICTURE, most=MOST_BYTES // 1024, path=path))
    return as_address(content, kind)


@cache
def images(own_mark: str = "") -> str:
    """Return the marks as HTML, ours first; they say nothing to who hears the name that stands beside them."""
    ours = as_address(FILE.read_bytes(), "svg+xml")
    # Base64 holds nothing that HTML would have to be told of.
    return "".join(f'<img class="wi-mark" alt="" src="{source}">' for source in (ours, own_mark) if source)


def as_address(content: bytes, kind: str) -> str:
    """Return a picture as an address that holds it; ``kind`` is what follows ``image/``."""
    return f"data:image/{kind};base64,{b64encode(content).decode('ascii')}"


_TOO_LARGE: Final = phrase(
    "WEBCAST_OWN_MARK should name a picture in SVG, PNG or JPEG of up to {most} KiB, but {path} is larger."
)
_NO_PICTURE: Final = phrase(
    "WEBCAST_OWN_MARK should name a picture in SVG, PNG or JPEG of up to {most} KiB, but {path} is none."
)
