"""Our company: an account's own domains and test addresses, each a sealed document of its own.

Forgetting a person deletes their address alone: the others stay left out.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final

from webcast.library.kept import Kept, Shelf
from webcast.view.ours import MOST, Ours

KIND: Final = "ours"


class OurCompany:
    """Who is whose, of all accounts.

    Args:
        kept: Where it is.
        tag: Makes an account's tag of its key.
    """

    def __init__(self, kept: Kept, tag: Callable[[str], str]) -> None:
        self._kept = kept
        self._tag = tag

    def of(self, account: str) -> Ours:
        """Return who is an account's; nobody until somebody says.

        Raises:
            Damaged: A part was changed: without it, more people would be shown than were asked for.
        """
        with self._kept.reading(self._tag(account), KIND) as shelf:
            return _read(shelf)

    def put(self, account: str, ours: Ours, user: str, *, where: str = "") -> None:
        """Keep who is an account's in place of what was kept, and say in the audit log that it was changed.

        Args:
            account: Whose it is.
            ours: Domains and addresses; none forgets them all.
            user: Who says so.
            where: From which network address.
        """
        with self._kept.changing(self._tag(account), KIND, where) as shelf:
            for name in shelf.names():
                shelf.drop(name)
            for domain in ours.domains:
                shelf.put(secrets.token_hex(8), {"domain": domain}, most=MOST)
            for address in ours.addresses:
                shelf.put(secrets.token_hex(8), {"address": address}, most=MOST)
            counts = {"domains": len(ours.domains), "addresses": len(ours.addresses)}
            shelf.record(user, "change our company", counts)


def _read(shelf: Shelf) -> Ours:
    found = [document.data for document in shelf.whole()]
    return Ours(
        tuple(sorted(data["domain"] for data in found if "domain" in data)),
        tuple(sorted(data["address"] for data in found if "address" in data)),
    )
