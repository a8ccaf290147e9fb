"""What bytes are sealed with: the ciphers there are, a key that knows its own, sealing and opening.

Each cipher authenticates what it encrypts, takes keys of 256 bit and nonces of 96, and comes with ``cryptography``. A
master key names its cipher, and everything derived from it goes with that; so a cipher that is trusted no longer is
left by giving the library another master key (:mod:`webcast.library.rekey`), with no new version of the program.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from webcast.errors import Damaged
from webcast.language import later

_NONCE_BYTES: Final = 12
_FIELD: Final = "\x1f"


class Cipher(StrEnum):
    """The ciphers that a key can be for, by the names that settings and key files write."""

    AES_256_GCM = "aes-256-gcm"
    CHACHA20_POLY1305 = "chacha20-poly1305"


USUAL: Final = Cipher.AES_256_GCM
"""Of a key that names none."""

_MADE: Final[dict[Cipher, type[AESGCM | ChaCha20Poly1305]]] = {
    Cipher.AES_256_GCM: AESGCM,
    Cipher.CHACHA20_POLY1305: ChaCha20Poly1305,
}


@dataclass(frozen=True)
class Key:
    """32 bytes and the cipher they are for; never shown."""

    secret: bytes = field(repr=False)
    cipher: Cipher = USUAL


def seal_with(key: Key, data: bytes, *place: str) -> bytes:
    """Return ``data`` sealed for one place."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, data, _FIELD.join(place).encode())


def open_with(key: Key, sealed: bytes, *place: str) -> bytes:
    """Return what was sealed for the place.

    Raises:
        Damaged: The bytes were changed, cut, or sealed for another place.
    """
    try:
        content = memoryview(sealed)[_NONCE_BYTES:]  # not copied: it can be large
        return _cipher(key).decrypt(sealed[:_NONCE_BYTES], content, _FIELD.join(place).encode())
    except (InvalidTag, ValueError):
        raise Damaged(
            later(
                "Stored bytes of kind '{said}' should pass their integrity check, but do not.",
                said=place[0] if place else "",
            ),
            remedy=later(
                "Fetch the event again; if it comes back, check the disk and restore the library from a backup."
            ),
        ) from None


@lru_cache(maxsize=256)
def _cipher(key: Key) -> AESGCM | ChaCha20Poly1305:
    return _MADE[key.cipher](key.secret)
