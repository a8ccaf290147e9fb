"""From a response as received to tables beside it."""

from __future__ import annotations

import io

from webcast.errors import BadData
from webcast.library.sealed import RawWriter
from webcast.library.snapshot import Snapshot
from webcast.library.snapshots import Snapshots
from webcast.library.tables import RAW, RAW_JSON
from webcast.reports import Report
from webcast.reports.joined import BOTH, joined
from webcast.workers import Decoder


class Intake:
    """Decodes the raw responses of snapshots.

    Args:
        snapshots: Where they are.
        decoder: Decodes them, out of harm's way.
    """

    def __init__(self, snapshots: Snapshots, decoder: Decoder) -> None:
        self._snapshots = snapshots
        self._decoder = decoder

    def decode(self, snapshot: Snapshot) -> Report:
        """Decode a snapshot's raw response; it is opened piece by piece, while it is decoded.

        Raises:
            BadData: It cannot be decoded.
            TryAgainLater: It was not decoded: the program ends, or the system gave no process.
        """
        if snapshot.format != BOTH:
            return self._decode(snapshot, RAW, snapshot.format)
        return joined(self._decode(snapshot, RAW, "xml"), self._decode(snapshot, RAW_JSON, "json"))

    def _decode(self, snapshot: Snapshot, kind: str, written: str) -> Report:
        with io.BufferedReader(self._snapshots.raw(snapshot, kind), buffer_size=256 * 1024) as stream:
            return self._decoder.decode(stream, written, zone=snapshot.zone, event_id=snapshot.event_id, fetched=True)

    def join_json(self, snapshot: Snapshot, writer: RawWriter) -> Snapshot:
        """Make one report of a held one in XML and of the response in JSON that has come beside it.

        Raises:
            BadData: The response cannot be decoded; it is dropped, and the report stays as it was.
            TryAgainLater: It was not decoded, and is dropped.
        """
        self._snapshots.json_received(writer)
        try:
            other = self._decode(snapshot, RAW_JSON, "json")
            return self._snapshots.hold(snapshot, joined(self._snapshots.open([snapshot]), other), both=True)
        except BaseException:
            self._snapshots.drop_json(snapshot)
            raise

    def decode_and_hold(self, snapshot: Snapshot) -> Snapshot:
        """Decode a response that has been received, and hold its tables.

        Raises:
            BadData: It cannot be decoded. A response that can be asked for again is dropped; that of an expired
                presentation is kept, for a decoder that can.
            TryAgainLater: It was not decoded; it waits for the next start.
        """
        try:
            return self._snapshots.hold(snapshot, self.decode(snapshot))
        except BadData as exc:
            if snapshot.expired:
                self._snapshots.keep_undecoded(snapshot, str(exc))
            else:
                self._snapshots.drop([snapshot.id])
            raise
