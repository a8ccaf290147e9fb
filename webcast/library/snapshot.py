"""One snapshot: what is known of an event's report as it was at one time, without opening it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from webcast.errors import Damaged
from webcast.language import later
from webcast.library.sealed import Place


@dataclass(frozen=True)
class Stamps:
    """When an event last saw a registration and a session, by the event list; None where it does not say."""

    latest_registration: datetime | None = None
    latest_session: datetime | None = None


class DamagedReport(Damaged):
    """The stored tables of one snapshot fail their integrity check.

    Attributes:
        snapshot: Which.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(
            later(
                "The stored report of event {event_id} should pass its integrity check, but does not.",
                event_id=snapshot.event_id,
            ),
            remedy=later(
                "Fetch the event again; if it comes back, check the disk and restore the library from a backup."
            ),
        )
        self.snapshot = snapshot


@dataclass(frozen=True)
class Snapshot:
    """One snapshot.

    Attributes:
        id: Names it.
        account: The account's tag.
        event_id: The platform's event id.
        state: "receiving", "received" or "held".
        expired: Whether it was asked for as an expired presentation.
        format: The format of the raw response.
        zone: The zone that the report was asked in.
        asked_at: When it was asked for.
        fetched_at: When its last byte had come.
        stamps: What the event list said before it was asked for.
        registrants: Rows of the report; None before it is held.
        raw_bytes: Size of the raw response; None when there is none.
        decoder: Version of its tables.
        worker: The process that takes it in; None when none does.
        revision: Grows when its tables are made again: from another decoder, or without a person.
    """

    id: str
    account: str
    event_id: str
    state: str
    expired: bool
    format: str
    zone: str
    asked_at: datetime
    fetched_at: datetime | None
    stamps: Stamps
    registrants: int | None
    raw_bytes: int | None
    decoder: str | None
    worker: str | None
    revision: int

    @classmethod
    def of(cls, row: Any) -> Snapshot:
        """Return the snapshot of a row of the store."""
        asked_at = datetime.fromtimestamp(row.asked_at / 1000, UTC)
        return cls(
            id=row.id,
            account=row.account,
            event_id=row.event_id,
            state=row.state,
            expired=bool(row.expired),
            format=row.format,
            zone=row.zone,
            asked_at=asked_at,
            fetched_at=from_ms(row.fetched_at),
            stamps=Stamps(from_ms(row.latest_registration), from_ms(row.latest_session)),
            registrants=row.registrants,
            raw_bytes=row.raw_bytes,
            decoder=row.decoder,
            worker=row.worker,
            revision=row.revision,
        )

    @property
    def place(self) -> Place:
        """Where its bytes belong."""
        return Place(self.account, self.event_id, self.id)


def to_ms(moment: datetime | None) -> int | None:
    """Return a moment as the store keeps it."""
    return None if moment is None else round(moment.timestamp() * 1000)


def from_ms(value: int | None) -> datetime | None:
    """Return a moment of the store."""
    return None if value is None else datetime.fromtimestamp(value / 1000, UTC)
