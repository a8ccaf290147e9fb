"""Browsers that signed in before: a cookie that tells them from whoever guesses passwords.

OWASP's device cookie (cheat sheet "Slow Down Online Guessing Attacks with Device Cookies"). It lets nobody in. It
only gives a browser a count of failed tries of its own for the user names that it signed in with, so that strangers
who fail with these names keep nobody out. It is encrypted and authenticated with a key of the library's, and outlives
a sign-out.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from cryptography.fernet import Fernet, InvalidToken

from webcast.web import tokens
from webcast.web.base import cookie_name

COOKIE_NAME: Final = "webcast_device"
LIFETIME: Final = timedelta(days=180)
"""How long a browser is known after it last signed in."""

_MOST_NAMES: Final = 5
"""User names that one browser is known for, the latest."""

_VERSION: Final = 1


class Devices:
    """Makes and reads the device cookie's value.

    Args:
        key: 32 bytes.
        secure: Whether browsers reach us over TLS alone.
        base: The path that the dashboard stands under.
        now: The clock.
    """

    def __init__(
        self,
        key: bytes,
        *,
        secure: bool = False,
        base: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._box = Fernet(urlsafe_b64encode(key))
        self._now = now
        self.secure = secure
        self.name = cookie_name(COOKIE_NAME, secure=secure, base=base)

    def known(self, cookies: Mapping[str, str], username: str) -> str | None:
        """Return what names this browser among those that signed in as ``username``; None: it has not."""
        return self._devices(cookies).get(_of(username))

    def remember(self, cookies: Mapping[str, str], username: str) -> str:
        """Return the value of the cookie of a browser that has just signed in as ``username``."""
        others = {name: device for name, device in self._devices(cookies).items() if name != _of(username)}
        latest = dict(list(others.items())[-(_MOST_NAMES - 1) :]) | {_of(username): secrets.token_urlsafe(16)}
        data = json.dumps({"v": _VERSION, "devices": latest}, separators=(",", ":")).encode()
        return tokens.to_cookie(self._box.encrypt_at_time(data, int(self._now().timestamp())))

    def _devices(self, cookies: Mapping[str, str]) -> dict[str, str]:
        token = tokens.from_cookie(cookies.get(self.name, ""))
        try:
            plain = self._box.decrypt_at_time(
                token,
                ttl=int(LIFETIME.total_seconds()),
                current_time=int(self._now().timestamp()),
            )
            found = json.loads(plain)
            if found["v"] != _VERSION:
                return {}
            return {str(name): str(device) for name, device in found["devices"].items()}
        except (InvalidToken, AttributeError, KeyError, TypeError, ValueError):
            return {}


def _of(username: str) -> str:
    return sha256(username.strip().casefold().encode("utf-8", "replace")).hexdigest()[:32]
