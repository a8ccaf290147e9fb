"""What the gate has to know of Streamlit, which it may not import: see :mod:`webcast.ui.frame.streamlit_host`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Host(Protocol):
    """The server of pages behind the gate."""

    @property
    def reload(self) -> bytes:
        """The message that makes a page load itself anew, and with that forget what it shows."""
        ...

    def is_act(self, message: bytes) -> bool:
        """Tell whether a page's message is something that a person did, and not a page that draws itself anew."""
        ...

    def tab(self, message: bytes) -> str | None:
        """Return the name of the tab that a message to it gives it; None where it gives none."""
        ...

    def close(self, tab: str) -> None:
        """Forget a tab and all that it holds; on the event loop."""
        ...

    @property
    def largest(self) -> int:
        """Bytes of the largest file that may be sent."""
        ...

    def is_of_page(self, token: str | None, cookies: Mapping[str, str]) -> bool:
        """Tell whether a file was sent by a page of ours: only they know the token that their browser has, too."""
        ...


class NoHost:
    """Stands in where nothing is known of what is behind the gate."""

    reload = b""

    def is_act(self, message: bytes) -> bool:  # noqa: ARG002 as the protocol says
        """Take everything for something that a person did."""
        return True

    def tab(self, message: bytes) -> str | None:  # noqa: ARG002 as the protocol says
        """Know no tab."""
        return None

    def close(self, tab: str) -> None:
        """Have nothing to forget."""

    @property
    def largest(self) -> int:
        """Take anything."""
        return 2**40

    def is_of_page(self, token: str | None, cookies: Mapping[str, str]) -> bool:  # noqa: ARG002 as the protocol says
        """Know no tokens, so that nothing is taken in."""
        return False
