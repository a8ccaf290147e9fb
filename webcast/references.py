"""References: what somebody reads out when something failed, and whoever runs the dashboard finds in the log.

The one place that makes them. Each request and each run of a page has one: every line of the log that it leads to
bears it, and who is told of a failure reads it. It is random and holds nothing: neither the line that has it nor the
sentence on screen says whose it is. Its characters are those that nobody mistakes on the telephone.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Final

from webcast.language import say

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 and O, 1, I and L, and U."""

_SHAPE: Final = re.compile(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{2}}")


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

    def after(self, sentence: str) -> str:
        """Return a sentence in plain text with the reference behind it."""
        return f"{sentence} {say('Reference {text}.', text=self.text)}"
