"""What an audience was asked before: kept with it, so that a rerun that changes no people computes nothing anew.

An analysis is a pure function of an audience and of what the reader chose, and audiences never change. So the same
question has the same answer as long as the audience lives, for everybody who looks at it. What is kept goes with the
audience: a newer report is another one, and a forgotten person is in none.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, TypeVar, cast

import polars as pl

from webcast.language import reader

if TYPE_CHECKING:
    from webcast.analysis.audience import Audience

P = ParamSpec("P")
R = TypeVar("R")

MOST_BYTES: Final = 8 * 1024 * 1024
"""Of an audience; the answers that were asked for the longest time ago go first. All of ten pages are below 2 MB."""

MOST_OF_ONE: Final = 1024 * 1024
"""Bytes of one answer: a longer one has a row a registrant, and costs less to make again than to keep."""

_OTHER: Final = 1024
"""Bytes that an answer which is no table counts for."""


class Held:
    """The answers that are kept of one audience. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable, compute: Callable[[], R]) -> R:
        """Return what ``compute`` returned for this key, now or before. Two threads may both compute."""
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return cast("R", found[0])
        made = compute()
        size = _size(made)
        if size <= MOST_OF_ONE:
            self._keep(key, made, size)
        return made

    def _keep(self, key: Hashable, made: object, size: int) -> None:
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = made, size
            self._bytes += size
            while self._bytes > MOST_BYTES:
                self._bytes -= self._kept.popitem(last=False)[1][1]


def held(analysis: Callable[Concatenate[Audience, P], R]) -> Callable[Concatenate[Audience, P], R]:
    """Have an analysis answer the same question about the same audience once, in each language.

    For pure functions alone. Arguments that cannot be told apart by a hash, such as a table, are computed with each
    time. Fewer people, an audience of their own, are an answer too, and keep what they were asked. A list or a
    dictionary is handed out as a copy, so that its reader may change it; tables are never changed here.
    """

    @wraps(analysis)
    def asked(audience: Audience, /, *args: P.args, **options: P.kwargs) -> R:
        key = (reader(), analysis, args, tuple(sorted(options.items())))
        try:
            hash(key)
        except TypeError:
            return analysis(audience, *args, **options)
        return _own(audience.held.get(key, lambda: analysis(audience, *args, **options)))

    return asked


def _own(answer: R) -> R:
    if type(answer) in (list, dict):
        return cast("R", answer.copy())  # type: ignore[attr-defined]  # both have it
    return answer


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
