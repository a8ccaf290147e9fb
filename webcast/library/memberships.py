"""In which held accounts a person is, at hand for every run of a page.

What was opened is used again as long as the sealed rows that it comes from are the same. One look at them tells, so
that who was disabled is in no account from the next look on.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import select

from webcast.library import held_accounts
from webcast.library.guard import Guard
from webcast.library.held_accounts import HeldAccounts
from webcast.library.people import KIND, MOST, PLACE, People
from webcast.library.tables import kept
from webcast.roles import Role


@dataclass(frozen=True)
class Membership:
    """An account that somebody is in.

    Attributes:
        key: The account key.
        name: Its name at the platform.
        role: Theirs in it.
    """

    key: str
    name: str = field(repr=False)
    role: Role


class Memberships:
    """Those of all people.

    Args:
        guard: The store.
        people: Who is in which account.
        held: The accounts.
        tag: Makes a tag of a text.
    """

    def __init__(self, guard: Guard, people: People, held: HeldAccounts, tag: Callable[[str], str]) -> None:
        self._guard = guard
        self._people = people
        self._held = held
        self._person = tag(PLACE)
        self._accounts = tag(held_accounts.PLACE)
        self._known: OrderedDict[str, tuple[bytes, tuple[Membership, ...]]] = OrderedDict()
        self._lock = Lock()

    def of(self, person_id: str) -> tuple[Membership, ...]:
        """Return the held accounts that somebody is in, in their order; none of who is disabled or not there.

        Raises:
            Damaged: What is kept of them, or of an account, was changed.
        """
        # Looked at before it is opened: what changes in between makes the next look another one.
        seen = self._seal(person_id)
        with self._lock:
            known = self._known.get(person_id)
        if known is not None and known[0] == seen:
            return known[1]
        found = self._opened(person_id)
        with self._lock:
            self._known[person_id] = (seen, found)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return found

    def _seal(self, person_id: str) -> bytes:
        """Return what changes with the person and the accounts: to seal makes other bytes each time."""
        somebody = (kept.c.account == self._person) & (kept.c.kind == KIND) & (kept.c.id == person_id)
        accounts = (kept.c.account == self._accounts) & (kept.c.kind == held_accounts.KIND)
        rows = select(kept.c.data).where(somebody | accounts).order_by(kept.c.kind, kept.c.id)
        seen = hashlib.sha256()
        with self._guard.store.read() as conn:
            for data in conn.scalars(rows):
                seen.update(hashlib.sha256(data).digest())
        return seen.digest()

    def _opened(self, person_id: str) -> tuple[Membership, ...]:
        person = self._people.of(person_id)
        if person is None or person.disabled:
            return ()
        held = ((self._held.of(key), role) for key, role in person.accounts.items())
        return tuple(Membership(one.key, one.username, role) for one, role in held if one is not None)
