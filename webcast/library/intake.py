"""From a response as received to tables beside it."""

from __future__ import annotations

import io

from webcast.decode import decode
from webcast.errors import BadData, DecodeError, WebcastError
from webcast.library.snapshots import Snapshot, Snapshots
from webcast.reports import Report


def decode_raw(snapshots: Snapshots, snapshot: Snapshot) -> Report:
    """Decode a snapshot's raw response.

    Raises:
        BadData: It cannot be decoded.
    """
    with io.BufferedReader(snapshots.raw(snapshot), buffer_size=256 * 1024) as stream:
        try:
            return decode(stream, snapshot.format, zone=snapshot.zone, event_id=snapshot.event_id)
        except WebcastError:
            raise
        except Exception as exc:  # noqa: BLE001 a decoder's bug costs one event; its text could hold people's data
            raise DecodeError(
                f"The report of event {snapshot.event_id} could not be decoded: something went wrong that should not "
                f"({type(exc).__name__}).",
                remedy="Please report it with the version of this program.",
            ) from None


def decode_and_hold(snapshots: Snapshots, snapshot: Snapshot) -> Snapshot:
    """Decode a response that has been received, and hold its tables.

    Raises:
        BadData: It cannot be decoded. A response that can be asked for again is dropped; that of an expired
            presentation is kept, for a decoder that can.
    """
    try:
        return snapshots.hold(snapshot, decode_raw(snapshots, snapshot))
    except BadData as exc:
        if snapshot.expired:
            snapshots.keep_undecoded(snapshot, str(exc))
        else:
            snapshots.drop([snapshot.id])
        raise
