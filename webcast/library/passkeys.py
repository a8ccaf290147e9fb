"""Passkeys of people (Web Authentication, W3C): added by an invitation or by who is signed in, used, named, removed.

Each is kept in its person's sealed document, beside their passphrase, so a library of any earlier version holds them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final

from webcast.library import invitations
from webcast.library.clock import Clock
from webcast.library.kept import Kept, Shelf
from webcast.library.passkey import (
    MOST,
    PASSKEYS,
    ByProviderAlone,
    LastWayIn,
    NewPasskey,
    NoSuchPasskey,
    Passkey,
    PasskeyKnown,
    TooManyPasskeys,
    document_of,
    label_of,
    passkeys_of,
    to_text,
)
from webcast.library.people import KIND, PLACE, Person, holder, person_of
from webcast.library.people import MOST as MOST_PEOPLE
from webcast.library.sessions import Sessions

_HANDLE: Final = "passkey handle"


class Why(StrEnum):
    """Why somebody is not let in whose passkey has signed."""

    UNKNOWN = "unknown"
    """It is nobody's, or not any more."""

    DISABLED = "disabled"
    COUNT = "count went back"
    """It has signed less often than when it was used last: there are two of it, and one is a copy."""


class Passkeys:
    """All of them.

    Args:
        kept: Where people are.
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

    def handle(self, person_id: str) -> bytes:
        """Return what authenticators know somebody by (*user handle*): 16 bytes that tell nothing of them."""
        return bytes.fromhex(self._tag(f"{_HANDLE} {person_id}"))

    def any_for(self, site: str) -> bool:
        """Tell whether anybody has one that works under a name of the dashboard."""
        with self._kept.reading(self._place, KIND) as shelf:
            return any(one["site"] == site for document in shelf.whole() for one in _of(document.data))

    def find(self, credential: bytes, site: str) -> tuple[Person, Passkey] | None:
        """Return whose passkey this is, and what is kept of it; None: nobody's.

        Args:
            credential: What its authenticator calls it.
            site: The name of the dashboard that it was used under.
        """
        with self._kept.reading(self._place, KIND) as shelf:
            data = _whose(shelf, credential)
        if data is None:
            return None
        person = person_of(data)
        mine = next(one for one in person.passkeys if one.credential == credential)
        return (person, mine) if mine.site == site else None

    def accept(self, secret: str, new: NewPasskey, *, where: str = "") -> Person | None:
        """Take a passkey of who was invited, and return them; None where the invitation works no more.

        It takes the place of what they signed in with before, passphrase and passkeys, and their sessions end.

        Args:
            secret: Of the invitation, which works no more after this.
            new: The passkey.
            where: From which network address.

        Raises:
            PasskeyKnown: Somebody else has it.
        """
        with self._changing(where) as shelf:
            data = invitations.of(shelf, invitations.tag(self._tag, secret), self._clock().wall_ms)
            if data is None:
                return None
            known = _whose(shelf, new.credential)
            if known is not None and known["id"] != data["id"]:
                raise PasskeyKnown
            data |= {"hash": None, "invitation": None, PASSKEYS: [self._document(new)]}
            self._put(shelf, data)
            found = person_of(data)
            shelf.record(found.email, "set passkey", {})
        self._sessions.end_account(holder(found.id))
        return found

    def add(self, person_id: str, new: NewPasskey, *, where: str = "") -> None:
        """Add one to those of somebody.

        Raises:
            TooManyPasskeys: They have as many as they may have.
            PasskeyKnown: Somebody has it, they or another.
            ByProviderAlone: They have nothing of their own to sign in with.
            NoSuchPasskey: They may not sign in.
        """
        with self._changing(where) as shelf:
            data = _may(shelf, person_id)
            if data["hash"] is None and not _of(data):
                raise ByProviderAlone
            if len(_of(data)) >= MOST:
                raise TooManyPasskeys
            if _whose(shelf, new.credential) is not None:
                raise PasskeyKnown
            data[PASSKEYS] = [*_of(data), self._document(new)]
            self._put(shelf, data)
            shelf.record(person_of(data).email, "add passkey", {"passkeys": len(data[PASSKEYS])})

    def used(self, person_id: str, passkey_id: str, count: int) -> Person | Why:
        """Note that a passkey has signed, and return whose it is; or why that lets nobody in.

        Args:
            person_id: Whose.
            passkey_id: Which.
            count: How many signatures it says that it has made.
        """
        with self._changing() as shelf:
            document = shelf.document(person_id)
            data = {} if document is None else dict(document.data)
            mine = next((one for one in _of(data) if one["id"] == passkey_id), None)
            if mine is None:
                return Why.UNKNOWN
            if data["disabled"]:
                return Why.DISABLED
            # One that counts never says the same twice; most, which are on several devices at once, don't count.
            if (count or mine["count"]) and count <= mine["count"]:
                return Why.COUNT
            now = self._clock().wall_ms
            data[PASSKEYS] = [
                one | {"count": count, "used": now} if one["id"] == passkey_id else one for one in _of(data)
            ]
            self._put(shelf, data)
        return person_of(data)

    def name(self, person_id: str, passkey_id: str, label: str, *, where: str = "") -> None:
        """Give one another name.

        Raises:
            NoSuchPasskey: It is not there.
            ChangeRequest: The name is none.
        """
        said = label_of(label)
        with self._changing(where) as shelf:
            data = _may(shelf, person_id)
            _one(data, passkey_id)
            data[PASSKEYS] = [one | {"label": said} if one["id"] == passkey_id else one for one in _of(data)]
            self._put(shelf, data)
            shelf.record(person_of(data).email, "name passkey", {})

    def remove(self, person_id: str, passkey_id: str, site: str, sid: str, *, where: str = "") -> int:
        """Take one away from somebody, end their other sessions, and return how many ended.

        Args:
            person_id: Whose.
            passkey_id: Which.
            site: The name of the dashboard that they use: a passkey for another one is no way in.
            sid: Their session that stays.
            where: From which network address.

        Raises:
            NoSuchPasskey: It is not there.
            LastWayIn: They have no other, and no passphrase.
        """
        with self._changing(where) as shelf:
            data = _may(shelf, person_id)
            _one(data, passkey_id)
            others = [one for one in _of(data) if one["id"] != passkey_id]
            if data["hash"] is None and not any(one["site"] == site for one in others):
                raise LastWayIn
            data[PASSKEYS] = others
            self._put(shelf, data)
            shelf.record(person_of(data).email, "remove passkey", {"passkeys": len(others)})
        return self._sessions.end_others(holder(person_id), sid)

    def _changing(self, where: str = "") -> AbstractContextManager[Shelf]:
        return self._kept.changing(self._place, KIND, where)

    def _document(self, new: NewPasskey) -> dict[str, Any]:
        return document_of(replace(new, label=label_of(new.label)), self._clock().wall_ms)

    def _put(self, shelf: Shelf, data: Mapping[str, Any]) -> None:
        shelf.put(data["id"], data, most=MOST_PEOPLE)


def _of(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    return list(data.get(PASSKEYS, ()))


def _whose(shelf: Shelf, credential: bytes) -> dict[str, Any] | None:
    """Return what is kept of who has a passkey."""
    text = to_text(credential)
    found = (one.data for one in shelf.whole() if any(mine["credential"] == text for mine in _of(one.data)))
    return next((dict(data) for data in found), None)


def _may(shelf: Shelf, person_id: str) -> dict[str, Any]:
    """Return what is kept of somebody who may sign in."""
    document = shelf.document(person_id)
    if document is None or document.data["disabled"]:
        raise NoSuchPasskey
    return dict(document.data)


def _one(data: Mapping[str, Any], passkey_id: str) -> None:
    if not any(one.id == passkey_id for one in passkeys_of(data)):
        raise NoSuchPasskey
