"""A passkey of a person, as it is kept in their document, and why a change of passkeys is refused."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from webcast.errors import ChangeRequest
from webcast.language import later
from webcast.privacy import personal

PASSKEYS: Final = "passkeys"
"""In a person's document: theirs, the oldest first; people of earlier versions have none."""

MOST: Final = 10
"""Passkeys of a person."""

LONGEST_LABEL: Final = 60
"""Characters of what somebody calls one."""


@dataclass(frozen=True)
class NewPasskey:
    """What an authenticator has made, before it is kept.

    Attributes:
        credential: What the authenticator calls it.
        public_key: With which its signatures are checked, in COSE.
        count: How many signatures it has made; 0 for good where it does not count.
        transports: How a browser reaches it, in its own words.
        label: What it is called at first.
        site: The name of the dashboard that it is for (*RP ID*); it works under no other.
    """

    credential: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    count: int
    transports: tuple[str, ...]
    label: str = field(repr=False)
    site: str


@dataclass(frozen=True)
class Passkey(NewPasskey):
    """One that is kept.

    Attributes:
        id: Stands for it in forms.
        added: When it was added.
        used: When somebody signed in with it last; None: never since.
    """

    id: str
    added: datetime
    used: datetime | None


class TooManyPasskeys(ChangeRequest):
    """Somebody has as many as they may have."""

    def __init__(self) -> None:
        super().__init__(
            later("You have {most} passkeys, which is as many as there may be.", most=MOST),
            remedy=later("Remove one that you use no more."),
        )


class PasskeyKnown(ChangeRequest):
    """A passkey was to be added that is there."""

    def __init__(self) -> None:
        super().__init__(later("This passkey is known here already."), remedy=later("Make a new one."))


class NoSuchPasskey(ChangeRequest):
    """A passkey was named that is not there."""

    def __init__(self) -> None:
        super().__init__(later("This passkey is not there any more."))


class ByProviderAlone(ChangeRequest):
    """Somebody was to be given a passkey whom nothing but an OpenID provider lets in.

    It would let them in when the provider does not any more.
    """

    def __init__(self) -> None:
        super().__init__(
            later("You sign in with your organisation's account, which decides whether you may."),
            remedy=later("Ask an administrator for a link, if you need another way in."),
        )


class LastWayIn(ChangeRequest):
    """Somebody would have nothing left to sign in with."""

    def __init__(self) -> None:
        super().__init__(
            later("This is the last thing that you can sign in with, so it has to stay."),
            remedy=later("Add another passkey first, or ask for a new link."),
        )


def label_of(text: str) -> str:
    """Return what a passkey is called, on one line.

    Raises:
        ChangeRequest: It is no name. One with an e-mail address in it would have its person deleted when the
            registrant of that address is forgotten.
    """
    said = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if not said or len(said) > LONGEST_LABEL:
        raise ChangeRequest(
            later("The name of a passkey should have 1 to {longest} characters.", longest=LONGEST_LABEL)
        )
    if personal(said):
        raise ChangeRequest(later("The name of a passkey should hold no e-mail address, and no @."))
    return said


def document_of(new: NewPasskey, now: int) -> dict[str, Any]:
    """Return what is kept of a new one.

    Args:
        new: The passkey.
        now: Milliseconds since 1970.
    """
    return {
        "id": secrets.token_hex(8),
        "credential": to_text(new.credential),
        "key": to_text(new.public_key),
        "count": new.count,
        "transports": list(new.transports),
        "label": new.label,
        "site": new.site,
        "added": now,
        "used": None,
    }


def passkeys_of(data: Mapping[str, Any]) -> tuple[Passkey, ...]:
    """Return the passkeys in a person's document."""
    return tuple(passkey_of(one) for one in data.get(PASSKEYS, ()))


def passkey_of(data: Mapping[str, Any]) -> Passkey:
    """Return the passkey that is kept so."""
    return Passkey(
        id=data["id"],
        credential=to_bytes(data["credential"]),
        public_key=to_bytes(data["key"]),
        count=data["count"],
        transports=tuple(data["transports"]),
        label=data["label"],
        site=data["site"],
        added=_moment(data["added"]),
        used=None if data["used"] is None else _moment(data["used"]),
    )


def to_text(data: bytes) -> str:
    """Return bytes as browsers write them: base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def to_bytes(text: str) -> bytes:
    """Return the bytes of such a text."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
