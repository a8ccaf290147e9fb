"""What an account chose once, so that it is there the next time: columns of its tables, how files are to be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from webcast.library.kept import Kept

KIND: Final = "columns"
MOST: Final = 50
"""Tables whose columns an account can choose."""

READINGS: Final = "readings"
MOST_READINGS: Final = 200
"""Shapes of files of which an account can have said how they are to be read."""


class Chosen:
    """The choices of all accounts.

    Args:
        kept: Where they are.
        tag: Makes an account's tag of its key.
        kind: What is chosen: :data:`KIND` or :data:`READINGS`.
        most: How many choices an account can have.
    """

    def __init__(self, kept: Kept, tag: Callable[[str], str], kind: str = KIND, most: int = MOST) -> None:
        self._kept = kept
        self._tag = tag
        self._kind = kind
        self._most = most

    def of(self, account: str) -> dict[str, tuple[str, ...]]:
        """Return an account's choices: table → columns in their order. A table without one is not there."""
        with self._kept.reading(self._tag(account), self._kind) as shelf:
            return {found.id: tuple(found.data["columns"]) for found in shelf.documents()}

    def choose(self, account: str, table: str, columns: Sequence[str]) -> None:
        """Remember a table's columns; none means the usual ones, and forgets the choice.

        Raises:
            TooMuch: The account remembers too many tables, or these columns are too many.
        """
        with self._kept.changing(self._tag(account), self._kind) as shelf:
            if columns:
                shelf.put(table, {"columns": list(columns)}, most=self._most)
            else:
                shelf.drop(table)
