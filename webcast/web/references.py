"""What somebody is told of a failure, and the log with the same reference: see :mod:`webcast.references`."""

from __future__ import annotations

import logging
from typing import Final

from webcast import happenings
from webcast.happenings import Asked, happened
from webcast.references import Reference

COOKIE_NAME: Final = "webcast_reference"
"""In which a refused sign-in brings its reference to the page; gone after :data:`LIFETIME`."""

LIFETIME: Final = 300
"""Seconds."""

_LOG: Final = logging.getLogger(__name__)


def told(what: str) -> Reference:
    """Log that somebody was told of a failure, and return the reference that both have.

    Args:
        what: Which kind of failure, and where: nothing of a person, and no text from outside.
    """
    asked = happenings.present() or Asked()
    happened(
        _LOG, "told", "Told somebody of a failure: %s.", what, level=logging.WARNING, asked=asked, what=what
    )  # fmt: skip
    return asked.reference
