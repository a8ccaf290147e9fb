"""The keys of a provider: fetched where it says, kept for a while, and fetched anew when it has others."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key, OKPKey, RSAKey

from webcast.openid.failures import NotBelieved

MOST: Final = 100
"""Keys of a provider; large ones have a dozen."""

KEPT_SECONDS: Final = 600.0
"""So long keys are taken without asking again: one that was withdrawn is good for no longer."""

NOT_BEFORE: Final = 5.0
"""Seconds before they are fetched again for a key that is not among them: anybody can name one."""

_SHORTEST: Final = 2048
_KINDS: Final[Mapping[str, type[Key]]] = {"RS": RSAKey, "PS": RSAKey, "ES": ECKey, "Ed": OKPKey}
"""First letters of an algorithm → the kind of key that it takes."""


@dataclass(frozen=True)
class _Held:
    at: float
    keys: tuple[Key, ...]


class Keys:
    """The keys.

    Args:
        fetch: Returns the set of keys as the provider gives it.
        clock: Seconds that never jump.
    """

    def __init__(self, fetch: Callable[[], Mapping[str, Any]], clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._held: _Held | None = None
        self._lock = Lock()

    def find(self, named: str | None, algorithm: str) -> Key:
        """Return the key with an id that fits an algorithm; without an id the only one that does.

        Raises:
            NotBelieved: There is none such.
            ProviderAway: They are not to be had.
        """
        with self._lock:
            held = self._fresh(KEPT_SECONDS)
            found = _fitting(held.keys, named, algorithm)
            if not found:
                found = _fitting(self._fresh(NOT_BEFORE).keys, named, algorithm)
        if len(found) != 1:
            raise NotBelieved("key")
        return found[0]

    def _fresh(self, seconds: float) -> _Held:
        """Return keys that are no older than that; they are fetched where those held are."""
        held = self._held
        if held is None or self._clock() - held.at >= seconds:
            held = self._held = _Held(self._clock(), _understood(self._fetch()))
        return held


def _understood(found: Mapping[str, Any]) -> tuple[Key, ...]:
    given = found.get("keys")
    if not isinstance(given, list) or len(given) > MOST:
        raise NotBelieved("keys")
    keys = tuple(key for one in given for key in _key(one))
    if not keys:
        raise NotBelieved("keys")
    return keys


def _key(one: object) -> tuple[Key, ...]:
    """Return a key that can sign, and that only the provider has; none of any other, which is no fault."""
    if not isinstance(one, dict) or one.get("kty") not in ("RSA", "EC", "OKP") or one.get("use", "sig") != "sig":
        return ()
    try:
        key = JWKRegistry.import_key(one)
    except (JoseError, ValueError, TypeError, KeyError):
        return ()
    if isinstance(key, RSAKey) and key.raw_value.key_size < _SHORTEST:
        return ()
    return (key,)


def _fitting(keys: tuple[Key, ...], named: str | None, algorithm: str) -> list[Key]:
    kind = _KINDS[algorithm[:2]]
    return [
        key
        for key in keys
        if isinstance(key, kind)
        and (named is None or key.get("kid") == named)
        and key.get("alg", algorithm) == algorithm
    ]
