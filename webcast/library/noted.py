"""The settings that a dashboard was last started with, so that the audit log tells when others came into force.

What they are is not kept: of each, 16 digits of a keyed hash. They stand beside the library's keys, since they are of
where it runs and no part of what it holds: a library that was only ever started is still an empty one.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import astuple, fields, is_dataclass
from typing import Final

from sqlalchemy import insert, select, update

from webcast.library.audit import EVERYBODY, PROGRAM, Audit
from webcast.library.guard import Guard
from webcast.library.tables import meta
from webcast.settings import Settings

NAME: Final = "settings"
ACTION: Final = "change settings"
_DIGITS: Final = 16


class Noted:
    """Compares and keeps them.

    Args:
        guard: The store and its keys.
        audit: Where it is recorded.
    """

    def __init__(self, guard: Guard, audit: Audit) -> None:
        self._guard = guard
        self._audit = audit
        self._key = guard.keys.derive("noted settings")

    def note(self, settings: Settings) -> tuple[str, ...]:
        """Keep what a dashboard starts with, and record which settings are others than at the last start.

        A setting that the program did not have then is none of them. Of the first start nothing is recorded, nor
        after what was kept was changed by somebody else.

        Args:
            settings: Those in force from now on.

        Raises:
            LibraryError: The library does not answer.
        """
        now = {field.name: self._digits(getattr(settings, field.name)) for field in fields(settings)}
        written = json.dumps(now).encode()
        with self._guard.write(lock=NAME) as conn:
            value = conn.scalar(select(meta.c.value).where(meta.c.name == NAME))
            if value == written:
                return ()
            if value is None:
                conn.execute(insert(meta).values(name=NAME, value=written))
            else:
                conn.execute(update(meta).where(meta.c.name == NAME).values(value=written))
            before = _read(value)
            changed = tuple(name for name, digits in now.items() if before.get(name, digits) != digits)
            if changed:
                self._audit.record_in(conn, EVERYBODY, PROGRAM, ACTION, dict.fromkeys(changed, 1))
        return changed

    def _digits(self, value: object) -> str:
        text = repr(_whole(value))
        return hmac.digest(self._key, text.encode(), "sha256").hex()[:_DIGITS]


def _whole(value: object) -> object:
    """Return all of a setting in one order, its secrets too, which a dataclass leaves out of how it is shown."""
    if isinstance(value, Mapping):
        return sorted(value.items())
    if isinstance(value, tuple):
        return tuple(_whole(one) for one in value)
    return astuple(value) if is_dataclass(value) and not isinstance(value, type) else value


def _read(value: bytes | None) -> dict[str, str]:
    try:
        found = json.loads(value or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
