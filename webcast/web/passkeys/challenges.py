"""What an authenticator has to sign: ours, new each time, for one purpose, one browser and five minutes, and once.

A challenge carries all of that itself, with a keyed hash, so that any process knows its own; which browser it was
made for is known by a cookie. That it is used once is the library's to see to.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from starlette.responses import Response

from webcast.web.base import cookie_name

COOKIE_NAME: Final = "webcast_passkey"
SECONDS: Final = 300
"""A challenge works for so long."""

_COOKIE_SECONDS: Final = 86_400
_NONCE: Final = 16
_TIME: Final = 8
_HASH: Final = 32
_BROWSER: Final = re.compile(r"[\w-]{43}")


class Challenges:
    """Makes and knows them.

    Args:
        key: 32 bytes.
        secure: Whether browsers reach us over TLS alone.
        base: The path that the dashboard stands under.
        now: The clock.
    """

    def __init__(self, key: bytes, *, secure: bool, base: str, now: Callable[[], datetime]) -> None:
        self._key = key
        self._secure = secure
        self._path = base or "/"
        self._name = cookie_name(COOKIE_NAME, secure=secure, base=base)
        self._now = now

    def browser(self, cookies: Mapping[str, str]) -> str:
        """Return what names a browser: what its cookie says, else something new."""
        said = cookies.get(self._name, "")
        return said if _BROWSER.fullmatch(said) else secrets.token_urlsafe(32)

    def remember(self, response: Response, browser: str) -> None:
        """Have a browser know its name."""
        response.set_cookie(
            self._name,
            browser,
            max_age=_COOKIE_SECONDS,
            path=self._path,
            secure=self._secure,
            httponly=True,
            samesite="strict",
        )

    def new(self, purpose: str, browser: str) -> bytes:
        """Return a new one.

        Args:
            purpose: What it is for, and of whom; it works for nothing else.
            browser: See :meth:`browser`.
        """
        ends = int(self._now().timestamp()) + SECONDS
        said = secrets.token_bytes(_NONCE) + ends.to_bytes(_TIME)
        return said + self._hash(said, purpose, browser)

    def works(self, challenge: bytes, purpose: str, cookies: Mapping[str, str]) -> bool:
        """Tell whether one is ours, for this purpose and this browser, and its time not over."""
        said, shown = challenge[:-_HASH], challenge[-_HASH:]
        browser = cookies.get(self._name, "")
        if len(said) != _NONCE + _TIME or not _BROWSER.fullmatch(browser):
            return False
        ours = hmac.compare_digest(shown, self._hash(said, purpose, browser))
        return ours and int.from_bytes(said[_NONCE:]) > int(self._now().timestamp())

    def _hash(self, said: bytes, purpose: str, browser: str) -> bytes:
        return hmac.digest(self._key, said + f"{browser} {purpose}".encode("utf-8", "replace"), "sha256")
