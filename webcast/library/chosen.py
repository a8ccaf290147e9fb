"""The columns that an account chose for its tables, so that they are there the next time and in another browser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from webcast.library.kept import Kept

KIND: Final = "columns"
MOST: Final = 50
"""Tables whose columns an account can choose."""


class Chosen:
    """The choices of all accounts.

    Args:
        kept: Where they are.
        tag: Makes an account's tag of its key.
    """

    def __init__(self, kept: Kept, tag: Callable[[str], str]) -> None:
        self._kept = kept
        self._tag = tag

    def of(self, account: str) -> dict[str, tuple[str, ...]]:
        """Return an account's choices: table → columns in their order. A table without one is not there."""
        with self._kept.reading(self._tag(account), KIND) as shelf:
            return {found.id: tuple(found.data["columns"]) for found in shelf.documents()}

    def choose(self, account: str, table: str, columns: Sequence[str]) -> None:
        """Remember a table's columns; none means the usual ones, and forgets the choice.

        Raises:
            TooMuch: The account remembers too many tables, or these columns are too many.
        """
        with self._kept.changing(self._tag(account), KIND) as shelf:
            if columns:
                shelf.put(table, {"columns": list(columns)}, most=MOST)
            else:
                shelf.drop(table)
