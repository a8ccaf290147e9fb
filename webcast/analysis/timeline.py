"""Who was watching when: viewers at a moment, the exact peak, retention, on-demand survival and days, registrations.

A person's overlapping and repeated sessions are merged first, so nobody counts twice, also not over two events that
run at once. Events whose report has no session rows cannot be drawn: ``audience.without_sessions`` names them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import polars as pl

from webcast.analysis import pairs, person_watch, runs, spans, stats
from webcast.analysis.audience import MINUTE_MS, Audience
from webcast.analysis.held import held
from webcast.analysis.on_air import known_until
from webcast.analysis.pairs import PERSON, Answer, Pair
from webcast.analysis.parts import Stacked
from webcast.reports.schema import INSTANT, MODES

DAY_MS: Final = 86_400_000
MAX_POINTS: Final = 600

_WIDTHS: Final = (
    *(1000 * s for s in (1, 2, 5, 10, 15, 30)),
    *(MINUTE_MS * m for m in (1, 2, 5, 10, 15, 30)),
    *(60 * MINUTE_MS * h for h in (1, 2, 3, 6, 12)),
    *(DAY_MS * d for d in (1, 2, 7, 14, 28, 91, 182, 364)),
)
"""Bin widths that read well on an axis, in milliseconds."""

Window = tuple[datetime, datetime]
"""A stretch of time, start included, end not; both aware."""


@dataclass(frozen=True)
class Peak:
    """The most viewers at once."""

    viewers: int | None
    """None when no report has session rows."""

    at: datetime | None
    """The first moment of the peak, in UTC; None when nobody viewed."""


def viewers(
    audience: Audience, mode: str | None = None, window: Window | None = None, max_points: int = MAX_POINTS
) -> pl.DataFrame:
    """Return the step curve of persons viewing.

    Up to ``max_points`` changes are returned as they are; more are put into bins of a round width, each with the
    exact maximum within it, so that no peak is lost.

    Args:
        audience: Whose sessions.
        mode: One of :data:`~webcast.reports.schema.MODES`; None for all together.
        window: Show this stretch only.
        max_points: How many rows the answer may have, about.

    Returns:
        Columns ``at`` (UTC, from when), ``viewers`` (until the next row; the bin's maximum), ``arrivals`` and
        ``departures`` (persons who began and stopped at ``at``, or within the bin).
    """
    changes = levels(audience, mode, window)
    last = (changes["t"] != changes["t"].shift(-1)).fill_null(value=True)
    points = _by_instant(changes, last) if last.sum() <= max_points else _binned(changes, last, max_points)
    return points.select(
        pl.from_epoch("t", "ms").dt.replace_time_zone("UTC").cast(INSTANT).alias("at"),
        *(pl.col(name).cast(pl.Int64) for name in ("viewers", "arrivals", "departures")),
    )


@held
def peak(audience: Audience, mode: str | None = None, window: Window | None = None) -> Peak:
    """Return the exact maximum of viewers at once and its first moment.

    A sweep over all starts and ends, ends first at equal times.
    """
    if audience.without_sessions.height == audience.events.height:
        return Peak(None, None)
    # Not HIGHEST.of: of people who are at hand the levels are kept, and the curve is drawn of them.
    kept = audience.answer(HIGHEST.name) if mode is None and window is None else None
    found = _highest(levels(audience, mode, window)) if kept is None else kept
    return Peak(found["viewers"][0], found["at"][0])


@held
def peaks(audience: Audience) -> pl.DataFrame:
    """Return the exact peak of each event by itself.

    Returns:
        ``event_id``, ``peak_viewers`` (null where the report has no session rows), ``peak_at`` (null when nobody
        viewed); one row an event.
    """
    return PEAKS.of(audience)


def _peaks(audience: Audience) -> pl.DataFrame:
    steps = audience.steps_by_event()
    # Whoever comes to an event also leaves it, so the sum starts every event at zero.
    levels = steps.with_columns(level=((pl.col("step") & 1) * 2 - 1).cast(pl.Int32).cum_sum())
    found = levels.group_by(pl.col("event").set_sorted()).agg(
        pl.col("level").max().alias("peak_viewers"), pl.col("step").get(pl.col("level").arg_max()).alias("step")
    )
    events = audience.events.with_row_index("event").join(found, on="event", how="left", maintain_order="left")
    counted = pl.when(pl.col("has_sessions").fill_null(value=True)).then(pl.col("peak_viewers").fill_null(0))
    at = pl.from_epoch(pl.col("step") // 2, "ms").dt.replace_time_zone("UTC").cast(INSTANT)
    return events.select("event_id", counted.cast(pl.Int64).alias("peak_viewers"), at.alias("peak_at"))


PEAKS: Final = pairs.rows("peaks", _peaks)


@held
def levels(audience: Audience, mode: str | None = None, window: Window | None = None) -> pl.DataFrame:
    """Return ``t``, ``delta``, ``level``: every arrival and departure in order, and how many view after it.

    With a window those alone that lie in it, led by one row with the level at its start. Changes at the very start
    bear that level too, so that no level is there that lasts no moment of the window.
    """
    changes = audience.once(("levels", mode), lambda: _sweep(audience, mode))
    return changes if window is None else _within(changes, window)


def _sweep(audience: Audience, mode: str | None) -> pl.DataFrame:
    return _levels(viewing(mode).of(audience))


def _levels(steps: pl.Series) -> pl.DataFrame:
    delta = (pl.col("step") & 1) * 2 - 1
    return pl.DataFrame({"step": steps}).select(
        t=pl.col("step") // 2, delta=delta.cast(pl.Int8), level=delta.cast(pl.Int32).cum_sum()
    )


def _highest(changes: pl.DataFrame) -> pl.DataFrame:
    """Return ``viewers``, ``at``: one row, the most viewers and the first moment of it; 0 and null without any."""
    place = changes["level"].arg_max()
    viewers = 0 if place is None else max(0, int(changes["level"][place]))
    at = _datetime(int(changes["t"][place])) if viewers and place is not None else None
    return pl.DataFrame({"viewers": [viewers], "at": [at]}, {"viewers": pl.Int64, "at": INSTANT})


def viewing(mode: str | None = None) -> Pair[pl.Series]:
    """Return the pair of the arrivals and departures of persons in order, of one mode or of all.

    Who watches two events at once is one viewer: of several parts the spans of a person are merged once more.
    """
    return Pair(f"viewing {mode or ''}", lambda audience: _spans(audience, mode), _steps, _narrow)


def _spans(audience: Audience, mode: str | None) -> pl.DataFrame:
    if not audience.lasting:
        return pl.DataFrame({"step": audience.steps(mode)})
    visits = audience.visits if mode is None else audience.visits.filter(pl.col("mode") == MODES.index(mode))
    union = spans.merged(visits)
    return union.with_columns(audience.numbers(union[PERSON]))


def _steps(stacked: Stacked) -> pl.Series:
    rows = stacked.rows
    if "step" in rows.columns:
        return rows["step"] if stacked.parts == 1 else rows["step"].sort()
    if stacked.parts == 1:
        return spans.steps(rows)
    again = rows[PERSON].is_duplicated()
    others = rows.filter(again)
    if others.schema[PERSON] == pl.UInt64:  # as each part numbers them: too far apart to be put on one axis
        others = others.with_columns(pl.col(PERSON).rank("dense"))
    merged = spans.merged(spans.by_unit(others, PERSON))
    return spans.steps(pl.concat([part.select("start", "end") for part in (rows.filter(~again), merged)]))


def _narrow(stacked: Stacked) -> pl.DataFrame:
    return pl.DataFrame({"step": _steps(stacked)})


HIGHEST: Final = Answer(
    "highest",
    Pair(viewing().name, viewing().partial, lambda stacked: _highest(_levels(_steps(stacked)))),
)
"""The exact peak over all modes: see :func:`peak`."""


def _within(changes: pl.DataFrame, window: Window) -> pl.DataFrame:
    first, last = map(ms, window)
    begin, after, end = _places(changes["t"], first, first + 1, max(first + 1, last))
    at_start = changes["level"][after - 1] if after else 0
    lead = pl.DataFrame({"t": [first], "delta": [0], "level": [at_start]}, schema=changes.schema)
    inside = changes.slice(begin, (end if last > first else begin) - begin)
    return pl.concat([lead, inside.with_columns(pl.when(pl.col("t") > first).then("level").otherwise(at_start))])


def _places(sorted_times: pl.Series, *instants: int) -> list[int]:
    """Return how many of the times lie before each instant; no search of the whole column."""
    return [int(sorted_times.search_sorted(instant, side="left")) for instant in instants]


def _by_instant(changes: pl.DataFrame, last: pl.Series) -> pl.DataFrame:
    """Return one row an instant: the level after its last change, and how many came and went in it."""
    counts = [(pl.col("delta") == sign).cum_sum().cast(pl.Int64) for sign in (1, -1)]
    totals = changes.select("t", "level", came=counts[0], went=counts[1]).filter(last)
    since = [pl.col(name) - pl.col(name).shift(1, fill_value=0) for name in ("came", "went")]
    return totals.select("t", viewers="level", arrivals=since[0], departures=since[1])


def _binned(changes: pl.DataFrame, last: pl.Series, max_points: int) -> pl.DataFrame:
    first, end = int(changes["t"][0]), int(changes["t"][-1])
    width = bin_width(end - first, max_points)
    # Only the level after an instant's last change is one that lasts.
    lasting = pl.when(last).then("level")
    in_bins = changes.select("t", "delta", "level", lasting.alias("lasting"), bin=(pl.col("t") // width).set_sorted())
    binned = in_bins.group_by("bin", maintain_order=True).agg(
        pl.col("t").first().alias("first"),
        pl.col("lasting").max().alias("most"),
        pl.col("level").last().alias("last"),
        (pl.col("delta") == 1).sum().alias("arrivals"),
        (pl.col("delta") == -1).sum().alias("departures"),
    )
    bins = pl.DataFrame({"bin": pl.int_range(first // width, end // width + 1, eager=True)})
    filled = bins.join(binned, on="bin", how="left", maintain_order="left")
    entering = pl.col("last").forward_fill().shift(1, fill_value=0)
    # Who was there when the bin began counts in it, unless the level changed in that very instant.
    carried = pl.when(pl.col("first").eq_missing(pl.col("bin") * width)).then(0).otherwise(entering)
    return filled.select(
        t=pl.max_horizontal(pl.col("bin") * width, first),
        viewers=pl.max_horizontal("most", carried),
        arrivals=pl.col("arrivals").fill_null(0),
        departures=pl.col("departures").fill_null(0),
    )


def bin_width(length: int, max_points: int) -> int:
    """Return a round width in milliseconds that cuts a length into about so many bins at most."""
    enough = -(-length // max(max_points - 1, 1)) or 1
    return next((width for width in _WIDTHS if width >= enough), -(-enough // DAY_MS) * DAY_MS)


def ms(moment: datetime) -> int:
    """Return an instant in milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def _datetime(milliseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


@held
def retention(audience: Audience, *, by_event: bool = False) -> pl.DataFrame:
    """Return the share of live attendees whose last live exit is later than t.

    An attendee is a person in an event; those whose exit is not known (no times) are not in the base, nor are events
    without a live start. Where a report was made while its event was on air, the curve ends before that moment.

    Returns:
        Columns ``minute`` (since the live start of each event, whole minutes up to the longest event's end),
        ``remaining``, ``base``, ``share``; with ``by_event`` led by ``event_id``.
    """
    exit_after = pl.col("live_exit") - pl.col("live_start").cast(pl.Int64)
    live = audience.pick(
        "event",
        "unit",
        "shared",
        "live_attended",
        minute=-(-exit_after // MINUTE_MS),
        length=-(-pl.col("live_length") // MINUTE_MS),
    ).filter("live_attended")
    exits = _once_a_unit(audience, live.drop_nulls("minute"))
    if by_event:
        exits = exits.with_columns(audience.events["event_id"].gather(exits["event"]))
    curve = _share_beyond(exits, by_event=by_event, max_points=MAX_POINTS)
    return _as_far_as_known(curve, audience.events, exits, by_event=by_event)


def _as_far_as_known(
    curve: pl.DataFrame, events: pl.DataFrame, exits: pl.DataFrame, *, by_event: bool
) -> pl.DataFrame:
    """Return the minutes of a retention curve that lie before a report was made while its event was on air."""
    so_far = (known_until() - pl.col("live_start")).dt.total_milliseconds()
    known = events.select("event_id", last=-(-so_far // MINUTE_MS) - 1)
    if known["last"].null_count() == known.height:
        return curve
    if by_event:
        cut = curve.join(known, on="event_id", how="left", maintain_order="left")
        return cut.filter((pl.col("minute") <= pl.col("last")).fill_null(value=True)).drop("last")
    first = known["last"].gather(exits["event"].unique()).min()
    return curve if first is None else curve.filter(pl.col("minute") <= first)


def _once_a_unit(audience: Audience, members: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each person in an event: the one with the latest ``minute``."""
    if not audience.has_duplicates:
        return members
    latest = members.filter("shared").sort("minute").unique("unit", keep="last")
    return pl.concat([members.filter(~pl.col("shared")), latest])


def _share_beyond(exits: pl.DataFrame, *, by_event: bool, max_points: int) -> pl.DataFrame:
    """Return for minutes from 0 on the share of rows whose ``minute`` is greater; no row where there is no base."""
    longest = max(int(exits.select(pl.coalesce(pl.col("length").max(), pl.col("minute").max(), 0)).item()), 0)
    step = -(-longest // max(max_points - 1, 1)) or 1
    minutes = pl.DataFrame({"minute": pl.int_range(0, longest + step, step, eager=True)})
    # Whoever is gone by t is gone by the first step that is no earlier.
    steps = exits.with_columns(minute=(-(-pl.col("minute") // step) * step).clip(lower_bound=0))
    group = ["event_id"] if by_event else []
    gone = steps.group_by(*group, "minute").agg(pl.len().cast(pl.Int64).alias("gone"))
    sizes = pl.col("gone").sum().alias("base")
    base = gone.group_by(group).agg(sizes) if group else gone.select(sizes).filter(pl.col("base") > 0)
    curve = base.join(minutes, how="cross").join(gone, on=[*group, "minute"], how="left", maintain_order="left")
    if group:
        curve = curve.sort("event_id", maintain_order=True)
    so_far = pl.col("gone").fill_null(0).cum_sum()
    remaining = pl.col("base") - (so_far.over(group) if group else so_far)
    shown = curve.select(*group, "minute", remaining=remaining, base="base")
    return shown.with_columns(share=stats.share(pl.col("remaining"), pl.col("base")))


@held
def on_demand_survival(audience: Audience, *, max_points: int = MAX_POINTS) -> pl.DataFrame:
    """Return the share of on-demand viewers with at least m minutes of watch time.

    A viewer is a person in an event. Says nothing of which part of the recording was seen.

    Returns:
        Columns ``minute``, ``viewers``, ``base``, ``share``.
    """
    came = audience.pick("unit", "od_attended").filter("od_attended")["unit"].unique()
    seen = person_watch.by_unit(audience, "od_watch_ms").filter(pl.col("unit").is_in(came.implode()))
    watched = seen.drop_nulls("od_watch_ms").select(minute=pl.col("od_watch_ms") // MINUTE_MS + 1)
    watched = watched.with_columns(length=pl.lit(None, dtype=pl.Int64))
    return _share_beyond(watched, by_event=False, max_points=max_points).rename({"remaining": "viewers"})


@held
def on_demand_days(audience: Audience, zone: str = "UTC") -> pl.DataFrame:
    """Return on-demand views by day of their start, every day from the first to the last.

    Args:
        audience: Whose sessions.
        zone: IANA name of the zone whose days are meant.

    Returns:
        Columns ``day``, ``sessions``, ``viewers`` (persons, each once a day).
    """
    seen = audience.visits.filter(pl.col("mode") == MODES.index("On-Demand"))
    local = pl.from_epoch("start", "ms").dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.date()
    days = seen.select("person", day=local.to_physical())
    sessions = days.group_by("day").agg(pl.len().cast(pl.Int64).alias("sessions"))
    viewers = runs.distinct(days, "day", "person").rename({"distinct": "viewers"})
    counted = sessions.join(viewers, on="day").with_columns(pl.col("day").cast(pl.Date))
    if counted.is_empty():
        return counted
    every = counted.select(pl.date_range(pl.col("day").min(), pl.col("day").max()).alias("day"))
    return every.join(counted, on="day", how="left", maintain_order="left").fill_null(0)


@held
def registration_curve(audience: Audience, *, by_event: bool = False) -> pl.DataFrame:
    """Return the registrants by days before the live start.

    Day 0 is the last 24 hours before the live start, day 1 the 24 hours before, day -1 the first 24 hours after.
    Registrants whose time, or whose event's live start, is unknown are left out.

    Returns:
        Columns ``days_before`` (descending, every day), ``registrants``, ``cumulative``, ``share`` (cumulative ÷
        all); with ``by_event`` led by ``event_id``.
    """
    ahead = (pl.col("live_start") - pl.col("registered_at")).dt.total_milliseconds() // DAY_MS
    event = pl.col("event") if by_event else pl.lit(0, dtype=pl.UInt32).alias("event")
    known = audience.pick("row", event, days_before=ahead.cast(pl.Int32)).drop_nulls("days_before")
    keys = ["event", "days_before"] if by_event else ["days_before"]
    counted = known.group_by(keys).agg(pl.len().cast(pl.Int64).alias("registrants"))
    counted = counted.with_columns(pl.col("days_before").cast(pl.Int64), *([] if by_event else [event]))
    ids = audience.events["event_id"] if by_event else pl.Series([""])
    counted = counted.with_columns(ids.gather(counted["event"]).alias("event_id")).drop("event")
    ends = counted.group_by("event_id").agg(
        pl.int_ranges(pl.col("days_before").min(), pl.col("days_before").max() + 1).alias("days_before")
    )
    every = ends.explode("days_before").join(counted, on=["event_id", "days_before"], how="left")
    filled = every.with_columns(pl.col("registrants").fill_null(0)).sort(
        "event_id", "days_before", descending=[False, True]
    )
    running = filled.with_columns(cumulative=pl.col("registrants").cum_sum().over("event_id"))
    whole = pl.col("registrants").sum().over("event_id")
    shown = running.with_columns(share=stats.share(pl.col("cumulative"), whole))
    return shown if by_event else shown.drop("event_id")
