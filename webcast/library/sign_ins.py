"""Whether people can sign in, and when and to which account they did last.

The latter is kept beside what is kept of the person, so that no sign-in waits for a change of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

from webcast.errors import Damaged
from webcast.library.clock import Clock
from webcast.library.kept import Kept
from webcast.library.people import CAME, MOST, PLACE, Person


class Standing(StrEnum):
    """Whether somebody can sign in."""

    INVITED = "invited"
    """A link waits for them; whoever has a passphrase or a passkey can use that meanwhile."""
    ACTIVE = "active"
    OVER = "invitation over"
    """They have neither passphrase nor passkey, and no link leads to one."""
    DISABLED = "disabled"


def standing_of(person: Person, now: datetime) -> Standing:
    """Tell whether somebody can sign in, or could if they used their link."""
    if person.disabled:
        return Standing.DISABLED
    if person.invited_until is not None and person.invited_until > now.timestamp() * 1000:
        return Standing.INVITED
    return Standing.ACTIVE if person.ready else Standing.OVER


class SignIns:
    """The latest of each person.

    Args:
        kept: Where they are.
        tag: Makes a tag of a text.
        clock: The clock.
    """

    def __init__(self, kept: Kept, tag: Callable[[str], str], clock: Clock) -> None:
        self._kept = kept
        self._place = tag(PLACE)
        self._clock = clock

    def note(self, person_id: str, account: str) -> None:
        """Note that somebody signs in now, or goes on in another account, by its key."""
        with self._kept.changing(self._place, CAME) as shelf:
            shelf.put(person_id, {"at": self._clock().wall_ms, "account": account}, most=MOST)

    def account(self, person_id: str) -> str:
        """Return the key of the account that somebody was in last; empty where that is not known."""
        with self._kept.reading(self._place, CAME) as shelf:
            try:
                found = shelf.document(person_id)
            except Damaged:
                return ""
        return "" if found is None else str(found.data.get("account", ""))

    def last(self) -> dict[str, datetime]:
        """Return when people signed in last, by what stands for them; who never did is not there."""
        with self._kept.reading(self._place, CAME) as shelf:
            return {one.id: datetime.fromtimestamp(one.data["at"] / 1000, UTC) for one in shelf.documents()}
