"""People whom an OpenID provider lets in: found by what the provider calls them, added, and kept as it says they are.

Somebody is known by provider and subject, which stay, and never by their e-mail address alone, which others can get.
The provider's word on roles holds for the accounts that it decides on; what an administrator gave in others stays.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from webcast.library.kept import Kept, Shelf
from webcast.library.people import KIND, MOST, PLACE, Person, email_of, holder, is_email, new_document, person_of
from webcast.library.sessions import Sessions
from webcast.reports.schema import key_of_email
from webcast.roles import Role

SIGN_ONS: Final = "sign_ons"
"""In a person's document: tag of provider and subject → what the settings call the provider."""


class Why(StrEnum):
    """Why somebody is not let in whom a provider has let in."""

    UNKNOWN = "unknown"
    """They are not among the people, and nobody is added."""

    KNOWN = "known"
    """Somebody with their address is, who signs in otherwise."""

    DISABLED = "disabled"
    NO_ROLE = "no-role"


@dataclass(frozen=True)
class Arrival:
    """Somebody whom a provider has let in.

    Attributes:
        provider: As the settings name it.
        issuer: As its tokens do.
        subject: What it calls them, for good.
        email: Their address, which it vouches for.
        name: What they are called; can be empty.
        roles: Account key → role, by what it says.
        decides_on: The accounts that it decides on: no role in ``roles`` is none.
    """

    provider: str
    issuer: str = field(repr=False)
    subject: str = field(repr=False)
    email: str = field(repr=False)
    name: str = field(repr=False)
    roles: Mapping[str, Role] = field(repr=False)
    decides_on: Collection[str] = field(repr=False)


class Arrivals:
    """Takes them in.

    Args:
        kept: Where people are.
        tag: Makes a tag of a text.
        sessions: Those in force, which end for who may less than before.
    """

    def __init__(self, kept: Kept, tag: Callable[[str], str], sessions: Sessions) -> None:
        self._kept = kept
        self._tag = tag
        self._place = tag(PLACE)
        self._sessions = sessions

    def arrive(self, one: Arrival, *, new_people: bool, join: bool, where: str) -> Person | Why:
        """Return whose account here it is, brought up to what the provider says; or why nobody is let in.

        Args:
            one: Who comes.
            new_people: Add who is not among the people.
            join: Take them for who has their e-mail address among the people, unless that is known by another
                subject of the provider already.
            where: From which network address.
        """
        with self._kept.changing(self._place, KIND, where) as shelf:
            found = self._found(shelf, one, new_people=new_people, join=join)
            if isinstance(found, Why):
                return found
            data, action = found
            before = dict(data["accounts"])
            changed = self._bring_up(shelf, data, one)
            lost = _lost(before, data["accounts"])
            if action == "add person" and not data["accounts"]:
                return Why.NO_ROLE
            if action or changed:
                shelf.put(data["id"], data, most=MOST)
                who = f"provider {one.provider}"
                shelf.record(who, action or "change by provider", {"people": 1}, email_of(data))
        if lost:
            self._sessions.end_account(holder(data["id"]))
        return person_of(data) if data["accounts"] else Why.NO_ROLE

    def end(self, issuer: str, subject: str) -> tuple[Person, int] | None:
        """End the sessions of somebody by what a provider calls them; return who, and how many; None: nobody such."""
        tag = self._of(issuer, subject)
        with self._kept.reading(self._place, KIND) as shelf:
            data = next((one.data for one in shelf.whole() if tag in one.data.get(SIGN_ONS, {})), None)
        if data is None:
            return None
        return person_of(data), self._sessions.end_account(holder(data["id"]))

    def _found(self, shelf: Shelf, one: Arrival, *, new_people: bool, join: bool) -> tuple[dict[str, Any], str] | Why:
        """Return what is kept of somebody, and what is done by keeping it; or why nobody is let in."""
        tag = self._of(one.issuer, one.subject)
        everybody = [dict(document.data) for document in shelf.whole()]
        known = next((data for data in everybody if tag in data.get(SIGN_ONS, {})), None)
        if known is not None:
            return Why.DISABLED if known["disabled"] else (known, "")
        key = key_of_email(one.email)
        same = next((data for data in everybody if key_of_email(email_of(data)) == key), None)
        if same is None:
            if not new_people:
                return Why.UNKNOWN
            data, action = new_document(_name(one), one.email, {}), "add person"
        elif not join or one.provider in same.get(SIGN_ONS, {}).values():
            return Why.KNOWN
        elif same["disabled"]:
            return Why.DISABLED
        else:
            data, action = same, "join person"
        data[SIGN_ONS] = {**data.get(SIGN_ONS, {}), tag: one.provider}
        return data, action

    def _bring_up(self, shelf: Shelf, data: dict[str, Any], one: Arrival) -> bool:
        """Bring what is kept of somebody up to what the provider says, and tell whether that changes it."""
        before = dict(data)
        others = {key: role for key, role in data["accounts"].items() if key not in one.decides_on}
        data["accounts"] = others | {key: role.value for key, role in one.roles.items()}
        if one.name:
            data["name"] = _name(one)
        if self._is_free(shelf, data["id"], one.email):
            data["local"], _, data["host"] = one.email.rpartition("@")
        return data != before

    def _is_free(self, shelf: Shelf, person_id: str, email: str) -> bool:
        key = key_of_email(email)
        others = (document.data for document in shelf.whole() if document.id != person_id)
        return is_email(email) and all(key_of_email(email_of(data)) != key for data in others)

    def _of(self, issuer: str, subject: str) -> str:
        return self._tag(f"sign-on {issuer}\x1f{subject}")


def _name(one: Arrival) -> str:
    """Return what somebody is called: never an address, by which a registrant could be forgotten."""
    said = " ".join("".join(sign if sign.isprintable() else " " for sign in one.name).split())
    return said.partition("@")[0].strip()[:200] or one.email.rpartition("@")[0][:200]


def _lost(before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Tell whether somebody may less in an account than before."""
    return any(key not in after or not Role(after[key]).may(Role(role)) for key, role in before.items())
