"""What authenticators are asked for, and what is believed of their answers (Web Authentication Level 3, §7).

The one place that knows ``webauthn``, which reads and checks them. What it is asked for beyond its own ways: no
attestation, a passkey that is found without a name (*discoverable*), and that the person was verified.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, TypeVar

import webauthn
from webauthn.helpers import (
    options_to_json_dict,
    parse_attestation_object,
    parse_authentication_credential_json,
    parse_authenticator_data,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AttestationFormat,
    AuthenticationCredential,
    AuthenticatorData,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from webcast.library.passkey import NewPasskey, Passkey
from webcast.web.passkeys import said
from webcast.web.passkeys.challenges import SECONDS
from webcast.web.passkeys.places import Site

T = TypeVar("T")

LONGEST: Final = 8 * 1024
"""Characters of an answer: the largest keys that browsers make come to about 2,000."""

LONGEST_ID: Final = 1_023
"""Bytes of what an authenticator calls a passkey, by the specification."""

_PRODUCT: Final = "Webcast Insights"
_ALGORITHMS: Final = [
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
_UNATTESTED: Final = (AttestationFormat.NONE, AttestationFormat.PACKED)
"""What comes where none is asked for: nothing, or what the new key itself has signed."""


class Refused(Exception):
    """An answer that is not believed.

    Attributes:
        code: One of :data:`webcast.web.passkeys.said.PASSKEY_ERRORS`.
        why: A word of ours, for the audit log.
        user: Whose passkey it is, where its signature has shown that.
    """

    def __init__(self, code: str, why: str, user: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.why = why
        self.user = user


@dataclass(frozen=True)
class Answer:
    """What an authenticator has answered, read and not yet believed.

    Attributes:
        id: What it calls the passkey.
        client: What the browser says of page and challenge.
        data: What the authenticator says of itself.
    """

    id: bytes
    client: CollectedClientData = field(repr=False)
    data: AuthenticatorData = field(repr=False)


@dataclass(frozen=True)
class Made(Answer):
    """The answer of one that was asked to make a passkey.

    Attributes:
        credential: All of it.
    """

    credential: RegistrationCredential = field(repr=False)


@dataclass(frozen=True)
class Signed(Answer):
    """The answer of one that was asked to sign.

    Attributes:
        credential: All of it.
        handle: What it knows the person by; empty where it says nothing.
    """

    credential: AuthenticationCredential = field(repr=False)
    handle: bytes = field(repr=False)


@dataclass(frozen=True)
class User:
    """For whom a passkey is made.

    Attributes:
        handle: What authenticators know them by.
        email: By what they tell this passkey from others of theirs; it goes to their own browser alone.
        name: What they are called.
    """

    handle: bytes = field(repr=False)
    email: str = field(repr=False)
    name: str = field(repr=False)


def to_add(site: Site, challenge: bytes, user: User, known: Iterable[Passkey] = ()) -> dict[str, Any]:
    """Return what a browser is to ask for to make a passkey, as its JSON.

    Args:
        site: The dashboard.
        challenge: What is to be signed.
        user: For whom.
        known: Theirs, none of which is to be made again.
    """
    return options_to_json_dict(
        webauthn.generate_registration_options(
            rp_id=site.id,
            rp_name=_PRODUCT,
            user_id=user.handle,
            user_name=user.email,
            user_display_name=user.name,
            challenge=challenge,
            timeout=SECONDS * 1000,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_described(known),
            supported_pub_key_algs=_ALGORITHMS,
        )
    )


def to_sign(site: Site, challenge: bytes, known: Iterable[Passkey] = ()) -> dict[str, Any]:
    """Return what a browser is to ask for to sign, as its JSON; without ``known`` by any passkey for the site."""
    return options_to_json_dict(
        webauthn.generate_authentication_options(
            rp_id=site.id,
            challenge=challenge,
            timeout=SECONDS * 1000,
            allow_credentials=_described(known),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def _described(known: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=one.credential, transports=[AuthenticatorTransport(t) for t in one.transports]
        )
        for one in known
    ]


def made(text: str) -> Made:
    """Read the answer of an authenticator that was asked to make a passkey.

    Raises:
        Refused: It cannot be read, or attests what it was not asked for.
    """

    def read() -> Made:
        credential = parse_registration_credential_json(_object(text))
        attested = parse_attestation_object(credential.response.attestation_object)
        if attested.fmt not in _UNATTESTED or attested.att_stmt.x5c:
            raise ValueError
        client = parse_client_data_json(credential.response.client_data_json)
        return Made(credential.raw_id, client, attested.auth_data, credential)

    return _sound(read)


def signed(text: str) -> Signed:
    """Read the answer of an authenticator that was asked to sign.

    Raises:
        Refused: It cannot be read.
    """

    def read() -> Signed:
        credential = parse_authentication_credential_json(_object(text))
        data = parse_authenticator_data(credential.response.authenticator_data)
        client = parse_client_data_json(credential.response.client_data_json)
        return Signed(credential.raw_id, client, data, credential, credential.response.user_handle or b"")

    return _sound(read)


def believed_made(answer: Made, site: Site, label: str) -> NewPasskey:
    """Return the passkey that was made, once the challenge of the answer is known to be ours.

    Raises:
        Refused: It is of another page, or not as it was asked for.
    """
    _agrees(answer, site)

    def check() -> NewPasskey:
        found = webauthn.verify_registration_response(
            credential=answer.credential,
            expected_challenge=answer.client.challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            require_user_verification=True,
            supported_pub_key_algs=_ALGORITHMS,
        )
        if found.credential_id != answer.id or len(found.credential_id) > LONGEST_ID:
            raise ValueError
        transports = answer.credential.response.transports or ()
        return NewPasskey(
            credential=found.credential_id,
            public_key=found.credential_public_key,
            count=found.sign_count,
            transports=tuple(dict.fromkeys(one.value for one in transports)),
            label=label,
            site=site.id,
        )

    return _sound(check, "signature")


def believed_signed(answer: Signed, site: Site, passkey: Passkey) -> int:
    """Return how many signatures a passkey says that it has made, once it is known that it made this one.

    Raises:
        Refused: It did not, or not on a page of ours.
    """
    _agrees(answer, site)

    def check() -> int:
        found = webauthn.verify_authentication_response(
            credential=answer.credential,
            expected_challenge=answer.client.challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            # The library compares it with the last one in the transaction that keeps it.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
        return found.new_sign_count

    return _sound(check, "signature")


def _agrees(answer: Answer, site: Site) -> None:
    """See to what ``webauthn`` looks at too, to be able to say which it was."""
    if answer.client.origin != site.origin or answer.client.cross_origin:
        raise Refused(said.ODD, "origin")
    if answer.data.rp_id_hash != sha256(site.id.encode()).digest():
        raise Refused(said.ODD, "site")
    if not (answer.data.flags.up and answer.data.flags.uv):
        raise Refused(said.UNVERIFIED, "not verified")


def _object(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise ValueError
    found = json.loads(text)
    if not isinstance(found, dict):
        raise TypeError
    return found


def _sound(read: Callable[[], T], why: str = "form") -> T:
    try:
        return read()
    except Exception:  # noqa: BLE001 bytes of strangers: whatever a reader stumbles over, it is none to believe
        raise Refused(said.ODD, why) from None
