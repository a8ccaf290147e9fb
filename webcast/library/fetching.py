"""One event's report, from the request to the snapshot that is held.

A report that counts once in 48 hours is taken in at any cost; any other is left when it is cancelled.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Event
from typing import Any, Final

import polars as pl

from webcast.api import limits
from webcast.api.client import ApiSession, ReportingClient, ReportRequest, ReportStream
from webcast.errors import ChangeRequest, LibraryError, WebcastError
from webcast.language import later
from webcast.library.jobs import Job
from webcast.library.ledger import lease_name
from webcast.library.parts import Parts
from webcast.library.retries import Pace
from webcast.library.sealed import RawWriter
from webcast.library.snapshot import Snapshot, Stamps
from webcast.library.store import LibraryBusy, NoRoom

_PIECE: Final = 256 * 1024
XML: Final = "xml"
JSON: Final = "json"

_ROOM: Final = 512 * 1024 * 1024
"""Free space wanted before a report is asked for that cannot be asked for again for 48 hours."""

ASK_EVERY: Final = 1.0
"""Seconds between looks at whether another process cancelled."""


class Stopped(WebcastError):
    """The fetch was cancelled, or the program ends."""

    def __init__(self) -> None:
        super().__init__(later("The fetch was stopped."))


class NotAgreed(ChangeRequest):
    """The report of an expired presentation would be spent, and nobody said that it may be."""

    def __init__(self, event_ids: Sequence[str], left: int) -> None:
        super().__init__(
            later(
                "{left} Nobody said that it may be spent; nothing was asked for.",
                left=limits.spends(len(event_ids), left),
            ),
            remedy=later("Ask for it by itself: on the Events page, or with --expired on the command line."),
        )


class Fetching:
    """Gets the reports of an account's events, one at a time.

    Args:
        parts: What the library is made of.
        tag: Of the account.
        pace: How long it waits for room.
        session: Returns the platform session in force.
        cancelled: Set when it should leave off.
        ends: Set when the program ends.
        waits_for: Is told why it waits; empty when it goes on.

    Attributes:
        came: Bytes of the report that have come.
        whole: All of them have, and are being read.
    """

    def __init__(
        self,
        parts: Parts,
        tag: str,
        pace: Pace,
        *,
        session: Callable[[], ApiSession],
        cancelled: Event,
        ends: Event,
        waits_for: Callable[[str], None],
    ) -> None:
        self._parts = parts
        self._tag = tag
        self._pace = pace
        self._session = session
        self._cancelled = cancelled
        self._ends = ends
        self._waits_for = waits_for
        self.begin()

    def begin(self) -> None:
        """Forget how much of the report before has come."""
        self.came = 0
        self.whole = False

    def get(self, client: ReportingClient, job: Job) -> bool:
        """Fetch one event's report and hold it; False when the one held is current.

        Raises:
            NotAgreed: It would be spent, and nobody said that it may be.
            Stopped: It was cancelled.
            NoRoom: The disk is full.
            WebcastError: The platform did not give it, or gave something else.
        """
        event, stamps = self._event(job.event_id)
        expired = bool(event["is_expired"])
        formats = self._parts.settings.report_formats
        if formats == (XML, JSON) and not expired:
            # Written down first: should the second request fail, it is the only one that is made again.
            self._parts.jobs.want_json(self._tag, [job.event_id])
        both = not expired and formats != (JSON,) and job.event_id in self._parts.jobs.wants_json(self._tag)
        if not job.force and self._parts.catalogue.is_current(self._tag, job.event_id):
            held = self._parts.snapshots.current(self._tag, [job.event_id])[job.event_id]
            if not both or JSON in held.format:
                return False
            self._add_json(client, held)
            return True
        if expired:
            if not self._parts.jobs.may_spend(self._tag, job.event_id):
                raise NotAgreed([job.event_id], self._parts.ledger.left(self._tag, expired=True))
            self._need_room()
        request = ReportRequest(job.event_id, formats[0], expired=expired)
        # What the list said is noted before the request: what changes while the report comes is fetched next time.
        snapshot = self._parts.snapshots.begin(
            self._tag,
            job.event_id,
            stamps=stamps,
            expired=expired,
            format=request.format,
            worker=self._parts.leases.worker,
        )
        try:
            with client.open_report(self._session(), request) as stream:
                self._take_in(stream, snapshot)
        except BaseException:
            with suppress(LibraryError):
                self._parts.snapshots.drop([snapshot.id])
            raise
        held = self._parts.intake.decode_and_hold(snapshot)
        self._parts.keep(self._tag, job.event_id)
        if both:
            self._add_json(client, held)
        return True

    def _add_json(self, client: ReportingClient, held: Snapshot) -> None:
        """Ask for a held report in JSON too, and make one of both: referrers and more are in that alone."""
        request = ReportRequest(held.event_id, JSON)
        writer = self._parts.snapshots.json_writer(held)
        with client.open_report(self._session(), request) as stream:
            self._copy(stream, writer, held.event_id)
        self._parts.intake.join_json(held, writer)

    def _take_in(self, stream: ReportStream, snapshot: Snapshot) -> None:
        """Put the response into the store as it comes."""
        writer = self._parts.snapshots.writer(snapshot)
        if snapshot.expired:
            self._take_in_at_any_cost(stream, snapshot, writer)
            return
        self._copy(stream, writer, snapshot.event_id)
        self._parts.snapshots.received(snapshot, writer)

    def _copy(self, stream: ReportStream, writer: RawWriter, event_id: str) -> None:
        """Put a response into the store as it comes, unless it is cancelled."""
        asked = self._parts.clock().steady
        self.whole = False
        while piece := stream.read(_PIECE):
            self.came += len(piece)
            writer.write(piece)
            self._parts.leases.check(self._tag, lease_name(expired=False))
            now = self._parts.clock().steady
            if now - asked >= ASK_EVERY:
                asked = now
                if self._parts.jobs.cancelled(self._tag, event_id):
                    raise Stopped
            if self._cancelled.is_set():
                raise Stopped
        self.whole = True

    def _take_in_at_any_cost(self, stream: ReportStream, snapshot: Snapshot, writer: RawWriter) -> None:
        """Take in what cannot be asked for again for 48 hours: no cancel stops it, a full disk is waited for."""
        while piece := stream.read(_PIECE):
            self.came += len(piece)
            with suppress(NoRoom, LibraryBusy):
                writer.write(piece)  # what cannot be written now stays in memory
        self.whole = True
        waits = iter(self._pace.room)
        while True:
            try:
                self._parts.snapshots.received(snapshot, writer)
            except (NoRoom, LibraryBusy) as exc:
                self._waits_for(exc.message)
                seconds = next(waits, None)
                if seconds is None or self._ends.is_set():
                    raise
                self._ends.wait(seconds)  # then once more: it may be the last time that it can be written
            else:
                self._waits_for("")
                return

    def _event(self, event_id: str) -> tuple[dict[str, Any], Stamps]:
        self._parts.listings.must_show(self._tag, [event_id])
        listing = self._parts.listings.get(self._tag)
        rows = listing.frame.filter(pl.col("event_id") == event_id).to_dicts() if listing else []
        return rows[0], Stamps(rows[0]["latest_registration"], rows[0]["latest_session"])

    def _need_room(self) -> None:
        path = self._parts.guard.store.path
        if path is not None and shutil.disk_usage(path.parent).free < _ROOM:
            raise NoRoom(
                later(
                    "The report of an expired presentation is given once in 48 hours and should have half a "
                    "gigabyte of "
                    "free disk space before it is asked for, but there is less. It was not asked for."
                ),
                remedy=later("Free some space."),
            )
