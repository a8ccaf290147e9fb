"""Whether a password is in a list of breached ones that whoever runs the dashboard keeps: no service is asked.

The list is *Pwned Passwords* as it is downloaded: a line each, ``SHA1:count``, in the order of the hashes. It has
tens of gigabytes, so it is searched where it lies.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from webcast.errors import SettingsError
from webcast.language import later, phrase

_LONGEST: Final = 128
"""Bytes of a line; 40 digits, a colon, a count and a line break are less."""


def is_breached(password: str, listed: Path) -> bool:
    """Tell whether a password is in the list.

    Args:
        password: The password.
        listed: The file.

    Raises:
        SettingsError: It cannot be read, or is no such list.
    """
    # The list's own way of naming them; nothing rests on it being hard to turn round.
    wanted = hashlib.sha1(password.encode("utf-8"), usedforsecurity=False).hexdigest().upper().encode("ascii")
    try:
        with listed.open("rb") as file:
            low, high = 0, file.seek(0, 2)
            while low < high:  # the line wanted, if any, begins in [low, high)
                middle = (low + high) // 2
                file.seek(max(0, middle - 1))
                if middle:
                    file.readline(_LONGEST)  # to the beginning of a line, at the middle or behind it
                at, line = file.tell(), file.readline(_LONGEST)
                found = line[:40].upper()
                if line and (len(found) != 40 or line[40:41] not in (b":", b"\r", b"\n", b"")):
                    raise _no_list(listed, phrase("a line of it is something else"))
                if found == wanted and at < high:
                    return True
                if not line or at >= high or found > wanted:
                    high = middle
                else:
                    low = at + len(line)
    except OSError as exc:
        raise _no_list(listed, exc.strerror) from None
    return False


def _no_list(listed: Path, why: str | None) -> SettingsError:
    return SettingsError(
        later(
            "WEBCAST_BREACHED_PASSWORDS ({listed}) should be a list of SHA-1 hashes in their order, but "
            "is not ({why}).",
            listed=listed,
            why=why,
        ),
        remedy=later("Download Pwned Passwords as one file in the order of the hashes, or leave the setting out."),
    )
