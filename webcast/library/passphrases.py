"""Passphrases of people: which are refused, and how they are kept: as Argon2id hashes (RFC 9106)."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from webcast.api import passwords
from webcast.language import later

SHORTEST: Final = 12
"""Characters of a passphrase."""

LONGEST: Final = 1_000
"""Characters of one: a form holds no more."""

MEMORY_KIB: Final = 64 * 1024
"""What one takes: the second choice of RFC 9106, for where memory is shared, as are its passes and lanes."""

_PASSES: Final = 3
_LANES: Final = 4


def why_refused(passphrase: str, email: str, name: str, breached: Path | None = None) -> str | None:
    """Return why a passphrase is none to take, for whoever chose it; None: nothing speaks against it.

    Args:
        passphrase: The new one.
        email: Whose it is.
        name: What they are called.
        breached: A list of breached passwords, if there is one: see :mod:`webcast.api.breached`.

    Raises:
        SettingsError: There is one, and it cannot be read.
    """
    if len(passphrase) < SHORTEST:
        return later("A passphrase should have {shortest} characters at least.", shortest=str(SHORTEST))
    if len(passphrase) > LONGEST:
        return later("A passphrase should have {longest} characters at most.", longest=f"{LONGEST:,}")
    return passwords.why_refused(passphrase, f"{email} {name}", breached)


def hashed(passphrase: str) -> str:
    """Return what is kept of a passphrase: its hash with salt and costs, in the PHC string format."""
    made = Argon2id(salt=os.urandom(16), length=32, iterations=_PASSES, lanes=_LANES, memory_cost=MEMORY_KIB)
    return made.derive_phc_encoded(passphrase.encode("utf-8"))


def matches(passphrase: str, kept: str | None) -> bool:
    """Tell whether a passphrase is the one that was kept; where none was, after as much work."""
    try:
        Argon2id.verify_phc_encoded(passphrase.encode("utf-8", "surrogatepass"), kept or _nobodys())
    except InvalidKey:
        return False
    return kept is not None


@cache
def _nobodys() -> str:
    """Return the hash of what nobody knows: how long an answer takes must not tell who there is."""
    return hashed(os.urandom(32).hex())
