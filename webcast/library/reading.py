"""What a run of a page reads more than once is read once: kept for the run alone, and never past a write.

A run asks for the same marks from many places: when the event list is of, which reports are held, what is waited for.
They are kept by thread while it lasts (:meth:`Reading.once_each`), a second at most, and forgotten as soon as this
process writes anything, so whoever writes reads what they wrote. What another process writes meanwhile, the next run
sees, or this one after a second. Who somebody is and what they may is never asked here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import local
from typing import Any, Final, TypeVar, cast

T = TypeVar("T")

SECONDS: Final = 1.0
"""So long what was read may be kept, however long a run takes."""


@dataclass(frozen=True)
class _Found:
    written: int
    at: float
    answer: Any


class Reading:
    """What the runs that are under way have read. Safe to use from any thread."""

    def __init__(self) -> None:
        self._written = 0
        self._of_thread = local()

    @contextmanager
    def once_each(self) -> Iterator[None]:
        """Keep what this thread asks for by :meth:`of`, until the context ends."""
        before = self._kept
        self._of_thread.kept = {}
        try:
            yield
        finally:
            self._of_thread.kept = before

    def of(self, what: Hashable, read: Callable[[], T]) -> T:
        """Return what ``read`` returns, or returned before in this run if nothing was written since."""
        kept = self._kept
        if kept is None:
            return read()
        # As of before it is read: what is written meanwhile is not in it for sure.
        written, now = self._written, time.monotonic()
        found = kept.get(what)
        if found is None or found.written != written or now - found.at > SECONDS:
            kept[what] = found = _Found(written, now, read())
        return cast("T", found.answer)

    def wrote(self) -> None:
        """Say that something was written, and is there to be read."""
        self._written += 1

    @property
    def _kept(self) -> dict[Hashable, _Found] | None:
        found: dict[Hashable, _Found] | None = getattr(self._of_thread, "kept", None)
        return found
