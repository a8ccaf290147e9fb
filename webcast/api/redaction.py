"""The one place where secrets leave text.

A password, session id or user id must never reach a log line, a message, a traceback, a ``repr`` or a page. Two
things see to it. Our own objects hold such values as :class:`Secret`, which shows itself as dots. Foreign text (an
error of the HTTP library, a log line) goes through :func:`redact`, which takes out every URL query and every value
that is named like a secret, and whatever values the caller knows to be secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote, quote_plus

HIDDEN: Final = "•••"

SECRET_NAMES: Final = (
    "username",
    "password",
    "currentpassword",
    "currenttpassword",
    "newpassword",
    "ui",
    "si",
    "userid",
    "user_id",
    "sessionid",
    "session_id",
    "authorization",
    "cookie",
)

_QUERY: Final = re.compile(r"((?:https?://|/)[^\s?'\"<>]*)\?[^\s'\"<>]*")
_NAMED: Final = re.compile(
    rf"(?i)\b({'|'.join(sorted(SECRET_NAMES, key=len, reverse=True))})(['\"]?\s*[=:]\s*)(['\"]?)[^\s'\"&;,<>)}}\]]+"
)
_USERINFO: Final = re.compile(r"(?i)(\b[a-z][a-z0-9+.-]*://)[^\s/@'\"]+@")
_ELEMENT: Final = re.compile(r"(?is)(<(sessionid|userid)\b[^>]*>.*?)(<value>)[^<]*")


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return ``text`` without secrets.

    Args:
        text: Any foreign text: an exception's message, a log line, the start of a body.
        secrets: Values known to be secret; taken out as they are and as they look within a URL.
    """
    for value in sorted({form for s in secrets for form in _forms(s)}, key=len, reverse=True):
        text = text.replace(value, HIDDEN)
    text = _USERINFO.sub(rf"\1{HIDDEN}@", text)
    text = _QUERY.sub(rf"\1?{HIDDEN}", text)
    text = _ELEMENT.sub(rf"\1\3{HIDDEN}", text)
    return _NAMED.sub(rf"\1\2\3{HIDDEN}", text)


def _forms(secret: str) -> set[str]:
    return {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), repr(secret)[1:-1]} - {""}


class Secret:
    """A text that shows itself as dots wherever it is printed; :meth:`reveal` gives it to who must send it.

    Not a ``str``: formatting, joining and JSON would then get at the text without asking.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str | Secret) -> None:
        self._text: str = text.reveal() if isinstance(text, Secret) else text

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text

    def __repr__(self) -> str:
        return HIDDEN

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __bool__(self) -> bool:
        return bool(self._text)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("A secret is not pickled: it would be written in the clear.")
