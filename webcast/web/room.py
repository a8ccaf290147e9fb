"""Counts what people's own files take, and refuses what would be too much.

Counted is all that a visitor holds. What is in this process's memory, bytes that are on their way and files that wait
for an answer, is a :class:`Held` each; what counts are those that are still there, so that nothing can be forgotten
and still be counted. What any process may ask for, files that were sent and files that are open, is in the library,
which counts it for all processes (:mod:`webcast.library.passing`).
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Final
from weakref import WeakSet

from webcast.errors import ChangeRequest
from webcast.language import later
from webcast.library.passing import NOBODY, Taken

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
        self.beside = Taken(0, 0, 0)
        """What is in the library, as it was when this was made: asking anew for each piece would take longer."""

    def grow(self, more: int) -> None:
        """Hold so many bytes more.

        Raises:
            TooMuchOpened: They are too many, or the session is over.
        """
        self._room.grow(self, more)

    def release(self) -> None:
        """Let go of all of them."""
        self.size, self.over = 0, True


def _nothing(sid: str) -> Taken:  # noqa: ARG001 as whoever counts is asked
    return Taken(0, 0, 0)


class Room:
    """The room for opened files, of all processes on a library, with what is in this one's memory.

    Args:
        session: Most bytes of one session.
        process: Most bytes of all sessions together. Those without account, whose number nobody's account limits,
            get half of it at most, so that they keep nobody from their files.
        kept: Returns how much is in the library, of a session and of all.
    """

    def __init__(self, *, session: int, process: int, kept: Callable[[str], Taken] = _nothing) -> None:
        self.session = session
        self.process = process
        self._kept = kept
        self._held: WeakSet[Held] = WeakSet()
        self._lock = Lock()

    def hold(self, sid: str, size: int, *, guest: bool = False, tab: str = "") -> Held:
        """Count bytes for a session; asks the library, so not on the event loop.

        Args:
            sid: Whose they are.
            size: How many.
            guest: Whether that session is one without account.
            tab: Streamlit's name of the tab that they go with.

        Raises:
            TooMuchOpened: They are too many.
            LibraryError: It cannot be known how many there are.
        """
        held = Held(self, sid, tab, guest=guest)
        held.beside = self._kept(sid)
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

    def must_fit(self, sid: str, size: int, kept: Taken, *, guest: bool, instead: Held | None = None) -> None:
        """See to it that bytes may go into the library.

        Args:
            sid: Whose they are.
            size: How many.
            kept: What is there, while nobody else puts anything in.
            guest: Whether the session is one without account.
            instead: What of this process's memory they are to replace.

        Raises:
            TooMuchOpened: They are too many.
        """
        held = Held(self, sid, "", guest=guest)
        held.beside = kept
        with self._lock:
            before = 0 if instead is None else instead.size
            if instead is not None:
                instead.size = 0
            try:
                self._must_fit(held, size)
            finally:
                if instead is not None:
                    instead.size = before

    def here(self) -> int:
        """Return how many bytes are in this process's memory."""
        with self._lock:
            return sum(held.size for held in self._held)

    def taken(self, sid: str | None = None) -> int:
        """Return how many bytes a session holds, or all of them.

        Raises:
            LibraryError: The library does not answer.
        """
        kept = self._kept(sid or NOBODY)
        with self._lock:
            here = sum(held.size for held in self._held if sid in (None, held.sid))
        return here + (kept.everybody if sid is None else kept.session)

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
        mine = sum(one.size for one in others if one.sid == held.sid) + held.beside.session
        if mine + held.size + more > self.session:
            raise TooMuchOpened(
                later(
                    "The files of one session may take {megabytes} of memory; this would be more.",
                    megabytes=_megabytes(self.session),
                ),
                remedy=later("Close a file first. Whoever runs the dashboard can raise WEBCAST_OPENED_SESSION_MB."),
            )
        if sum(one.size for one in others) + held.beside.everybody + held.size + more > self.process:
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
        guests = sum(one.size for one in others if one.guest) + held.beside.guests
        if held.guest and guests + held.size + more > self.process // 2:
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
