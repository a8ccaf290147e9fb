"""A run of a page, as the log and the figures of the dashboard have it: of whom, under which reference, how long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from webcast import happenings
from webcast.errors import LibraryError
from webcast.ui.frame import notices, signed_in, words
from webcast.web.app_state import AppState
from webcast.web.journal import Asking
from webcast.web.visitor import Visitor


class Run(Asking):
    """What somebody asked for by opening a page, or by a click on it.

    Attributes:
        page: Its name, once it is known.
    """

    page = "sign_in"

    def of(self, visitor: Visitor) -> None:
        """Say who is looking."""
        self.account = visitor.account


@contextmanager
def run(app: AppState) -> Iterator[Run]:
    """Run a page meanwhile; of what should not have been raised the page shows the reference, and it goes on.

    What is said of it after its end, by Streamlit too, bears its reference: the next run of the thread has its own.
    """
    began = time.monotonic()
    asked = Run(signed_in.network(), app.library.fingerprint)
    happenings.begin(asked)
    try:
        with app.library.once_each():
            yield asked
    except LibraryError as exc:  # the database went away meanwhile: what is open goes on when it is back
        happenings.counted("failure", status=0, error=type(exc).__name__)
        notices.error(exc)
    except Exception as exc:
        # Streamlit writes the line, with the trace, once for all runs: of fragments too.
        happenings.counted("failure", status=0, error=type(exc).__name__)
        notices.notice(words.ERROR_TITLE, words.UNEXPECTED)
        notices.reference(asked.reference.text)
        raise
    finally:
        happenings.counted("page", page=asked.page, seconds=time.monotonic() - began)
