"""The time zones that the platform offers an account, as it listed them the last time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webcast.library.kept import Kept

KIND: Final = "zones"
_NAME: Final = "offered"


@dataclass(frozen=True)
class Listed:
    """A list of the platform's.

    Attributes:
        names: The ids, in its order and as it spells them.
        at: When it was asked for.
    """

    names: tuple[str, ...]
    at: datetime


class OfferedZones:
    """The lists of all accounts.

    Args:
        kept: Where they are.
        tag: Makes an account's tag of its key.
    """

    def __init__(self, kept: Kept, tag: Callable[[str], str]) -> None:
        self._kept = kept
        self._tag = tag

    def of(self, account: str) -> Listed | None:
        """Return the account's list; None where it was never asked for.

        Raises:
            Damaged: Its bytes were changed.
        """
        with self._kept.reading(self._tag(account), KIND) as shelf:
            found = shelf.document(_NAME)
        return None if found is None else Listed(tuple(found.data["names"]), found.changed_at)

    def remember(self, account: str, names: Sequence[str]) -> Listed:
        """Keep a list that came just now.

        Raises:
            TooMuch: It is far longer than the world has zones.
        """
        with self._kept.changing(self._tag(account), KIND) as shelf:
            kept = shelf.put(_NAME, {"names": list(names)}, most=1)
        return Listed(tuple(names), kept.changed_at)
