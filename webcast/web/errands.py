"""What takes long and goes on by itself: a session's errand, in a thread, with how far it is.

A page begins one, shows how far it is, and takes what came of it; it may be closed meanwhile. A session has one at a
time. One that only looks ends with its session. One that takes something away goes on to its end, or to that of the
process, and what it did until then is in the audit log.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, Final

from webcast.errors import ChangeRequest, WebcastError
from webcast.language import later
from webcast.library.steps import LeftOff, Step

_AT_THE_END: Final = 10.0
"""Seconds in which an errand leaves off when the process ends; the next report is its latest chance."""


class OneAlready(ChangeRequest):
    """A session has an errand that goes on."""

    def __init__(self) -> None:
        super().__init__(
            later("Something else that you began is still going on."), remedy=later("Try again when it is done.")
        )


class Errand:
    """One of them.

    Args:
        what: The action, as the audit log has it.
        do: Does it; is given what to tell how far it is.
        then: What the page makes of the result, in the page's own thread.
        looks: It takes nothing away, and may be left off.

    Attributes:
        done: Reports that are done.
        total: Of so many; 0 until that is known.
        failed: Why it did not come to its end; None: it did, or goes on, or ended by a fault of ours.
        result: What came of it; None: nothing did.
    """

    def __init__(self, what: str, do: Callable[[Step], Any], then: Callable[[Any], Any], *, looks: bool) -> None:
        self.what, self.then, self.looks = what, then, looks
        self.done = self.total = 0
        self.failed: WebcastError | None = None
        self.result: Any = None
        self._do = do
        self._over, self._left = threading.Event(), threading.Event()
        # In the language of who began it, and under the name of their request.
        self._thread = threading.Thread(target=copy_context().run, args=(self._run,), name="errand", daemon=True)

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self._over.is_set()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait for its end, and tell whether that has come."""
        return self._over.wait(seconds)

    def leave_off(self) -> None:
        """Have it end before the next report."""
        self._left.set()

    def _run(self) -> None:
        try:
            self.result = self._do(self._step)
        except WebcastError as exc:
            self.failed = exc
        finally:
            self._over.set()

    def _step(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if self._left.is_set():
            raise LeftOff


class Errands:
    """Those of all sessions."""

    def __init__(self) -> None:
        self._of: dict[str, Errand] = {}
        self._running: set[Errand] = set()
        self._lock = threading.Lock()

    def start(self, sid: str, errand: Errand) -> None:
        """Begin a session's errand.

        Raises:
            OneAlready: It has one that goes on.
        """
        with self._lock:
            there = self._of.get(sid)
            if there is not None and not there.over:
                raise OneAlready
            self._of[sid] = errand
            self._running = {one for one in self._running if not one.over} | {errand}
        errand.start()

    def of(self, sid: str) -> Errand | None:
        """Return a session's errand, until it is taken; None where there is none."""
        return self._of.get(sid)

    def take(self, sid: str) -> Errand | None:
        """Return a session's errand if it is over, once."""
        with self._lock:
            found = self._of.get(sid)
            return self._of.pop(sid) if found is not None and found.over else None

    def drop(self, sid: str) -> None:
        """Forget a session's: one that only looks is left off."""
        with self._lock:
            found = self._of.pop(sid, None)
        if found is not None and found.looks:
            found.leave_off()

    def close(self) -> None:
        """Leave all of them off: the process ends."""
        with self._lock:
            running = [one for one in self._running if not one.over]
        for one in running:
            one.leave_off()
        for one in running:
            one.wait(_AT_THE_END)
