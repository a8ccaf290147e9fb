"""One after the other for the same thing: whoever asks while it is made waits for it, and does not make it again."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Lock


class Turns:
    """Turns of threads, by what they are about. Those who wait look, once it is their turn, for what came of it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._turns: dict[Hashable, Lock] = {}

    @contextmanager
    def of(self, what: Hashable) -> Iterator[None]:
        """Wait for the turn at something; it lasts as long as the context does."""
        with self._lock:
            turn = self._turns.setdefault(what, Lock())
        with turn:
            try:
                yield
            finally:
                with self._lock:
                    self._turns.pop(what, None)
