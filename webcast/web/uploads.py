"""Reports that people opened from their own files: in memory, for their session alone, gone when it ends."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import RLock
from typing import Final

from webcast.analysis.audience import Audience
from webcast.decode.understood import Understood
from webcast.errors import ChangeRequest, UnknownEvent
from webcast.language import counted_later, later
from webcast.reports import Report
from webcast.reports.report import stack
from webcast.web.room import Held, Room

PREFIX: Final = "file-"
"""What the id of an opened file starts with; the platform's event ids are numbers."""

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
    held: Held | None = field(default=None, repr=False, compare=False)


@dataclass
class _Shelf:
    """One session's files."""

    files: dict[str, Upload] = field(default_factory=dict)
    audiences: OrderedDict[tuple[str, ...], tuple[Audience | None, Audience]] = field(default_factory=OrderedDict)
    made: int = 0


def size_of(report: Report) -> int:
    """Return how many bytes of memory an opened report counts for."""
    return COUNTED * int(sum(frame.estimated_size() for frame in report.tables().values()))


class Uploads:
    """The opened files of all sessions, each seen by its own session only.

    Args:
        room: Where they are counted.
        most: How many files a session can hold.
    """

    def __init__(self, room: Room, most: int = 50) -> None:
        self._room = room
        self._most = most
        self._shelves: dict[str, _Shelf] = {}
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
        """
        with self._lock:
            shelf = self._shelves.setdefault(sid, _Shelf())
            if len(shelf.files) >= self._most:
                raise TooManyFiles(
                    counted_later(
                        "A session holds {most} file at most, and this one is full.",
                        "A session holds {most} files at most, and this one is full.",
                        self._most,
                        most=self._most,
                    ),
                    remedy=later("Close a file first. Whoever runs the dashboard can raise WEBCAST_OPENED_FILES."),
                )
            held = self._room.hold(sid, size_of(report), guest=guest)
            upload = Upload(f"{PREFIX}{shelf.made + 1}", name, report, understood or Understood(), zone, held)
            shelf.made += 1
            shelf.files[upload.id] = upload
            return upload.id

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
        """Return a session's files, in the order in which they were opened."""
        with self._lock:
            shelf = self._shelves.get(sid)
            return tuple(shelf.files.values()) if shelf else ()

    def reports(self, sid: str) -> dict[str, Report]:
        """Return a session's reports by the id of their file."""
        return {upload.id: upload.report for upload in self.files(sid)}

    def report(self, sid: str, ids: Iterable[str]) -> Report:
        """Return the picked files of a session as one report.

        Raises:
            UnknownEvent: A file is not (any more) in this session.
            BadData: Two files are of one event.
        """
        held = self.reports(sid)
        gone = [upload_id for upload_id in ids if upload_id not in held]
        if gone:
            raise UnknownEvent(
                later("{listed} should be a file opened in this session, but there is none.", listed=", ".join(gone)),
                remedy=later(
                    "Opened files are forgotten at sign-out and when the dashboard restarts: open the file again."
                ),
            )
        return stack([held[upload_id] for upload_id in ids])

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
        with self._lock:
            kept = self._shelves.setdefault(sid, _Shelf()).audiences
            # Beside another audience than before, if a newer report came meanwhile.
            if ids in kept and kept[ids][0] is beside:
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
        with self._lock:
            shelf = self._shelves.get(sid)
            closed = shelf.files.pop(upload_id, None) if shelf else None
            if shelf and closed:
                shelf.audiences.clear()
        if closed and closed.held:
            closed.held.release()

    def move(self, old: str, new: str) -> None:
        """Hand a session's files on: who worked with files only and now signs in keeps them."""
        with self._lock:
            shelf = self._shelves.pop(old, None)
            if shelf is not None:
                self._shelves[new] = shelf
        self._room.move(old, new, guest=False)

    def drop(self, sid: str) -> None:
        """Forget all of a session's files."""
        with self._lock:
            self._shelves.pop(sid, None)
        self._room.drop(sid)
