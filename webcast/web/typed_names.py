"""The user name of a sign-in that failed: a cookie that gives it back to the form for a few minutes.

A name is personal data, so it goes into no address and no storage that scripts can read. The cookie is encrypted and
authenticated with a key of the library's; it lets nobody in.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Final

from cryptography.fernet import Fernet, InvalidToken

from webcast.web import tokens
from webcast.web.base import cookie_name

COOKIE_NAME: Final = "webcast_typed_name"
LIFETIME: Final = 300
"""Seconds that a name is given back."""

_LONGEST: Final = 200
"""Characters of a name that is kept: a cookie has to be short."""


class TypedNames:
    """Makes and reads the cookie's value.

    Args:
        key: 32 bytes.
        secure: Whether browsers reach us over TLS alone.
        base: The path that the dashboard stands under.
    """

    def __init__(self, key: bytes, *, secure: bool = False, base: str = "") -> None:
        self._box = Fernet(urlsafe_b64encode(key))
        self.secure = secure
        self.name = cookie_name(COOKIE_NAME, secure=secure, base=base)

    def seal(self, username: str) -> str:
        """Return the cookie's value for a name; empty for one that is none or too long."""
        if not username or len(username) > _LONGEST:
            return ""
        return tokens.to_cookie(self._box.encrypt(username.encode("utf-8", "replace")))

    def read_from(self, cookies: Mapping[str, str]) -> str:
        """Return the name in a request's cookies; empty where there is none of ours, or it is too old."""
        value: object = cookies.get(self.name, "")
        if not isinstance(value, str):  # no request: a page that is run by itself
            return ""
        try:
            return self._box.decrypt(tokens.from_cookie(value), ttl=LIFETIME).decode("utf-8")
        except (InvalidToken, ValueError):
            return ""
