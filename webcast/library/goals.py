"""Goals: the numbers that an account has set for its key figures, in one sealed document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from webcast.library.kept import Kept
from webcast.view.comparison import GOALS

KIND: Final = "goals"
_NAME: Final = "goals"


class Goals:
    """The goals of all accounts.

    Args:
        kept: Where they are.
        tag: Makes an account's tag of its key.
    """

    def __init__(self, kept: Kept, tag: Callable[[str], str]) -> None:
        self._kept = kept
        self._tag = tag

    def of(self, account: str) -> dict[str, float]:
        """Return figure → goal, of :data:`~webcast.view.comparison.GOALS`; shares from 0 to 1, times in milliseconds.

        Raises:
            Damaged: They were changed from outside.
        """
        with self._kept.reading(self._tag(account), KIND) as shelf:
            found = shelf.document(_NAME)
        known = found.data if found is not None else {}
        return {name: float(known[name]) for name in GOALS if name in known}

    def put(self, account: str, goals: Mapping[str, float], user: str, *, where: str = "") -> None:
        """Keep an account's goals in place of those that were kept, and say in the audit log that they were changed.

        Args:
            account: Whose they are.
            goals: Figure → goal; one that is not there is none.
            user: Who sets them.
            where: From which network address.
        """
        kept = {name: goals[name] for name in GOALS if name in goals}
        with self._kept.changing(self._tag(account), KIND, where) as shelf:
            shelf.drop(_NAME)
            if kept:
                shelf.put(_NAME, kept, most=1)
            shelf.record(user, "change goals", {"goals": len(kept)})
