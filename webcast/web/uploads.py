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
from webcast.reports import Report
from webcast.reports.report import stack

PREFIX: Final = "file-"
"""What the id of an opened file starts with; the platform's event ids are numbers."""

MAX_FILES: Final = 50
MAX_BYTES: Final = 2 * 1024**3
"""Decoded size of all files of one session."""

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

    @property
    def bytes(self) -> int:
        """Size in memory."""
        return int(sum(frame.estimated_size() for frame in self.report.tables().values()))


@dataclass
class _Shelf:
    """One session's files."""

    files: dict[str, Upload] = field(default_factory=dict)
    audiences: OrderedDict[tuple[str, ...], tuple[Audience | None, Audience]] = field(default_factory=OrderedDict)
    made: int = 0


class Uploads:
    """The opened files of all sessions, each seen by its own session only."""

    def __init__(self) -> None:
        self._shelves: dict[str, _Shelf] = {}
        self._lock = RLock()

    def add(
        self, sid: str, report: Report, name: str, understood: Understood | None = None, zone: str = "UTC"
    ) -> str:
        """Keep a decoded file for a session and return the id that stands for it among events.

        Raises:
            TooManyFiles: The session is full; closing a file makes room.
        """
        with self._lock:
            shelf = self._shelves.setdefault(sid, _Shelf())
            upload = Upload(f"{PREFIX}{shelf.made + 1}", name, report, understood or Understood(), zone)
            held = sum(other.bytes for other in shelf.files.values())
            if len(shelf.files) >= MAX_FILES or held + upload.bytes > MAX_BYTES:
                raise TooManyFiles(
                    f"A session can hold {MAX_FILES} files and {MAX_BYTES // 1024**3} GB of data; it is full.",
                    remedy="Remove a file first.",
                )
            shelf.made += 1
            shelf.files[upload.id] = upload
            return upload.id

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
                f"{', '.join(gone)} should be a file opened in this session, but there is none.",
                remedy="Opened files are forgotten at sign-out and when the dashboard restarts: open the file again.",
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
            if shelf and shelf.files.pop(upload_id, None):
                shelf.audiences.clear()

    def move(self, old: str, new: str) -> None:
        """Hand a session's files on: who worked with files only and now signs in keeps them."""
        with self._lock:
            shelf = self._shelves.pop(old, None)
            if shelf is not None:
                self._shelves[new] = shelf

    def drop(self, sid: str) -> None:
        """Forget all of a session's files."""
        with self._lock:
            self._shelves.pop(sid, None)
