"""The platform's accounts that the dashboard signs in with on behalf of its people: name and password, sealed.

While a password is changed two are held, since nobody can know which of them is in force until one works: see
:mod:`webcast.library.held_sign_in`.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from webcast.api.redaction import Secret
from webcast.errors import ChangeRequest
from webcast.language import later
from webcast.library.kept import Document, Kept

KIND: Final = "held account"
PLACE: Final = "held accounts"
MOST: Final = 200
"""Accounts of a dashboard."""


class NotHeld(ChangeRequest):
    """An account was named that is not held."""

    def __init__(self) -> None:
        super().__init__(
            later("The account should be one that is held, but is not."), remedy=later("'accounts add' holds one.")
        )


@dataclass(frozen=True)
class Held:
    """An account that is held.

    Attributes:
        key: What its data is kept under: :func:`webcast.library.account_key`.
        username: Its name at the platform.
        password: Its password there.
        new: One that it was to be changed to, until it is known which of them is in force; None: there is none.
        since: When it was kept as it is.
    """

    key: str
    username: str = field(repr=False)
    password: Secret = field(repr=False)
    new: Secret | None = field(repr=False)
    since: datetime


class HeldAccounts:
    """All of them.

    Args:
        kept: Where they are.
        tag: Makes a tag of a text.
    """

    def __init__(self, kept: Kept, tag: Callable[[str], str]) -> None:
        self._kept = kept
        self._place = tag(PLACE)

    def all(self) -> list[Held]:
        """Return all accounts that are held, by name.

        Raises:
            Damaged: One was changed.
        """
        with self._kept.reading(self._place, KIND) as shelf:
            found = [_held(document) for document in shelf.whole()]
        return sorted(found, key=lambda one: one.username)

    def of(self, key: str) -> Held | None:
        """Return one account; None where it is not held.

        Raises:
            Damaged: It was changed.
        """
        with self._kept.reading(self._place, KIND) as shelf:
            found = shelf.document(key)
        return None if found is None else _held(found)

    def put(self, key: str, username: str, password: Secret, user: str) -> None:
        """Hold an account, in place of what was held of it: one that the platform has taken.

        Args:
            key: What its data is kept under.
            username: Its name.
            password: Its password.
            user: Who says so, for the audit log.
        """
        with self._kept.changing(self._place, KIND) as shelf:
            # In parts: to forget a registrant must not let go of an account that is named by their address.
            shelf.put(key, {"username": username.split("@"), "password": password.reveal()}, most=MOST)
            shelf.record(user, "hold account", {"accounts": 1})

    def remove(self, key: str, user: str) -> bool:
        """Hold an account no more, and tell whether it was held."""
        with self._kept.changing(self._place, KIND) as shelf:
            was_there = shelf.drop(key)
            shelf.record(user, "let go of account", {"accounts": int(was_there)})
        return was_there

    def keep_both(self, key: str, new: Secret, user: str) -> Held:
        """Keep a new password beside the present one, before the platform is told it; return the account so.

        Raises:
            NotHeld: The account is not held.
            Damaged: It was changed.
        """
        with self._kept.changing(self._place, KIND) as shelf:
            found = shelf.document(key)
            if found is None:
                raise NotHeld
            document = shelf.put(key, {**found.data, "new": new.reveal()}, most=MOST)
            shelf.record(user, "begin password change", {"accounts": 1})
        return _held(document)

    def keep_one(self, key: str, password: Secret, user: str) -> None:
        """Keep of two passwords the one that is in force, and drop the other.

        Where another process has done so, or another password was entered meanwhile, nothing is changed.
        """
        with self._kept.changing(self._place, KIND) as shelf:
            found = shelf.document(key)
            if found is None or "new" not in found.data:
                return
            data: dict[str, Any] = dict(found.data)
            new = data.pop("new")
            changed = hmac.compare_digest(password.reveal().encode(), new.encode())
            if not changed and not hmac.compare_digest(password.reveal().encode(), data["password"].encode()):
                return
            data["password"] = password.reveal()
            shelf.put(key, data, most=MOST)
            action = "change password" if changed else "keep password"
            shelf.record(user, action, {"accounts": 1})


def _held(document: Document) -> Held:
    data = document.data
    new = Secret(data["new"]) if "new" in data else None
    return Held(document.id, "@".join(data["username"]), Secret(data["password"]), new, document.changed_at)
