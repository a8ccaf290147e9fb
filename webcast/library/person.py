"""Somebody who may sign in, what is kept of them, and why a change of them is refused.

An e-mail address is kept in two parts: to forget a registrant must not lock out somebody who works here.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from webcast.errors import ChangeRequest
from webcast.language import later
from webcast.library.passkey import Passkey, passkeys_of
from webcast.reach import Reach
from webcast.roles import Role

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in.

    Attributes:
        id: Stands for them.
        name: What they are called.
        email: What they sign in with.
        accounts: Account key → role in it.
        disabled: They may not sign in any more.
        ready: They can sign in: they have a passphrase or a passkey, or an OpenID provider has let them in.
        invited_until: Until when an invitation works, in milliseconds since 1970; None: there is none.
        providers: The OpenID providers that have let them in, as the settings name them.
        limits: Account key → the events that they are limited to in it; none of an account is no limit.
        passphrase: Whether they have set one.
        passkeys: Theirs, the oldest first.
    """

    id: str
    name: str = field(repr=False)
    email: str = field(repr=False)
    accounts: Mapping[str, Role] = field(repr=False)
    disabled: bool = False
    ready: bool = False
    invited_until: int | None = None
    providers: tuple[str, ...] = ()
    limits: Mapping[str, Reach] = field(default_factory=dict, repr=False)
    passphrase: bool = False
    passkeys: tuple[Passkey, ...] = field(default=(), repr=False)

    @property
    def has_own(self) -> bool:
        """Whether they sign in with something of their own: a passphrase or a passkey."""
        return self.passphrase or bool(self.passkeys)


class NoSuchPerson(ChangeRequest):
    """Somebody was named who is not among the people."""

    def __init__(self) -> None:
        super().__init__(
            later("Nobody with this e-mail address is among the people."),
            remedy=later("'people list' shows who is."),
        )


class KnownAlready(ChangeRequest):
    """Somebody was to be added who is there."""

    def __init__(self) -> None:
        super().__init__(
            later("Somebody with this e-mail address is among the people already."),
            remedy=later("Invite them again, or change their role."),
        )


class LastAdministrator(ChangeRequest):
    """Nobody would be left who may change who comes in."""

    def __init__(self) -> None:
        super().__init__(
            later("Nobody else who may sign in is an administrator of this account, so this one has to stay."),
            remedy=later("Make somebody else an administrator first."),
        )


class NotInAccount(ChangeRequest):
    """Somebody was to be limited in an account, or taken out of it, in which they are not."""

    def __init__(self) -> None:
        super().__init__(
            later("This person is not in this account."),
            remedy=later("'people accounts E-MAIL' shows in which they are, 'people role' puts them into another."),
        )


class MayEverything(ChangeRequest):
    """Somebody who may do everything was to be limited, or somebody limited to do everything."""

    def __init__(self) -> None:
        super().__init__(
            later("Who may do everything sees all events, the audit log included, and cannot be limited to some."),
            remedy=later("Give another role first, or take the limit away."),
        )


def holder(person_id: str) -> str:
    """Return what the sessions of a person are kept under, in place of an account."""
    return f"person {person_id}"


def is_email(text: str) -> bool:
    """Tell whether a text is an e-mail address by its form."""
    return bool(_EMAIL.fullmatch(text)) and len(text) <= 254


def new_document(name: str, email: str, accounts: Mapping[str, Role]) -> dict[str, Any]:
    """Return what is kept of somebody who is new."""
    local, _, host = email.rpartition("@")
    return {
        "id": secrets.token_hex(8),
        "name": name,
        "local": local,
        "host": host,
        "disabled": False,
        "accounts": {key: role.value for key, role in accounts.items()},
        "hash": None,
        "invitation": None,
    }


def email_of(data: Mapping[str, Any]) -> str:
    """Return the address of who is kept so."""
    return f"{data['local']}@{data['host']}"


def limits_of(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what of an account somebody is limited to; people of earlier versions are limited to nothing."""
    found: Mapping[str, Any] = data.get("limits", {})
    return found


def must_agree(data: Mapping[str, Any]) -> None:
    """See to it that nobody is limited where they may do everything.

    Raises:
        MayEverything: Somebody is.
    """
    if any(data["accounts"].get(account) == Role.ADMIN.value for account in limits_of(data)):
        raise MayEverything


def _role(data: Mapping[str, Any], account: str) -> Role:
    """Return somebody's role: a provider may say that who is limited may do everything, which includes all events."""
    role = Role(data["accounts"][account])
    return Role.FILES if role is Role.ADMIN and account in limits_of(data) else role


def counts_of(reach: Reach | None) -> dict[str, int]:
    """Return how much a limit names, for the audit log."""
    return {} if reach is None else {name: len(values) for name, values in reach.to_json().items() if values}


def person_of(data: Mapping[str, Any]) -> Person:
    """Return who is kept so."""
    invitation, passkeys = data["invitation"], passkeys_of(data)
    return Person(
        id=data["id"],
        name=data["name"],
        email=email_of(data),
        accounts={key: _role(data, key) for key in data["accounts"]},
        disabled=data["disabled"],
        ready=data["hash"] is not None or bool(passkeys) or bool(data.get("sign_ons")),
        invited_until=invitation["until"] if invitation else None,
        providers=tuple(sorted(set(data.get("sign_ons", {}).values()))),
        limits={key: Reach.from_json(value) for key, value in limits_of(data).items()},
        passphrase=data["hash"] is not None,
        passkeys=passkeys,
    )
