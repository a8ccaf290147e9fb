"""Whose invitation a link is: of its secret a tag is kept, which tells nothing without the keys."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from webcast.library.kept import Shelf


def tag(of: Callable[[str], str], secret: str) -> str:
    """Return what is kept of the secret of an invitation.

    Args:
        of: Makes a tag of a text.
        secret: Of the link.
    """
    return of(f"invitation {secret}")


def of(shelf: Shelf, wanted: str, now: int) -> dict[str, Any] | None:
    """Return what is kept of whom an invitation is for; None where it works no more, or never did.

    Args:
        shelf: Where people are.
        wanted: The invitation's :func:`tag`.
        now: Milliseconds since 1970.
    """
    for one in shelf.whole():
        invitation = one.data["invitation"]
        if invitation and secrets.compare_digest(invitation["tag"], wanted):
            return dict(one.data) if invitation["until"] > now and not one.data["disabled"] else None
    return None
