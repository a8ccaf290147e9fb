"""A software authenticator: makes passkeys, signs with them as a browser hands that on, and lies where asked."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from tests.web.serving import Answer
from tests.web.sign_on import Jar

ES256: Final = -7
EDDSA: Final = -8
RS256: Final = -257

PRESENT: Final = 0x01
VERIFIED: Final = 0x04
_ATTESTED: Final = 0x40

Private = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
Asked = Mapping[str, Any]


@dataclass
class Credential:
    """A passkey, as its authenticator keeps it."""

    id: bytes
    key: Private
    site: str
    handle: bytes
    count: int = 0


@dataclass
class Authenticator:
    """One of somebody's devices.

    Attributes:
        algorithm: Of the keys that it makes.
        counts: Whether it counts its signatures.
        flags: What it says of presence and verification.
        held: Its passkeys.
    """

    algorithm: int = ES256
    counts: bool = True
    flags: int = PRESENT | VERIFIED
    held: list[Credential] = field(default_factory=list)

    def create(self, asked: Asked, origin: str, *, site: str | None = None, attested: str = "none") -> str:
        """Return the answer to what a browser was told to ask for.

        Args:
            asked: The options.
            origin: Of the page, as the browser says.
            site: Bound to this name in place of what was asked for.
            attested: The format of the attestation.
        """
        assert self.algorithm in [one["alg"] for one in asked["pubKeyCredParams"]]
        made = Credential(
            secrets.token_bytes(32), new_key(self.algorithm), asked["rp"]["id"], of(asked["user"]["id"])
        )
        self.held.append(made)
        key = cbor2.dumps(_cose(made.key))
        data = self._data(made, site, _ATTESTED) + bytes(16) + len(made.id).to_bytes(2) + made.id + key
        client = _client("webauthn.create", asked["challenge"], origin)
        statement = {} if attested == "none" else {"alg": self.algorithm, "sig": _sign(made.key, data, client)}
        attestation = cbor2.dumps({"fmt": attested, "attStmt": statement, "authData": data})
        return _answer(made, clientDataJSON=client, attestationObject=attestation, transports=["internal", "odd"])

    def get(self, asked: Asked, origin: str, *, site: str | None = None, with_handle: bool = True) -> str:
        """Return the answer of the passkey that was made last, among those that were asked for."""
        wanted = [of(one["id"]) for one in asked["allowCredentials"]]
        mine = next(one for one in reversed(self.held) if not wanted or one.id in wanted)
        mine.count += 1
        data, client = self._data(mine, site), _client("webauthn.get", asked["challenge"], origin)
        handle = {"userHandle": mine.handle} if with_handle else {}
        signature = _sign(mine.key, data, client)
        return _answer(mine, clientDataJSON=client, authenticatorData=data, signature=signature, **handle)

    def _data(self, one: Credential, site: str | None, flags: int = 0) -> bytes:
        count = one.count if self.counts else 0
        return sha256((site or one.site).encode()).digest() + bytes([self.flags | flags]) + count.to_bytes(4)


def new_key(algorithm: int = ES256) -> Private:
    """Return a private key."""
    if algorithm == EDDSA:
        return ed25519.Ed25519PrivateKey.generate()
    if algorithm == RS256:
        return rsa.generate_private_key(65_537, 2_048)
    return ec.generate_private_key(ec.SECP256R1())


def _cose(key: Private) -> dict[int, Any]:
    """Return a public key as COSE has it (RFC 9053)."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return {1: 1, 3: EDDSA, -1: 6, -2: key.public_key().public_bytes_raw()}
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        return {1: 3, 3: RS256, -1: numbers.n.to_bytes(256), -2: numbers.e.to_bytes(3)}
    point = key.public_key().public_numbers()
    return {1: 2, 3: ES256, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}


def _sign(key: Private, data: bytes, client: bytes) -> bytes:
    said = data + sha256(client).digest()
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(said)
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(said, padding.PKCS1v15(), hashes.SHA256())
    return key.sign(said, ec.ECDSA(hashes.SHA256()))


def _client(kind: str, challenge: str, origin: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()


def _answer(one: Credential, **response: object) -> str:
    written = {name: to(value) if isinstance(value, bytes) else value for name, value in response.items()}
    return json.dumps({"id": to(one.id), "rawId": to(one.id), "type": "public-key", "response": written})


def to(data: bytes) -> str:
    """Write bytes as browsers do."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def of(text: str) -> bytes:
    """Read them."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device(Jar):
    """A browser with an authenticator, which does what our script does."""

    authenticator: Authenticator = field(default_factory=Authenticator)

    def asked(self, what: str, **fields: str) -> dict[str, Any]:
        """Return what the dashboard has the browser ask for."""
        answer = self.post(f"{self.base}/passkeys/options", {"for": what, **fields})
        assert answer.status == 200, answer.text
        found: dict[str, Any] = json.loads(answer.text)
        return found

    def accept(self, invitation: str) -> Answer:
        """Make a passkey by the link of an invitation."""
        made = self.authenticator.create(self.asked("welcome", invitation=invitation), self.url)
        return self.post(f"{self.base}/passkeys/welcome", {"invitation": invitation, "credential": made})

    def enter(self, target: str = "/") -> str:
        """Sign in with a passkey, and return where that leads."""
        return self.entered(self.authenticator.get(self.asked("enter"), self.url), target)

    def entered(self, signed: str, target: str = "/") -> str:
        """Hand an answer on, and return where that leads."""
        answer = self.post(f"{self.base}/passkeys/enter", {"credential": signed, "next": target})
        assert answer.status == 303, answer.text
        return answer.headers["location"]
