"""What the menu under Share says: a link, a picture, and what neither holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from webcast.language import phrase, say, speaking

SHARE: Final = phrase("Share…")
SHARE_LINK: Final = phrase("Link to what you see")
SHARE_ACCESS: Final = phrase(
    "Whoever opens the link signs in and needs access of their own to these events. The link holds no personal data."
)
COPY_LINK: Final = phrase("Copy link")
COPY_PICTURE: Final = phrase("Copy the first chart as a picture")
LINK_COPIED: Final = phrase("Link copied.")
LINK_SELECTED: Final = phrase("The link is selected. Copy it with Ctrl+C, or ⌘C on a Mac.")
PICTURE_COPIED: Final = phrase("Picture copied.")
PICTURE_SAVED: Final = phrase("Saved as a file, since this browser copies no pictures here.")
PICTURE_FAILED: Final = phrase("The picture could not be drawn. Try again when the chart is there.")
LINK_WITHOUT_COSTS: Final = phrase("Costs of campaigns stay with you.")
LINK_WITHOUT_FILES: Final = phrase("Files that you opened stay with you: the link does not open them.")


def link_without(private: Sequence[str]) -> str:
    """Say what of the filters a link leaves out, so that who opens it sees more people than the reader."""
    return say(
        "Left out, since no link may hold it: {private}. Whoever opens the link sees everybody whom the other "
        "filters leave.",
        private=", ".join(private),
    )


speaking(__name__)
