"""References: what somebody reads out when something failed, and whoever runs the dashboard finds in the log.

The one place that makes them. A reference is random and holds nothing: neither the log line that has it nor the
sentence on screen says whose it is. Its characters are those that nobody mistakes on the telephone.
"""

from __future__ import annotations

import logging
import re
import secrets
from dataclasses import dataclass
from typing import Final

from webcast.language import say

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 and O, 1, I and L, and U."""

COOKIE_NAME: Final = "webcast_reference"
"""In which a refused sign-in brings its reference to the page; gone after :data:`LIFETIME`."""

LIFETIME: Final = 300
"""Seconds."""

_SHAPE: Final = re.compile(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{2}}")
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reference:
    """A reference, such as ``7F3K-Q2``."""

    text: str

    def __str__(self) -> str:
        return self.text

    @classmethod
    def new(cls) -> Reference:
        """Return one that nobody had before, as far as chance goes: one of 729 million."""
        signs = "".join(secrets.choice(ALPHABET) for _ in range(6))
        return cls(f"{signs[:4]}-{signs[4:]}")

    @classmethod
    def read(cls, text: object) -> Reference | None:
        """Return the reference that a browser brings; None for what is none."""
        return cls(text) if isinstance(text, str) and _SHAPE.fullmatch(text) else None

    @property
    def extra(self) -> dict[str, str]:
        """What gives a log line the reference: ``_LOG.warning("…", extra=reference.extra)``."""
        return {"reference": self.text}

    def after(self, sentence: str) -> str:
        """Return a sentence in plain text with the reference behind it."""
        return f"{sentence} {say('Reference {text}.', text=self.text)}"


def told(what: str) -> Reference:
    """Log that somebody was told of a failure, and return the reference that both have.

    Args:
        what: Which kind of failure, and where: nothing of a person, and no text from outside.
    """
    reference = Reference.new()
    _LOG.warning("Told somebody of a failure: %s.", what, extra=reference.extra)
    return reference
