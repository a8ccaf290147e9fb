"""The people of the dashboard: who may sign in without the platform's password, in which role, to whose events.

Each is a sealed document beside those of the accounts, so a library of any earlier version holds people as it is.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final

from webcast.errors import ChangeRequest
from webcast.language import later
from webcast.library import invitations, passphrases
from webcast.library.clock import Clock
from webcast.library.kept import Kept, Shelf
from webcast.library.passkey import PASSKEYS
from webcast.library.person import (
    KnownAlready,
    LastAdministrator,
    MayEverything,
    NoSuchPerson,
    NotInAccount,
    Person,
    counts_of,
    email_of,
    holder,
    is_email,
    limits_of,
    must_agree,
    new_document,
    person_of,
)
from webcast.library.sessions import Sessions
from webcast.reach import Reach
from webcast.reports.schema import key_of_email
from webcast.roles import Role

KIND: Final = "person"
PLACE: Final = "people"
CAME: Final = "person came"
"""What is kept of when they came: :mod:`webcast.library.sign_ins`."""

MOST: Final = 1_000
"""People of a dashboard."""

INVITED_HOURS: Final = 72
"""An invitation works for so long, and once."""

__all__ = [
    "CAME",
    "INVITED_HOURS",
    "KIND",
    "MOST",
    "PLACE",
    "KnownAlready",
    "LastAdministrator",
    "MayEverything",
    "NoSuchPerson",
    "NotInAccount",
    "People",
    "Person",
    "email_of",
    "holder",
    "is_email",
    "new_document",
    "person_of",
]


class People:
    """All people.

    Args:
        kept: Where they are.
        tag: Makes a tag of a text.
        clock: The clock.
        sessions: Those in force, for whom they end.
    """

    def __init__(self, kept: Kept, tag: Callable[[str], str], clock: Clock, sessions: Sessions) -> None:
        self._kept = kept
        self._tag = tag
        self._place = tag(PLACE)
        self._clock = clock
        self._sessions = sessions

    def all(self) -> list[Person]:
        """Return everybody, by name.

        Raises:
            Damaged: What is kept of somebody was changed.
        """
        return sorted(
            (person_of(found) for found in self._documents()), key=lambda one: (one.name.casefold(), one.id)
        )

    def of(self, person_id: str) -> Person | None:
        """Return one of them; None where there is nobody such.

        Raises:
            Damaged: What is kept of them was changed.
        """
        with self._kept.reading(self._place, KIND) as shelf:
            document = shelf.document(person_id)
        return None if document is None else person_of(document.data)

    def find(self, email: str) -> Person:
        """Return who signs in with an address.

        Raises:
            NoSuchPerson: There is nobody such.
        """
        with self._kept.reading(self._place, KIND) as shelf:
            data = self._found(shelf, email)
        if data is None:
            raise NoSuchPerson
        return person_of(data)

    def any(self) -> bool:
        """Tell whether there is anybody."""
        with self._kept.reading(self._place, KIND) as shelf:
            return bool(shelf.names())

    def any_by_passphrase(self) -> bool:
        """Tell whether there is anybody who has a passphrase, or may set one."""
        return any(found["hash"] or found["invitation"] for found in self._documents())

    def add(
        self,
        name: str,
        email: str,
        account: str,
        role: Role,
        user: str,
        *,
        reach: Reach | None = None,
        where: str = "",
    ) -> Person:
        """Add somebody to an account.

        Args:
            name: What they are called.
            email: What they sign in with.
            account: The account key.
            role: In it.
            user: Who says so.
            reach: The events that they are limited to; None: no limit.
            where: From which network address.

        Raises:
            KnownAlready: They are there.
            MayEverything: They are to be limited, and to do everything.
            ChangeRequest: Name or address is none.
        """
        bare, address = " ".join(name.split()), email.strip()
        if not bare or len(bare) > 200:
            raise ChangeRequest(later("A name should have 1 to 200 characters."))
        if not is_email(address):
            raise ChangeRequest(later("An e-mail address should be like 'ann@example.com', but this one is not."))
        with self._kept.changing(self._place, KIND, where) as shelf:
            if self._found(shelf, address) is not None:
                raise KnownAlready
            data = new_document(bare, address, {account: role})
            data["limits"] = {} if reach is None else {account: reach.to_json()}
            must_agree(data)
            self._put(shelf, data)
            shelf.record(user, "add person", {"people": 1, **counts_of(reach)}, address)
        return person_of(data)

    def invite(self, email: str, user: str, *, where: str = "") -> str:
        """Return the secret of a new invitation, which works once and for 72 hours; earlier ones end.

        Args:
            email: Whose.
            user: Who says so.
            where: From which network address.

        Raises:
            NoSuchPerson: There is nobody such.
        """
        secret = secrets.token_urlsafe(32)
        until = self._clock().wall_ms + INVITED_HOURS * 3_600_000

        def change(data: dict[str, Any]) -> None:
            data["invitation"] = {"tag": invitations.tag(self._tag, secret), "until": until}

        self._change(email, user, "invite person", change, where=where)
        return secret

    def invited(self, secret: str) -> Person | None:
        """Return whose invitation this is; None where it works no more, or never did."""
        with self._kept.reading(self._place, KIND) as shelf:
            data = self._of_invitation(shelf, secret)
        return None if data is None else person_of(data)

    def accept(self, secret: str, passphrase: str, *, where: str = "") -> Person | None:
        """Set the passphrase of who was invited and return them; None as for :meth:`invited`.

        It takes the place of what they signed in with before, passkeys too, and their sessions end.

        Args:
            secret: Of the invitation, which works no more after this.
            passphrase: One that :func:`webcast.library.passphrases.why_refused` has nothing against.
            where: From which network address.
        """
        kept = passphrases.hashed(passphrase)
        with self._kept.changing(self._place, KIND, where) as shelf:
            data = self._of_invitation(shelf, secret)
            if data is None:
                return None
            data |= {"hash": kept, "invitation": None, PASSKEYS: []}
            self._put(shelf, data)
            found = person_of(data)
            shelf.record(found.email, "set passphrase", {})
        self._sessions.end_account(holder(found.id))
        return found

    def known(self, email: str, passphrase: str) -> Person | None:
        """Return who signs in so; None for anybody else, after as much work."""
        with self._kept.reading(self._place, KIND) as shelf:
            data = self._found(shelf, email)
        right = passphrases.matches(passphrase, None if data is None else data["hash"])
        return person_of(data) if data is not None and right and not data["disabled"] else None

    def may_sign_in(self, person_id: str) -> bool:
        """Tell whether somebody is there and not disabled."""
        with self._kept.reading(self._place, KIND) as shelf:
            document = shelf.document(person_id)
        return document is not None and not document.data["disabled"]

    def disable(
        self, email: str, user: str, *, disabled: bool = True, where: str = "", keeping_admin: bool = False
    ) -> int:
        """Let somebody sign in no more and end their sessions at once, or let them in again; return how many ended.

        Args:
            email: Who.
            user: Who says so.
            disabled: Whether they may sign in no more.
            where: From which network address.
            keeping_admin: Change nothing where nobody would be left who is an administrator of one of their accounts.

        Raises:
            NoSuchPerson: There is nobody such.
            LastAdministrator: Nobody else is one.
        """

        def change(data: dict[str, Any]) -> None:
            data["disabled"] = disabled
            data["invitation"] = None

        action = "disable person" if disabled else "enable person"
        found = self._change(email, user, action, change, where=where, keeping_admin=keeping_admin)
        return self._sessions.end_account(holder(found.id)) if disabled else 0

    def remove(self, email: str, user: str, *, where: str = "") -> int:
        """Take somebody away with all that is kept of them, end their sessions, and return how many ended.

        What they did, and what was done to them, stays in the audit log. Who comes by a provider that lets in new
        people is added again.

        Raises:
            NoSuchPerson: There is nobody such.
        """
        with self._kept.changing(self._place, KIND, where) as shelf:
            data = self._found(shelf, email)
            if data is None:
                raise NoSuchPerson
            shelf.drop(data["id"])
            shelf.beside(CAME).drop(data["id"])
            # What is kept apart for who is limited: see ``Theirs``.
            where_in = {*data["accounts"], *limits_of(data)}
            shelf.clear([self._tag(f"account {account} {holder(data['id'])}") for account in where_in])
            shelf.record(user, "remove person", {"people": 1}, email_of(data))
        return self._sessions.end_account(holder(data["id"]))

    def put_role(
        self,
        email: str,
        account: str,
        role: Role | None,
        user: str,
        *,
        where: str = "",
        keeping_admin: bool = False,
    ) -> int:
        """Give somebody a role in an account, or none any more, end their sessions, and return how many ended.

        Args:
            email: Who.
            account: The account key.
            role: In it; None: they are in it no more.
            user: Who says so.
            where: From which network address.
            keeping_admin: As for :meth:`disable`.

        Raises:
            NoSuchPerson: There is nobody such.
            LastAdministrator: Nobody else is one.
        """

        def change(data: dict[str, Any]) -> None:
            others = {key: value for key, value in data["accounts"].items() if key != account}
            data["accounts"] = others if role is None else {**others, account: role.value}
            must_agree(data)

        found = self._change(email, user, "change role", change, where=where, keeping_admin=keeping_admin)
        return self._sessions.end_account(holder(found.id))

    def limit(self, email: str, account: str, reach: Reach | None, user: str, *, where: str = "") -> int:
        """Limit somebody to events of an account, or no more, end their sessions, and return how many ended.

        A limit stays where somebody leaves the account and comes back.

        Raises:
            NoSuchPerson: There is nobody such.
            NotInAccount: They are not in the account.
            MayEverything: They may do everything.
        """

        def change(data: dict[str, Any]) -> None:
            if account not in data["accounts"]:
                raise NotInAccount
            others = {key: value for key, value in limits_of(data).items() if key != account}
            data["limits"] = others if reach is None else {**others, account: reach.to_json()}
            must_agree(data)

        found = self._change(email, user, "limit person", change, counts_of(reach), where=where)
        return self._sessions.end_account(holder(found.id))

    def reach(self, person_id: str, account: str) -> Reach | None:
        """Return what somebody is limited to in an account, as of now; None: nothing.

        Who is not there, is disabled or is in no such account reaches nothing, and so does whose limit is not
        understood.

        Raises:
            Damaged: What is kept of them was changed.
        """
        with self._kept.reading(self._place, KIND) as shelf:
            document = shelf.document(person_id)
        if document is None or document.data["disabled"] or account not in document.data["accounts"]:
            return Reach()
        limits = limits_of(document.data)
        return Reach.from_json(limits[account]) if account in limits else None

    # Inside

    def _documents(self) -> list[dict[str, Any]]:
        with self._kept.reading(self._place, KIND) as shelf:
            return [dict(document.data) for document in shelf.whole()]

    def _found(self, shelf: Shelf, email: str) -> dict[str, Any] | None:
        key = key_of_email(email)
        return next((dict(one.data) for one in shelf.whole() if key_of_email(email_of(one.data)) == key), None)

    def _of_invitation(self, shelf: Shelf, secret: str) -> dict[str, Any] | None:
        return invitations.of(shelf, invitations.tag(self._tag, secret), self._clock().wall_ms)

    def _change(
        self,
        email: str,
        user: str,
        action: str,
        change: Callable[[dict[str, Any]], None],
        counts: Mapping[str, int] | None = None,
        *,
        where: str = "",
        keeping_admin: bool = False,
    ) -> Person:
        with self._kept.changing(self._place, KIND, where) as shelf:
            data = self._found(shelf, email)
            if data is None:
                raise NoSuchPerson
            before = _administers(person_of(data))
            change(data)
            self._put(shelf, data)
            # In the transaction that does it: of two who take the role from each other, one is refused.
            if keeping_admin and not before <= _administered(shelf):
                raise LastAdministrator
            shelf.record(user, action, {"people": 1, **(counts or {})}, email_of(data))
        return person_of(data)

    def _put(self, shelf: Shelf, data: Mapping[str, Any]) -> None:
        shelf.put(data["id"], data, most=MOST)


def _administers(person: Person) -> set[str]:
    """Return the accounts that somebody is an administrator of, if they may sign in."""
    return set() if person.disabled else {key for key, role in person.accounts.items() if role is Role.ADMIN}


def _administered(shelf: Shelf) -> set[str]:
    return set().union(*(_administers(person_of(one.data)) for one in shelf.whole()))
