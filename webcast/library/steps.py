"""How far something is that goes through many reports: told as it goes, and left off where it is wanted no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from webcast.errors import LibraryError
from webcast.language import later

Step: TypeAlias = Callable[[int, int], None]
"""Is told before each how many are done, and of how many; raises :class:`LeftOff` where it should end there."""


class LeftOff(LibraryError):
    """Something was left off before its end."""

    def __init__(self) -> None:
        super().__init__(later("This was left off before its end."), remedy=later("Begin it again."))


def untold(_done: int, _total: int) -> None:
    """Tell nobody."""
