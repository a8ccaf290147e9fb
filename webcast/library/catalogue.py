"""An account's events: what the platform's list says of each, what is held of it, and whether it is to be had anew.

An account may have 20,000 of them and asks with every click, so list and holdings are put together once and kept
until one of them is another. What depends on the time of day is judged anew when time has made a difference.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, Final

import polars as pl

from webcast.library.clock import Clock
from webcast.library.facts import TIMES
from webcast.library.known_facts import Facts
from webcast.library.listings import Listing, Listings
from webcast.library.snapshot import Snapshot
from webcast.library.snapshots import Snapshots
from webcast.reports import schema
from webcast.reports.dates import SCHEDULE, moment
from webcast.settings import Settings

EVENT_COLUMNS: Final[schema.Schema] = {
    **schema.EVENT_LIST,
    "listed_at": schema.INSTANT,  # when the event list was asked for
    "at": schema.INSTANT,  # its date: live start, else schedule, else publication; null when none of these is known
    "at_is": pl.Enum(["live start", "schedule", "publication"]),  # which of them it is
    "ends_at": schema.INSTANT,  # its live end, else the scheduled one; null when neither is known
    "last_activity": schema.INSTANT,  # the later of the list's two stamps: no date of the event
    "fetched_at": schema.INSTANT,  # when the newest report had come; null when none is held
    "registrants": pl.Int64,  # in the newest report; null when none is held
    "formats": pl.String,  # of the newest report: "xml", "json" or "xml+json"; null when none is held
    "freshness": pl.Enum(["current", "due", "changed", "missing"]),
}
"""The columns of :meth:`Catalogue.events`."""

_STAMPS: Final = ("latest_registration", "latest_session")
_KEPT: Final = 32
_DAY: Final = timedelta(days=1)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class _Judged:
    """The events as they are from one moment, inclusive, until another, exclusive."""

    frame: pl.DataFrame
    since: datetime
    until: datetime


@dataclass
class _Joined:
    """List and holdings, what they were put together from, and how they were judged last."""

    listing: Listing
    mark: tuple[Any, ...]
    frame: pl.DataFrame
    judged: _Judged | None = None


class Catalogue:
    """The events of accounts; ``account`` is the tag."""

    def __init__(
        self, settings: Settings, clock: Clock, listings: Listings, snapshots: Snapshots, facts: Facts
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._listings = listings
        self._snapshots = snapshots
        self._facts = facts
        self._kept: OrderedDict[str, _Joined] = OrderedDict()
        self._lock = Lock()
        self.joins = 0
        """How often list and holdings were put together: for those who count."""

    def events(self, account: str) -> pl.DataFrame:
        """Return an account's events in the order of its list: columns of :data:`EVENT_COLUMNS`.

        ``freshness`` is "missing" when no report is held; "changed" when the list's two stamps are not those that
        were known before the held report was asked for; "due" when they are, but what may move none of them can have
        changed it: an event that ended within the days of ``WEBCAST_REFRESH_DAYS``, whose report was fetched longer
        ago than ``WEBCAST_REFRESH_AFTER_HOURS``, and that has not expired; else "current".
        """
        listing = self._listings.get(account)
        if listing is None:
            return pl.DataFrame(schema=EVENT_COLUMNS)
        now, joined = self._now(), self._joined(account, listing)
        judged = joined.judged
        if judged is None or not judged.since <= now < judged.until:
            plans = (self._judged(joined.frame.lazy(), now), self._next_change(joined.frame.lazy(), now))
            frame, ahead = pl.collect_all(plans)
            joined.judged = judged = _Judged(frame, now, ahead.item() or _NEVER)
        return judged.frame

    def is_current(self, account: str, event_id: str) -> bool:
        """Tell whether the held report of one event need not be had anew."""
        listing = self._listings.get(account)
        if listing is None:
            return False
        one = Listing(listing.frame.filter(pl.col("event_id") == event_id), listing.listed_at)
        held = list(self._snapshots.current(account, [event_id]).values())
        judged = self._judged(self._join(one, held).lazy(), self._now()).collect()
        return judged["freshness"].to_list() == ["current"]

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock().wall, UTC)

    def _joined(self, account: str, listing: Listing) -> _Joined:
        mark = self._snapshots.mark(account)
        with self._lock:
            found = self._kept.get(account)
            if found is not None and found.listing is listing and found.mark == mark:
                self._kept.move_to_end(account)
                return found
        frame = self._join(listing, list(self._snapshots.current(account).values()))
        self.joins += 1
        with self._lock:
            self._kept[account] = made = _Joined(listing, mark, frame)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made

    def _join(self, listing: Listing, held: Sequence[Snapshot]) -> pl.DataFrame:
        """Return the list with what is held, and the two columns that freshness and the end of an event come from."""
        facts = self._facts.of(held).lazy()
        known = _held_frame(held).lazy().join(facts, on="event_id", how="left", maintain_order="left")
        joined = listing.frame.lazy().join(known, on="event_id", how="left", maintain_order="left")
        moved = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"known_{name}")) for name in _STAMPS)
        schedule = pl.coalesce("scheduled_start", *SCHEDULE)
        is_ = (
            pl.when(pl.col("live_start").is_not_null())
            .then(pl.lit("live start"))
            .when(schedule.is_not_null())
            .then(pl.lit("schedule"))
            .when(pl.col("od_published_at").is_not_null())
            .then(pl.lit("publication"))
        )
        at = pl.coalesce("live_start", schedule, "od_published_at")
        whole = joined.with_columns(
            listed_at=moment(listing.listed_at).cast(schema.INSTANT),
            at=at,
            at_is=is_.cast(EVENT_COLUMNS["at_is"]),
            ends_at=pl.coalesce("live_end", "scheduled_end"),
            last_activity=pl.max_horizontal(_STAMPS),
            _moved=moved,
            _ended=pl.coalesce("live_end", "scheduled_end", at),
        )
        return whole.drop(*TIMES, *(f"known_{name}" for name in _STAMPS)).collect()

    def _next_change(self, joined: pl.LazyFrame, now: datetime) -> pl.LazyFrame:
        """Return when time alone next makes a difference: an event ends, is young no more, or its report is old.

        One moment; null where time makes none.
        """
        ended, days = pl.col("_ended"), self._settings.refresh_days * _DAY
        old = pl.col("fetched_at") + timedelta(hours=self._settings.refresh_after_hours)
        turns = (ended, ended + days, old)
        return joined.select(pl.min_horizontal(turn.filter(turn >= moment(now)).min() for turn in turns))

    def _judged(self, joined: pl.LazyFrame, now: datetime) -> pl.LazyFrame:
        since = moment(now - self._settings.refresh_days * _DAY)
        young = pl.col("_ended").is_between(since, moment(now), closed="right")
        old = pl.col("fetched_at") < moment(now - timedelta(hours=self._settings.refresh_after_hours))
        late = young & old & ~pl.col("is_expired").fill_null(value=False)
        freshness = (
            pl.when(pl.col("fetched_at").is_null())
            .then(pl.lit("missing"))
            .when(pl.col("_moved"))
            .then(pl.lit("changed"))
            .when(late)
            .then(pl.lit("due"))
            .otherwise(pl.lit("current"))
        )
        return joined.with_columns(freshness=freshness.cast(EVENT_COLUMNS["freshness"])).select(EVENT_COLUMNS.keys())


def _held_frame(held: Sequence[Snapshot]) -> pl.DataFrame:
    rows = [
        (
            one.event_id, one.fetched_at, one.registrants, one.format, one.stamps.latest_registration,
            one.stamps.latest_session,
        )
        for one in held
    ]  # fmt: skip
    columns: schema.Schema = {
        "event_id": pl.String,
        "fetched_at": schema.INSTANT,
        "registrants": pl.Int64,
        "formats": pl.String,
        "known_latest_registration": schema.INSTANT,
        "known_latest_session": schema.INSTANT,
    }
    return pl.DataFrame(rows, schema=columns, orient="row")
