"""Reports that people opened from their own files: for their session alone, gone when it ends.

They are in the library, sealed, so that any process answers with them; those that were asked for lately are in this
process's memory as well.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock
from typing import Final

from webcast.analysis.audience import Audience
from webcast.decode.understood import Understood
from webcast.errors import ChangeRequest, UnknownEvent
from webcast.language import counted_later, later
from webcast.library import opened
from webcast.library.passing import Left, Passing, Terms
from webcast.reports import Report
from webcast.reports.report import stack
from webcast.web.room import Held, Room

PREFIX: Final = "file-"
"""What the id of an opened file starts with; the platform's event ids are numbers."""

KIND: Final = "file"

COUNTED: Final = 2
"""Times that the size of a report counts: pages compute about as much of it as it holds."""

_AUDIENCES_KEPT: Final = 3


class TooManyFiles(ChangeRequest):
    """One session holds as many opened files as it may."""


@dataclass(frozen=True)
class Upload:
    """One opened file.

    Attributes:
        id: Stands for the file where events are picked, ``file-1``.
        name: The file's name, as the person's machine calls it.
        report: What was decoded from it.
        understood: What was understood of it.
        zone: The clock that it was read by, where it names none.
    """

    id: str
    name: str = field(repr=False)
    report: Report
    understood: Understood = field(default_factory=Understood, repr=False)
    zone: str = "UTC"


_Audiences = OrderedDict[tuple[str, ...], tuple[Audience | None, Audience]]


def size_of(report: Report) -> int:
    """Return how many bytes of memory an opened report counts for."""
    return COUNTED * int(sum(frame.estimated_size() for frame in report.tables().values()))


class Uploads:
    """The opened files of all sessions, each seen by its own session only.

    Args:
        passing: Where they are.
        room: Where they are counted.
        ends: Returns when what is opened now ends.
        most: How many files a session can hold.
        memory: Bytes of files that were asked for lately which stay in this process's memory.
    """

    def __init__(
        self, passing: Passing, room: Room, ends: Callable[[], datetime], *, most: int = 50, memory: int = 2**30
    ) -> None:
        self._passing = passing
        self._room = room
        self._ends = ends
        self._most = most
        self._memory = memory
        self._near: OrderedDict[tuple[str, Left], Upload] = OrderedDict()
        self._audiences: dict[str, _Audiences] = {}
        self._lock = RLock()

    def add(
        self,
        sid: str,
        report: Report,
        name: str,
        understood: Understood | None = None,
        zone: str = "UTC",
        *,
        guest: bool = False,
    ) -> str:
        """Keep a decoded file for a session and return the id that stands for it among events.

        Args:
            sid: The session.
            report: What was decoded.
            name: What the file is called.
            understood: What was understood of it.
            zone: The clock that it was read by.
            guest: Whether the session is one without account.

        Raises:
            TooManyFiles: The session has as many as it may; closing a file makes room.
            TooMuchOpened: There is no room for it.
            LibraryError: It cannot be kept.
        """
        size = size_of(report)
        terms = Terms(
            self._ends(),
            size=size,
            guest=guest,
            fits=lambda taken: self._room.must_fit(sid, size, taken, guest=guest),
        )
        packed = opened.pack(opened.Opened(name, report, understood or Understood(), zone))
        return f"{PREFIX}{self._passing.add(sid, KIND, packed, terms, allowed=self._must_be_few)}"

    def _must_be_few(self, there: int) -> None:
        if there >= self._most:
            raise TooManyFiles(
                counted_later(
                    "A session holds {most} file at most, and this one is full.",
                    "A session holds {most} files at most, and this one is full.",
                    self._most,
                    most=self._most,
                ),
                remedy=later("Close a file first. Whoever runs the dashboard can raise WEBCAST_OPENED_FILES."),
            )

    def wait(self, sid: str, tab: str, sent: int, report: Report, *, guest: bool = False) -> Held:
        """Count a file that waits for an answer before it opens; it goes with its tab.

        Args:
            sid: The session.
            tab: Streamlit's name of the tab.
            sent: How many bytes it has.
            report: What was decoded of it.
            guest: Whether the session is one without account.

        Raises:
            TooMuchOpened: There is no room for it.
        """
        return self._room.hold(sid, sent + size_of(report), guest=guest, tab=tab)

    def files(self, sid: str) -> tuple[Upload, ...]:
        """Return a session's files, in the order in which they were opened.

        Raises:
            LibraryError: They cannot be read.
        """
        return tuple(self._one(sid, left) for left in self._there(sid))

    def reports(self, sid: str) -> dict[str, Report]:
        """Return a session's reports by the id of their file."""
        return {upload.id: upload.report for upload in self.files(sid)}

    def report(self, sid: str, ids: Iterable[str]) -> Report:
        """Return the picked files of a session as one report.

        Raises:
            UnknownEvent: A file is not (any more) in this session.
            BadData: Two files are of one event.
        """
        there = {f"{PREFIX}{left.id}": left for left in self._there(sid)}
        gone = [upload_id for upload_id in ids if upload_id not in there]
        if gone:
            raise UnknownEvent(
                later("{listed} should be a file opened in this session, but there is none.", listed=", ".join(gone)),
                remedy=later("Opened files are forgotten when the session ends: open the file again."),
            )
        return stack([self._one(sid, there[upload_id]).report for upload_id in ids])

    def audience(self, sid: str, ids: tuple[str, ...], beside: Audience | None = None) -> Audience:
        """Return the picked files of a session as one audience, the latest few kept, since every rerun asks.

        Args:
            sid: The session.
            ids: The files.
            beside: Held events to stack with the files.

        Raises:
            UnknownEvent: A file is not (any more) in this session.
            BadData: Two reports are of one event.
        """
        there = {f"{PREFIX}{left.id}" for left in self._there(sid)}  # another process may have closed one
        with self._lock:
            kept = self._audiences.setdefault(sid, OrderedDict())
            # Beside another audience than before, if a newer report came meanwhile.
            if there.issuperset(ids) and ids in kept and kept[ids][0] is beside:
                kept.move_to_end(ids)
                return kept[ids][1]
        files = self.report(sid, ids)
        made = Audience.of(files if beside is None else stack([beside.report, files]))
        with self._lock:
            kept[ids] = (beside, made)
            kept.move_to_end(ids)
            while len(kept) > _AUDIENCES_KEPT:
                kept.popitem(last=False)
        return made

    def remove(self, sid: str, upload_id: str) -> None:
        """Close a file."""
        self._passing.drop(sid, KIND, upload_id.removeprefix(PREFIX))
        self._forget(sid)

    def move(self, old: str, new: str) -> None:
        """Hand a session's files on: who worked with files only and now signs in keeps them."""
        self._passing.move(old, new, KIND, guest=False)
        self._forget(old)
        self._room.move(old, new, guest=False)

    def drop(self, sid: str) -> None:
        """Forget all of a session's files."""
        self._passing.drop(sid, KIND)
        self._forget(sid)
        self._room.drop(sid)

    def here(self) -> int:
        """Return how many bytes of files are in this process's memory."""
        with self._lock:
            return sum(size_of(upload.report) for upload in self._near.values())

    def _there(self, sid: str) -> list[Left]:
        """Return what a session has, by number; what it has no more goes out of memory."""
        found = sorted(self._passing.left(sid, KIND), key=lambda left: int(left.id))
        with self._lock:
            gone = [key for key in self._near if key[0] == sid and key[1] not in found]
        if gone:
            self._forget(sid)
        return found

    def _one(self, sid: str, left: Left) -> Upload:
        with self._lock:
            if (sid, left) in self._near:
                self._near.move_to_end((sid, left))
                return self._near[sid, left]
        packed = self._passing.get(sid, KIND, left.id)
        if packed is None:
            raise UnknownEvent(
                later(
                    "{listed} should be a file opened in this session, but there is none.", listed=PREFIX + left.id
                ),
                remedy=later("Opened files are forgotten when the session ends: open the file again."),
            )
        found = opened.unpack(packed)
        upload = Upload(f"{PREFIX}{left.id}", found.name, found.report, found.understood, found.zone)
        with self._lock:
            self._near[sid, left] = upload
            while len(self._near) > 1 and self.here() > self._memory:
                (far, _), _ = self._near.popitem(last=False)
                self._audiences.pop(far, None)
        return upload

    def _forget(self, sid: str) -> None:
        """Have nothing of a session in memory."""
        with self._lock:
            self._audiences.pop(sid, None)
            for key in [key for key in self._near if key[0] == sid]:
                del self._near[key]
