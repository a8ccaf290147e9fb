"""What an e-mail address has to do with signing in here: a person of the dashboard, accounts that are held.

Forgetting a registrant takes none of that away. Who works here, or the account that all fetch as, would be locked out
by it, perhaps as the last administrator; so it is told apart, and taken away by an action of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from webcast.library.held_accounts import Held, HeldAccounts
from webcast.library.people import People, Person
from webcast.library.privacy import key_of
from webcast.library.sign_ins import SignIns


@dataclass(frozen=True)
class Insider:
    """What is held of somebody beside reports, for them to sign in, or for others to.

    Attributes:
        person: The person who signs in with the address; None: nobody does.
        came: When they did last; None: never, or nobody does.
        within: The accounts that they are in, of those that are looked into, by key.
        accounts: The held accounts of the platform that are named by the address.
    """

    person: Person | None = field(default=None, repr=False)
    came: datetime | None = None
    within: tuple[str, ...] = ()
    accounts: tuple[Held, ...] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        """Tell whether there is anything."""
        return self.person is not None or bool(self.accounts)

    def to_json(self) -> dict[str, Any]:
        """Return all of it that is not secret, as JSON can hold it."""
        person = self.person
        found: dict[str, Any] = {"held_accounts": [one.username for one in self.accounts]}
        if person is not None:
            found["person"] = {
                "name": person.name,
                "email": person.email,
                "roles": [person.accounts[key].value for key in self.within],
                "limited": any(key in person.limits for key in self.within),
                "disabled": person.disabled,
                "providers": list(person.providers),
                "passkeys": [one.label for one in person.passkeys],
                "last_sign_in": None if self.came is None else self.came.isoformat(),
            }
        return found


class Insiders:
    """Looks for them.

    Args:
        people: Who may sign in.
        sign_ins: When they did last.
        held: The accounts.
    """

    def __init__(self, people: People, sign_ins: SignIns, held: HeldAccounts) -> None:
        self._people = people
        self._sign_ins = sign_ins
        self._held = held

    def of(self, email: str, within: Collection[str] | None = None) -> Insider:
        """Return what an address has to do with signing in.

        Args:
            email: The address, in any case.
            within: The accounts that are looked into, by their keys: of others it is not told who is in them. None
                is all.

        Raises:
            Damaged: What is kept of somebody, or of an account, was changed.
        """
        key = key_of(email)
        held = tuple(
            one for one in self._held.all() if key_of(one.username) == key and (within is None or one.key in within)
        )
        person = next((one for one in self._people.all() if key_of(one.email) == key), None)
        if person is None:
            return Insider(accounts=held)
        theirs = tuple(one for one in person.accounts if within is None or one in within)
        if not theirs and within is not None:
            return Insider(accounts=held)
        return Insider(person, self._sign_ins.last().get(person.id), theirs, held)
