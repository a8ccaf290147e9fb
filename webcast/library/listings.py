"""The event list of each account, as the platform gave it last: what its users may see of the library."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Final

import polars as pl
from sqlalchemy import delete, insert, select

from webcast.errors import BadData, UnknownEvent
from webcast.language import later
from webcast.library.clock import Clock
from webcast.library.guard import Guard
from webcast.library.tables import listings
from webcast.reports import schema

KIND: Final = "listing"
_KEPT: Final = 32


@dataclass(frozen=True)
class Listing:
    """An event list with the time it is of."""

    frame: pl.DataFrame
    listed_at: datetime


class Listings:
    """The event lists in the store; ``account`` is the tag."""

    def __init__(self, guard: Guard, clock: Clock) -> None:
        self._guard = guard
        self._clock = clock
        self._asked: dict[str, float] = {}
        self._opened: OrderedDict[tuple[str, int], Listing] = OrderedDict()
        self._lock = Lock()

    def remember(self, account: str, listing: pl.DataFrame) -> None:
        """Keep an event list in place of the one before.

        Raises:
            BadData: It has other columns than an event list.
        """
        expected = pl.Schema(schema.EVENT_LIST)
        if listing.schema != expected:
            raise BadData(
                later(
                    "An event list should have the columns {expected}, but has {schema}.",
                    expected=expected,
                    schema=listing.schema,
                )
            )
        listed_at = self._clock().wall_ms
        data = listing.write_ipc_stream(None, compression="zstd").getvalue()
        with self._guard.write(lock=f"listing {account}") as conn:
            conn.execute(delete(listings).where(listings.c.account == account))
            sealed = self._guard.keys.seal(data, KIND, account)
            row = {"account": account, "listed_at": listed_at, "key_id": self._guard.keys.current, "data": sealed}
            conn.execute(insert(listings).values(row))
        with self._lock:
            self._asked[account] = self._clock().steady

    def age(self, account: str) -> float:
        """Return how many seconds ago this process got the account's event list; infinite when it never did."""
        with self._lock:
            asked = self._asked.get(account)
        return float("inf") if asked is None else self._clock().steady - asked

    def get(self, account: str) -> Listing | None:
        """Return the newest event list of an account; None when it never had one."""
        listed_at = self._guard.store.reading.of(("listed at", account), lambda: self._listed_at(account))
        if listed_at is None:
            return None
        with self._lock:
            known = self._opened.get((account, listed_at))
        return known or self._open(account)

    def _listed_at(self, account: str) -> int | None:
        with self._guard.store.read() as conn:
            return conn.scalar(select(listings.c.listed_at).where(listings.c.account == account))

    def _open(self, account: str) -> Listing | None:
        with self._guard.store.read() as conn:
            row = conn.execute(select(listings).where(listings.c.account == account)).one_or_none()
        if row is None:
            return None
        data = self._guard.keys.open(row.key_id, row.data, KIND, account)
        found = Listing(pl.read_ipc_stream(data), datetime.fromtimestamp(row.listed_at / 1000, UTC))
        with self._lock:
            self._opened[account, row.listed_at] = found
            while len(self._opened) > _KEPT:
                self._opened.popitem(last=False)
        return found

    def must_show(self, account: str, event_ids: list[str]) -> None:
        """See to it that an account's event list shows the events.

        Raises:
            UnknownEvent: It does not show them all.
        """
        listing = self.get(account)
        must_show(listing.frame["event_id"] if listing else (), event_ids)


def must_show(listed: Iterable[str], event_ids: Sequence[str]) -> None:
    """See to it that events are among those that a list shows.

    Raises:
        UnknownEvent: They are not all.
    """
    shown = set(listed)
    hidden = [event_id for event_id in event_ids if event_id not in shown]
    if hidden:
        raise UnknownEvent(
            later("{events} should be in your event list, but is not.", events=_named(hidden))
            if len(hidden) == 1
            else later("{events} should be in your event list, but are not.", events=_named(hidden)),
            remedy=later(
                "Refresh the event list, or ask the platform's support to let this API account see the event."
            ),
        )


def _named(event_ids: list[str]) -> str:
    first = ", ".join(event_ids[:5])
    more = f" and {len(event_ids) - 5} more" if len(event_ids) > 5 else ""
    return f"Event{'s' if len(event_ids) > 1 else ''} {first}{more}"
