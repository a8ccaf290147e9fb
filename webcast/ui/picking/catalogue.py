"""The events to pick from, as one table: the account's list and the files of this session. No Streamlit here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from webcast.analysis.programmes import same_programme
from webcast.reports.dates import event_date, moment
from webcast.reports.schema import EVENT_LIST, INSTANT, Schema
from webcast.web.app_state import AppState
from webcast.web.uploads import Upload
from webcast.web.visitor import Visitor

COLUMNS: Final[Schema] = {
    **EVENT_LIST,
    "at": INSTANT,  # when it takes or took place; null when neither list nor report says
    "last_activity": INSTANT,  # by the list: no date of the event
    "registrants": pl.Int64,
    "fetched_at": INSTANT,
    "freshness": pl.String,  # "current", "due", "changed", "missing", or "file"
}


class When(StrEnum):
    """The date presets."""

    ANY = "any"
    LAST_30 = "last_30"
    LAST_90 = "last_90"
    THIS_QUARTER = "this_quarter"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"
    UPCOMING = "upcoming"
    RANGE = "range"


class Order(StrEnum):
    """How the list is sorted."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    LARGEST = "largest"
    ACTIVE = "active"


@dataclass(frozen=True)
class Wanted:
    """What narrows the list."""

    text: str = ""
    """Words, all of which an event has; or several such wishes with commas between them, one of which it meets."""
    when: When = When.ANY
    start: date | None = None
    end: date | None = None
    cost_centers: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    expired: bool | None = None
    only: tuple[str, ...] | None = None
    """Event ids: these alone."""
    order: Order = Order.NEWEST


def catalogue(app: AppState, visitor: Visitor) -> pl.DataFrame:
    """Return everything that the visitor can pick: columns of :data:`COLUMNS`, newest first."""
    parts = [pl.DataFrame(schema=COLUMNS)]
    if not visitor.files_only:
        listed = app.theirs(visitor).events()
        parts.append(listed.select(pl.col(name).cast(kind) for name, kind in COLUMNS.items()))
    parts.extend(_of_file(upload) for upload in app.uploads.files(visitor.sid))
    return pl.concat(parts)


def _of_file(upload: Upload) -> pl.DataFrame:
    row = upload.report.event.select(
        title=pl.coalesce(pl.col("title"), pl.lit(upload.name)),
        cost_center="cost_center",
        scheduled_start="live_scheduled_at",
        at=event_date(),
        expires_at="od_expires_at",
    )
    row = row.head(1) if row.height else pl.DataFrame({"title": [upload.name]})
    row = row.with_columns(
        event_id=pl.lit(upload.id),
        is_expired=pl.lit(value=False),
        registrants=pl.lit(upload.report.registrants.height),
        freshness=pl.lit("file"),
    )
    return pl.concat(
        [pl.DataFrame(schema=COLUMNS), row.cast(pl.Schema({c: COLUMNS[c] for c in row.columns}))], how="diagonal"
    )


def narrowed(events: pl.DataFrame, wanted: Wanted, zone: str, now: datetime) -> pl.DataFrame:
    """Return the events that match, in the order that was asked for.

    Args:
        events: As :func:`catalogue` returns them.
        wanted: What narrows the list; dates are whole days of ``zone``.
        zone: IANA name of the time zone.
        now: What "last 30 days" and "this year" count from.
    """
    return _narrowed(events.lazy(), wanted, zone, now).collect()


def _narrowed(events: pl.LazyFrame, wanted: Wanted, zone: str, now: datetime) -> pl.LazyFrame:
    found = _matching(events, wanted)
    start, end = span(wanted, zone, now)
    if start is not None:
        found = found.filter(pl.col("at") >= moment(start))
    if end is not None:
        found = found.filter(pl.col("at") < moment(end))
    return _sorted(found, wanted.order)


def last(events: pl.DataFrame, count: int, now: datetime) -> pl.LazyFrame:
    """Return the latest events that have begun, newest first: ``count``, or as many as there are."""
    begun = events.lazy().filter(pl.col("at") <= moment(now))
    # The few that can be among them are sorted, not twenty thousand.
    begun = begun.filter(pl.col("at") >= pl.col("at").top_k(count).min())
    return _sorted(begun, Order.NEWEST).head(count)


def this_quarter(events: pl.DataFrame, zone: str, now: datetime) -> pl.LazyFrame:
    """Return this calendar quarter's events that have begun, newest first; days are those of ``zone``."""
    found = _narrowed(events.lazy(), Wanted(when=When.THIS_QUARTER), zone, now)
    return found.filter(pl.col("at") <= moment(now))


def series(events: pl.DataFrame, picked: tuple[str, ...]) -> pl.LazyFrame:
    """Return all broadcasts of the programmes that picked events belong to, newest first.

    What makes broadcasts one programme is what merges them: their title, whatever its case
    (:func:`webcast.analysis.programmes.same_programme`). Picked events whose title no other bears are not in it.
    """
    keyed = events.lazy().with_columns(_programme=same_programme()).drop_nulls("_programme")
    mine = keyed.filter(pl.col("event_id").is_in(picked)).select("_programme").unique()
    shared = keyed.join(mine, on="_programme", how="semi")
    return _sorted(shared.filter(pl.len().over("_programme") > 1), Order.NEWEST)


def ids(*chosen: pl.LazyFrame) -> list[list[str]]:
    """Return the ids of the events of each, all found at once."""
    return [found["event_id"].to_list() for found in pl.collect_all([plan.select("event_id") for plan in chosen])]


def undated(events: pl.DataFrame, wanted: Wanted, zone: str, now: datetime) -> int:
    """Return how many events a range of dates leaves out because their date is not known, though they may be of it.

    What was last active before the range begins took place before, too.
    """
    start, end = span(wanted, zone, now)
    if start is None and end is None:
        return 0
    without = _matching(events.lazy(), wanted).filter(pl.col("at").is_null())
    if start is not None:
        without = without.filter(pl.col("last_activity") >= moment(start))
    return int(without.select(pl.len()).collect().item())


def _matching(events: pl.LazyFrame, wanted: Wanted) -> pl.LazyFrame:
    """Return the events that match all but the dates."""
    found = events
    if searched := _searched(wanted.text):
        fields = ("title", "event_id", "cost_center", "folder_id")
        haystack = pl.concat_str(fields, separator=" ", ignore_nulls=True).str.to_lowercase()
        several = (pl.all_horizontal(haystack.str.contains(t, literal=True) for t in terms) for terms in searched)
        found = found.filter(pl.any_horizontal(several))
    if wanted.cost_centers:
        found = found.filter(pl.col("cost_center").is_in(wanted.cost_centers))
    if wanted.folders:
        found = found.filter(pl.col("folder_id").is_in(wanted.folders))
    if wanted.only is not None:
        found = found.filter(pl.col("event_id").is_in(wanted.only))
    if wanted.expired is not None:
        found = found.filter(pl.col("is_expired").fill_null(value=False) == wanted.expired)
    return found


def _searched(text: str) -> list[list[str]]:
    """Return what is searched for: between commas one wish each, of which all words have to be there."""
    return [terms for wish in text.casefold().split(",") if (terms := wish.split())]


def _sorted(found: pl.LazyFrame, order: Order) -> pl.LazyFrame:
    by: dict[Order, tuple[pl.Expr, bool]] = {
        Order.NEWEST: (pl.col("at"), True),
        Order.OLDEST: (pl.col("at"), False),
        Order.TITLE: (pl.col("title").str.to_lowercase(), False),
        Order.LARGEST: (pl.col("registrants"), True),
        Order.ACTIVE: (pl.col("last_activity"), True),
    }
    key, descending = by[order]
    # Those whose date is not known come behind all others, by their last activity.
    return found.sort(
        key, pl.col("last_activity"), pl.col("event_id"), descending=[descending, True, False], nulls_last=True
    )


def span(wanted: Wanted, zone: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return start and end (exclusive) of the dates asked for, as instants."""
    tz = ZoneInfo(zone)
    today = now.astimezone(tz).date()
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    days: dict[When, tuple[date | None, date | None]] = {
        When.ANY: (None, None),
        When.LAST_30: (today - timedelta(days=30), today),
        When.LAST_90: (today - timedelta(days=90), today),
        When.THIS_QUARTER: (quarter, (quarter + timedelta(days=100)).replace(day=1) - timedelta(days=1)),
        When.THIS_YEAR: (date(today.year, 1, 1), date(today.year, 12, 31)),
        When.LAST_YEAR: (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        When.UPCOMING: (None, None),
        When.RANGE: (wanted.start, wanted.end),
    }
    if wanted.when is When.UPCOMING:
        return now, None
    first, last = days[wanted.when]
    return _midnight(first, tz), _midnight(last + timedelta(days=1) if last else None, tz)


def _midnight(day: date | None, tz: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=tz).astimezone(UTC)
