"""The printer: an installed Chromium, looked for once, used by one visitor at a time, of all processes."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Final

from webcast.language import later
from webcast.printing import browser, pdf
from webcast.printing.browser import NoBrowser, NotPrinted
from webcast.settings import Settings
from webcast.workers.turns import PRINTING, Turns

SECONDS: Final = 30.0
"""How long a page may take to print."""

WAIT_SECONDS: Final = 20.0
"""How long somebody waits for the one before: a browser takes as much memory as all the rest."""

WAITING: Final = 3
"""How many wait for it at once: each does so in one of the forty threads that answer everybody's requests."""


class Printer:
    """Prints pages of ours.

    Args:
        settings: May name the browser.
    """

    def __init__(self, settings: Settings) -> None:
        self._browser = browser.find(settings)
        self._turn = Turns(1, PRINTING)
        self._room = BoundedSemaphore(1 + WAITING)

    @property
    def ready(self) -> bool:
        """Whether there is a browser to print with."""
        return self._browser is not None

    def pdf(self, page: bytes) -> bytes:
        """Return an HTML page as PDF; call it from a thread, since it takes seconds.

        Raises:
            NoBrowser: There is none.
            NotPrinted: It did not print in time, or others print for too long.
        """
        if self._browser is None:
            raise NoBrowser(
                later("A PDF is printed by Chromium or Chrome, and this server has neither."),
                remedy=later("Download the summary as HTML, open it, and print it."),
            )
        if not self._room.acquire(blocking=False):
            raise _others_print()
        try:
            if not self._turn.take(WAIT_SECONDS):
                raise _others_print()
            try:
                return pdf.printed(page, self._browser, seconds=SECONDS)
            finally:
                self._turn.give_back()
        finally:
            self._room.release()


def _others_print() -> NotPrinted:
    return NotPrinted(later("Others are printing now."), remedy=later("Try again in a minute, or take the HTML."))
