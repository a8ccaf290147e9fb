"""The language that an account reads: one sealed word, chosen in the account menu."""

from __future__ import annotations

from webcast.library.chosen import Chosen

KIND = "language"


class Languages:
    """The languages of all accounts.

    Args:
        chosen: Where they are.
    """

    def __init__(self, chosen: Chosen) -> None:
        self._chosen = chosen

    def of(self, account: str) -> str:
        """Return an account's language; empty where it leaves that to the browser."""
        found = self._chosen.of(account).get(KIND)
        return found[0] if found else ""

    def choose(self, account: str, language: str) -> None:
        """Remember an account's language; an empty one leaves it to the browser again."""
        self._chosen.choose(account, KIND, (language,) if language else ())
