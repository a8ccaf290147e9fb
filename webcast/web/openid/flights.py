"""Sign-ins on their way: what must be known when somebody comes back from a provider, in a cookie of their browser.

It is encrypted and authenticated with a key of the library's, so that any process can take them in; whoever has only
the address that the provider sends somebody back to has nothing. That it is used once is the library's to see to.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from starlette.responses import Response

from webcast.openid.provider import Asked
from webcast.web import tokens
from webcast.web.base import cookie_name

COOKIE_NAME: Final = "webcast_sign_on_"
SECONDS: Final = 600
"""A sign-in may take so long."""

MOST: Final = 4
"""On their way in one browser: tabs in which somebody went away from the provider's page."""

_LONGEST_TARGET: Final = 1_500
_VERSION: Final = 1


@dataclass(frozen=True)
class Flight:
    """A sign-in on its way.

    Attributes:
        provider: With which provider.
        asked: What it was told.
        target: Where it leads to here.
    """

    provider: str
    asked: Asked
    target: str = field(repr=False)


def begun(provider: str, back: str, target: str, home: str) -> Flight:
    """Return a new one.

    Args:
        provider: With which provider.
        back: Where people come back to.
        target: An address of ours that it leads to; one that no cookie can hold becomes the start page.
        home: The start page.
    """
    asked = Asked(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), back)
    return Flight(provider, asked, target if len(target) <= _LONGEST_TARGET else home)


class Flights:
    """Makes and reads their cookies.

    Args:
        key: 32 bytes.
        secure: Whether browsers reach us over TLS alone.
        base: The path that the dashboard stands under.
        now: The clock.
    """

    def __init__(self, key: bytes, *, secure: bool, base: str, now: Callable[[], datetime]) -> None:
        self._box = Fernet(urlsafe_b64encode(key))
        self._secure = secure
        self._path = base or "/"
        self._prefix = cookie_name(COOKIE_NAME, secure=secure, base=base)
        self._now = now

    def begin(self, response: Response, flight: Flight, cookies: Mapping[str, str]) -> None:
        """Put one on its way; the oldest of more than :data:`MOST` end."""
        asked = flight.asked
        data = {
            "v": _VERSION,
            "p": flight.provider,
            "s": asked.state,
            "n": asked.nonce,
            "c": asked.verifier,
            "b": asked.back,
            "t": flight.target,
        }
        sealed = self._box.encrypt_at_time(json.dumps(data, separators=(",", ":")).encode(), self._seconds())
        # Lax: the provider's page leads back here, and Strict cookies would stay behind.
        response.set_cookie(
            self._name(asked.state),
            tokens.to_cookie(sealed),
            max_age=SECONDS,
            path=self._path,
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
        others = sorted(
            (name for name in cookies if name.startswith(self._prefix)), key=lambda n: self._age(cookies[n])
        )
        for name in others[MOST - 1 :]:
            self._drop(response, name)

    def read(self, cookies: Mapping[str, str], state: str) -> Flight | None:
        """Return the one that a provider's answer is of; None: none of this browser, or too old."""
        try:
            plain = self._box.decrypt_at_time(
                tokens.from_cookie(cookies.get(self._name(state), "")), ttl=SECONDS, current_time=self._seconds()
            )
            found = json.loads(plain)
            if found["v"] != _VERSION or not secrets.compare_digest(found["s"], state):
                return None
            return Flight(found["p"], Asked(found["s"], found["n"], found["c"], found["b"]), found["t"])
        except (InvalidToken, KeyError, TypeError, ValueError):
            return None

    def over(self, response: Response, state: str) -> None:
        """Have the browser forget one."""
        self._drop(response, self._name(state))

    def _drop(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path=self._path, secure=self._secure, httponly=True, samesite="lax")

    def _name(self, state: str) -> str:
        return self._prefix + sha256(state.encode("utf-8", "replace")).hexdigest()[:16]

    def _age(self, value: str) -> int:
        """Return how many seconds ago one began; one that is none of ours is the oldest."""
        try:
            return self._seconds() - self._box.extract_timestamp(tokens.from_cookie(value))
        except InvalidToken:
            return SECONDS + 1

    def _seconds(self) -> int:
        return int(self._now().timestamp())
