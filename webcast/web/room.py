"""Counts the memory that people's own files take, and refuses what would be too much.

Counted is all that a visitor holds: bytes that are on their way, what Streamlit keeps of them until the form is
emptied, files that wait for an answer, and files that are open. Each is a :class:`Held`; what counts are those that
are still there, so that nothing can be forgotten and still be counted.
"""

from __future__ import annotations

from threading import Lock
from typing import Final
from weakref import WeakSet

from webcast.errors import ChangeRequest
from webcast.language import later

MEGABYTE: Final = 1024 * 1024


class TooMuchOpened(ChangeRequest):
    """A limit of what opened files may take is reached; the message says which, and which setting moves it."""


class Held:
    """Some bytes that a visitor holds; made by :meth:`Room.hold`.

    Attributes:
        sid: Whose they are.
        tab: The tab that they go with; empty where they outlive it.
        guest: Whether that session is one without account.
        size: How many.
        over: Whether they were let go.
    """

    def __init__(self, room: Room, sid: str, tab: str, *, guest: bool) -> None:
        self._room = room
        self.sid = sid
        self.tab = tab
        self.guest = guest
        self.size = 0
        self.over = False

    def grow(self, more: int) -> None:
        """Hold so many bytes more.

        Raises:
            TooMuchOpened: They are too many, or the session is over.
        """
        self._room.grow(self, more)

    def release(self) -> None:
        """Let go of all of them."""
        self.size, self.over = 0, True


class Room:
    """The memory for opened files of one process.

    Args:
        session: Most bytes of one session.
        process: Most bytes of all sessions together. Those without account, whose number nobody's account limits,
            get half of it at most, so that they keep nobody from their files.
    """

    def __init__(self, *, session: int, process: int) -> None:
        self.session = session
        self.process = process
        self._held: WeakSet[Held] = WeakSet()
        self._lock = Lock()

    def hold(self, sid: str, size: int, *, guest: bool = False, tab: str = "") -> Held:
        """Count bytes for a session.

        Args:
            sid: Whose they are.
            size: How many.
            guest: Whether that session is one without account.
            tab: Streamlit's name of the tab that they go with.

        Raises:
            TooMuchOpened: They are too many.
        """
        held = Held(self, sid, tab, guest=guest)
        with self._lock:  # at once: what fits but is not among them yet would not count for the next
            self._must_fit(held, size)
            held.size = size
            self._held.add(held)
        return held

    def grow(self, held: Held, more: int) -> None:
        """See :meth:`Held.grow`."""
        with self._lock:
            self._must_fit(held, more)
            held.size += more

    def taken(self, sid: str | None = None) -> int:
        """Return how many bytes a session holds, or all of them."""
        with self._lock:
            return sum(held.size for held in self._held if sid in (None, held.sid))

    def move(self, old: str, new: str, *, guest: bool) -> None:
        """Count a session's bytes for another one, which goes on with them."""
        with self._lock:
            for held in self._held:
                if held.sid == old:
                    held.sid, held.guest = new, guest

    def drop(self, sid: str) -> None:
        """Let go of all that a session holds."""
        with self._lock:
            for held in self._held:
                if held.sid == sid:
                    held.release()

    def drop_tab(self, tab: str) -> None:
        """Let go of all that goes with a tab."""
        with self._lock:
            for held in self._held:
                if held.tab == tab:
                    held.release()

    def _must_fit(self, held: Held, more: int) -> None:
        if held.over:
            raise TooMuchOpened(
                later("This session is over, and with it what was opened in it."), remedy=later("Sign in again.")
            )
        # A new one is not among them yet.
        others = [one for one in self._held if one is not held]
        if sum(one.size for one in others if one.sid == held.sid) + held.size + more > self.session:
            raise TooMuchOpened(
                later(
                    "The files of one session may take {megabytes} of memory; this would be more.",
                    megabytes=_megabytes(self.session),
                ),
                remedy=later("Close a file first. Whoever runs the dashboard can raise WEBCAST_OPENED_SESSION_MB."),
            )
        if sum(one.size for one in others) + held.size + more > self.process:
            raise TooMuchOpened(
                later(
                    "The files of everybody together may take {megabytes} of memory; this would be more.",
                    megabytes=_megabytes(self.process),
                ),
                remedy=later(
                    "Try again when others have closed theirs. Whoever runs the dashboard can raise "
                    "WEBCAST_OPENED_MB."
                ),
            )
        if held.guest and sum(one.size for one in others if one.guest) + held.size + more > self.process // 2:
            raise TooMuchOpened(
                later(
                    "The files of all who work with files only may take {megabytes} of memory together; this would "
                    "be more.",
                    megabytes=_megabytes(self.process // 2),
                ),
                remedy=later(
                    "Sign in, or try again later. Whoever runs the dashboard can raise WEBCAST_OPENED_MB, of "
                    "which this is half."
                ),
            )


def _megabytes(size: int) -> str:
    return f"{size // MEGABYTE:,} MiB" if size >= MEGABYTE else f"{size:,} bytes"
