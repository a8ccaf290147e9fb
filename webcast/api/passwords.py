"""Which new passwords are refused before the platform is asked: short, common, made of the context, and breached.

What the platform takes beyond that is its own to say (OWASP ASVS 5.0.0, 6.1.2, 6.2.1, 6.2.4, 6.2.11, 6.2.12).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from webcast.api.breached import is_breached
from webcast.language import say

SHORTEST: Final = 8
"""Characters of a new password."""

CONTEXT: Final = (
    "webcast",
    "insights",
    "report",
    "platform",
    "analytics",
    "password",
)
"""Words that anybody would try here; so would they the parts of the user name."""

_LEAST_PART: Final = 3
"""Characters of a part of the user name that counts as a word."""

_COMMON: Final = Path(__file__).with_name("data") / "common_passwords.txt"


def why_refused(password: str, username: str, breached: Path | None = None) -> str | None:
    """Return why a password is none to take, in words for whoever chose it; None: nothing speaks against it.

    Args:
        password: The new one.
        username: Whose it is.
        breached: A list of breached passwords, if there is one: see :mod:`webcast.api.breached`.

    Raises:
        SettingsError: There is one, and it cannot be read.
    """
    if len(password) < SHORTEST:
        return say(
            "A new password should have {shortest} characters at least; 15 and more are better.", shortest=SHORTEST
        )
    if password.casefold() in _common():
        return say("A new password should be none of the most common ones, but is; several unusual words are better.")
    if len(_without_context(password.casefold(), username.casefold())) < SHORTEST:
        return say(
            "A new password should have {shortest} characters at least beside words of the user name and of "
            "what this is about, but has fewer; several unusual words are better.",
            shortest=SHORTEST,
        )
    if breached is not None and is_breached(password, breached):
        return say(
            "A new password should be none that came out of a breach, but is; several unusual words are better."
        )
    return None


def _without_context(password: str, username: str) -> str:
    parts = {part for part in re.split(r"[\W_]+", username) if len(part) >= _LEAST_PART}
    for word in sorted({username, *parts, *CONTEXT} - {""}, key=len, reverse=True):
        password = password.replace(word, "")
    return password


@cache
def _common() -> frozenset[str]:
    lines = _COMMON.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("# "))
