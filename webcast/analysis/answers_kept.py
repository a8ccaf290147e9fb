"""The answers that are kept of one audience, of a bounded size; :mod:`webcast.analysis.held` puts them there."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Any, Final, TypeVar, cast

import polars as pl

R = TypeVar("R")

MOST_BYTES: Final = 8 * 1024 * 1024
"""Of an audience; the answers that were asked for the longest time ago go first. All of ten pages are below 2 MB."""

MOST_OF_ONE: Final = 1024 * 1024
"""Bytes of one answer: a longer one has a row a registrant, and costs less to make again than to keep."""

MOST_ONCE: Final = 64
"""Results that :class:`Once` keeps: those of ten pages are fewer than half as many."""

_OTHER: Final = 1024
"""Bytes that an answer which is no table counts for."""


class Once:
    """Results by what they were asked for under, the :data:`MOST_ONCE` of last time. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()

    def get(self, key: Hashable, compute: Callable[[], R]) -> R:
        """Return what ``compute`` returned for this key, now or before. Two threads may both compute."""
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return cast("R", found[0])
        made = compute()
        self._keep(key, made)
        return made

    def _keep(self, key: Hashable, made: object) -> None:
        with self._lock:
            self._kept[key] = made, 0
            while len(self._kept) > MOST_ONCE:
                self._kept.popitem(last=False)


class Held(Once):
    """The answers that are kept of one audience: those of last time that are :data:`MOST_BYTES` together."""

    def __init__(self) -> None:
        super().__init__()
        self._bytes = 0

    def _keep(self, key: Hashable, made: object) -> None:
        size = _size(made)
        if size > MOST_OF_ONE:
            return
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = made, size
            self._bytes += size
            while self._bytes > MOST_BYTES:
                self._bytes -= self._kept.popitem(last=False)[1][1]


def _size(answer: Any) -> int:
    """Return about how many bytes an answer takes."""
    if isinstance(getattr(answer, "held", None), Held):
        return MOST_OF_ONE  # people, who come with a mark a registrant and with answers of their own
    if isinstance(answer, (pl.DataFrame, pl.Series)):
        return _OTHER + int(answer.estimated_size())
    if isinstance(answer, Mapping):
        return _OTHER + sum(map(_size, answer.values()))
    if isinstance(answer, (list, tuple)):
        return _OTHER + sum(map(_size, answer))
    return _OTHER + sum(_size(part) for part in getattr(answer, "__dict__", {}).values())
