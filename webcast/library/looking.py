"""A thread that looks after something again and again, until it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from typing import Final

from webcast.errors import LibraryError

_PATIENCE: Final = 10.0


class Looking:
    """The thread.

    Attributes:
        thread: None where it was not begun.

    Args:
        name: What the thread is called.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._stopping = Event()
        self.thread: Thread | None = None

    @property
    def stops(self) -> bool:
        """Whether it was told to stop."""
        return self._stopping.is_set()

    def begin(self, look: Callable[[], None], every: float) -> None:
        """Look from now on; nothing where it does already.

        Args:
            look: What is done. A library that does not answer costs the look alone: the next one asks again.
            every: Seconds between two looks.
        """
        if self.thread is None:
            self.thread = Thread(target=self._run, args=(look, every), name=self._name, daemon=True)
            self.thread.start()

    def stop(self) -> None:
        """Begin to stop."""
        self._stopping.set()

    def close(self) -> None:
        """Stop; what does not come to its end keeps nobody from ending the program."""
        self.stop()
        if self.thread is not None:
            self.thread.join(_PATIENCE)

    def _run(self, look: Callable[[], None], every: float) -> None:
        while not self._stopping.wait(every):
            with suppress(LibraryError):
                look()
