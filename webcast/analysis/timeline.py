"""Who was watching when: viewers at a moment, the exact peak, retention, on-demand survival and days, registrations.

A person's overlapping and repeated sessions are merged first, so nobody counts twice, also not over two events that
run at once. Events whose report has no session rows cannot be drawn: ``audience.without_sessions`` names them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, TypeVar

import polars as pl

from webcast.analysis import pairs, person_watch, runs, spans, stats, step_curve
from webcast.analysis.audience import MINUTE_MS, Audience
from webcast.analysis.held import held
from webcast.analysis.later import Later
from webcast.analysis.pairs import PERSON, Answer, Pair
from webcast.analysis.parts import Stacked
from webcast.reports.columns import constant
from webcast.reports.schema import INSTANT, MODES

M = TypeVar("M", bound=str | None)
DAY_MS: Final = 86_400_000
MAX_POINTS: Final = 600

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
    return viewers_by_mode(audience, [mode], window, max_points)[mode]


def viewers_by_mode(
    audience: Audience, modes: Sequence[M], window: Window | None, max_points: int
) -> dict[M, pl.DataFrame]:
    """Return :func:`viewers` of each of some modes, asked for together."""
    _sweep(audience, modes)
    plans = [_points(levels(audience, mode, window), max_points) for mode in modes]
    return dict(zip(modes, pl.collect_all(plans), strict=True))


def _points(changes: pl.DataFrame, max_points: int) -> pl.LazyFrame:
    times = changes["t"]
    few = int((times[1:] != times[:-1]).sum()) < max_points
    points = step_curve.by_instant(changes.lazy()) if few else step_curve.binned(changes, max_points)
    return points.select(
        pl.from_epoch("t", "ms").dt.replace_time_zone("UTC").cast(INSTANT).alias("at"),
        *(pl.col(name).cast(pl.Int64) for name in ("viewers", "arrivals", "departures")),
    )


def viewers_at(audience: Audience, mode: str | None, moment: datetime) -> int:
    """Return how many view in a mode, or in any, from a moment on."""
    return _level(levels(audience, mode), ms(moment))


@held
def peak(audience: Audience, mode: str | None = None, window: Window | None = None) -> Peak:
    """Return the exact maximum of viewers at once and its first moment.

    A sweep over all starts and ends, ends first at equal times.
    """
    if audience.without_sessions.height == audience.events.height:
        return Peak(None, None)
    # Not HIGHEST.of: of people who are at hand the levels are kept, and the curve is drawn of them.
    kept = audience.answer(HIGHEST.name) if mode is None and window is None else None
    if kept is not None:
        at = kept["at"][0]
        return Peak(kept["viewers"][0], None if at is None else at.astimezone(UTC))
    viewers, at = _top(levels(audience, mode, window))
    return Peak(viewers, None if at is None else _datetime(at))


@held
def peaks(audience: Audience) -> pl.DataFrame:
    """Return the exact peak of each event by itself.

    Returns:
        ``event_id``, ``peak_viewers`` (null where the report has no session rows), ``peak_at`` (null when nobody
        viewed); one row an event.
    """
    return PEAKS.of(audience)


def _peaks(audience: Audience) -> pl.DataFrame:
    steps = audience.arrivals_by_event()
    # Whoever comes to an event also leaves it, so the sum starts every event at zero.
    levels = steps.with_columns(level=((pl.col("step") & 1) * 2 - 1).cast(pl.Int32).cum_sum())
    found = levels.group_by(pl.col("event").set_sorted()).agg(
        pl.col("level").max().alias("peak_viewers"), pl.col("step").get(pl.col("level").arg_max()).alias("step")
    )
    events = audience.events.lazy().with_row_index("event").join(found, on="event", how="left", maintain_order="left")
    counted = pl.when(pl.col("has_sessions").fill_null(value=True)).then(pl.col("peak_viewers").fill_null(0))
    at = pl.from_epoch(pl.col("step") // 2, "ms").dt.replace_time_zone("UTC").cast(INSTANT)
    return events.select("event_id", counted.cast(pl.Int64).alias("peak_viewers"), at.alias("peak_at")).collect()


PEAKS: Final = pairs.rows("peaks", _peaks)


@held
def levels(audience: Audience, mode: str | None = None, window: Window | None = None) -> pl.DataFrame:
    """Return ``t``, ``delta``, ``level``: every arrival and departure in order, and how many view after it.

    With a window those alone that lie in it, led by one row with the level at its start. Changes at the very start
    bear that level too, so that no level is there that lasts no moment of the window.
    """
    changes = _sweep(audience, [mode])[0]
    return changes if window is None else _within(changes, window)


def _sweep(audience: Audience, modes: Sequence[str | None]) -> list[pl.DataFrame]:
    """Return all levels of each of some modes; those that are not kept are made together."""
    together = Later(lambda: pl.collect_all([_levels(_arrivals(audience, mode)) for mode in modes]))

    def one(place: int) -> pl.DataFrame:
        return together.get()[place]

    return [audience.once(("levels", mode), partial(one, place)) for place, mode in enumerate(modes)]


def _arrivals(audience: Audience, mode: str | None) -> pl.LazyFrame:
    """Return what :func:`viewing` comes to as a plan: of people at hand, to be executed with what is made of it."""
    pair = viewing(mode)
    if not audience.opened or audience.lasting:
        return pl.LazyFrame({"step": pair.of(audience)})
    return audience.arrivals(mode)


def _levels(steps: pl.LazyFrame) -> pl.LazyFrame:
    delta = (pl.col("step") & 1) * 2 - 1
    return steps.select(t=pl.col("step") // 2, delta=delta.cast(pl.Int8), level=delta.cast(pl.Int32).cum_sum())


def _highest(changes: pl.DataFrame) -> pl.DataFrame:
    """Return ``viewers``, ``at``: one row, the most viewers and the first moment of it; 0 and null without any."""
    viewers, at = _top(changes)
    return pl.DataFrame([pl.Series("viewers", [viewers], pl.Int64), pl.Series("at", [at], pl.Int64).cast(INSTANT)])


def _top(changes: pl.DataFrame) -> tuple[int, int | None]:
    """Return the most viewers and the first moment of it, in milliseconds since 1970; None without any."""
    place = changes["level"].arg_max()
    viewers = 0 if place is None else max(0, int(changes["level"][place]))
    return viewers, int(changes["t"][place]) if viewers and place is not None else None


def viewing(mode: str | None = None) -> Pair[pl.Series]:
    """Return the pair of the arrivals and departures of persons in order, of one mode or of all.

    Who watches two events at once is one viewer: of several parts the spans of a person are merged once more.
    """
    return Pair(f"viewing {mode or ''}", lambda audience: _spans(audience, mode), _steps, _narrow)


def _spans(audience: Audience, mode: str | None) -> pl.DataFrame:
    if not audience.lasting:
        return audience.arrivals(mode).collect()
    visits = audience.visits if mode is None else audience.visits.filter(pl.col("mode") == MODES.index(mode))
    union = spans.merged(visits)
    return union.with_columns(audience.numbers(union[PERSON]))


def _steps(stacked: Stacked) -> pl.Series:
    rows = stacked.rows
    if "step" in rows.columns:
        return rows["step"] if stacked.parts == 1 else rows["step"].sort()
    if stacked.parts == 1:
        return spans.steps(rows.lazy()).collect()["step"]
    again = rows[PERSON].is_duplicated()
    others = rows.filter(again)
    if others.schema[PERSON] == pl.UInt64:  # as each part numbers them: too far apart to be put on one axis
        others = others.with_columns(pl.col(PERSON).rank("dense"))
    merged = spans.union(spans.by_unit(others, PERSON))
    alone = rows.lazy().filter(~again)
    return spans.steps(pl.concat([part.select("start", "end") for part in (alone, merged)])).collect()["step"]


def _narrow(stacked: Stacked) -> pl.DataFrame:
    return pl.DataFrame({"step": _steps(stacked)})


HIGHEST: Final = Answer(
    "highest",
    Pair(
        viewing().name,
        viewing().partial,
        lambda stacked: _highest(_levels(pl.LazyFrame({"step": _steps(stacked)})).collect()),
    ),
)
"""The exact peak over all modes: see :func:`peak`."""


def _within(changes: pl.DataFrame, window: Window) -> pl.DataFrame:
    first, last = map(ms, window)
    begin, after, end = (bisect_left(changes["t"], instant) for instant in (first, first + 1, max(first + 1, last)))
    at_start = _level(changes, first)
    lead = pl.DataFrame({"t": [first], "delta": [0], "level": [at_start]}, schema=changes.schema)
    if last <= first:
        return lead
    start, rest = changes[begin:after], changes[after:end]
    level = constant(start.height, changes.schema["level"], value=at_start, name="level")
    return pl.concat([lead, pl.DataFrame([start["t"], start["delta"], level]), rest])


def _level(changes: pl.DataFrame, instant: int) -> int:
    """Return how many view after the last change that is no later; the search does not look at the whole column."""
    after = bisect_left(changes["t"], instant + 1)
    return int(changes["level"][after - 1]) if after else 0


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
    live = audience.plan(
        "event",
        "unit",
        "shared",
        "live_attended",
        minute=-(-exit_after // MINUTE_MS),
        length=-(-pl.col("live_length") // MINUTE_MS),
    ).filter("live_attended")
    exits = _once_a_unit(audience, live.drop_nulls("minute"))
    curve = _share_beyond(exits, by_event=by_event, max_points=MAX_POINTS)
    if audience.known_until.count():
        curve = _as_far_as_known(curve, audience, exits, by_event=by_event)
    if by_event:
        curve = curve.with_columns(pl.lit(audience.events["event_id"]).gather("event").alias("event"))
    return curve.rename({"event": "event_id"} if by_event else {}).collect()


def _as_far_as_known(curve: pl.LazyFrame, audience: Audience, exits: pl.LazyFrame, *, by_event: bool) -> pl.LazyFrame:
    """Return the minutes of a retention curve that lie before a report was made while its event was on air."""
    so_far = (audience.known_until - audience.events["live_start"]).dt.total_milliseconds()
    last = pl.lit(-(-so_far // MINUTE_MS) - 1)
    if by_event:
        return curve.filter((pl.col("minute") <= last.gather("event")).fill_null(value=True))
    first = exits.select(first=last.gather(pl.col("event").unique()).min())
    before = (pl.col("minute") <= pl.col("first")).fill_null(value=True)
    return curve.join(first, how="cross").filter(before).drop("first")


def _once_a_unit(audience: Audience, members: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row for each person in an event: the one with the latest ``minute``."""
    if not audience.has_duplicates:
        return members
    latest = members.filter("shared").sort("minute").unique("unit", keep="last")
    return pl.concat([members.filter(~pl.col("shared")), latest])


def _share_beyond(exits: pl.LazyFrame, *, by_event: bool, max_points: int) -> pl.LazyFrame:
    """Return for minutes from 0 on the share of rows whose ``minute`` is greater; no row where there is no base.

    Args:
        exits: ``minute``, and the ``length`` up to which there are minutes: of the longest, else the last minute.
        by_event: Lead by ``event``, in the order of the events, each with all minutes.
        max_points: How many minutes there may be, about.
    """
    longest = pl.coalesce(pl.col("length").max(), pl.col("minute").max()).clip(lower_bound=0)
    step = (-(-pl.col("longest") // max(max_points - 1, 1))).clip(lower_bound=1)
    group = ["event"] if by_event else []
    keys = [*group, "minute"]
    counted = exits.group_by(keys).agg(pl.len().cast(pl.Int64).alias("gone"), pl.col("length").max())
    timed = counted.with_columns(longest=longest).with_columns(step=step)
    # Whoever is gone by t is gone by the first step that is no earlier.
    steps = timed.with_columns(minute=(-(-pl.col("minute") // pl.col("step")) * pl.col("step")).clip(lower_bound=0))
    gone = steps.group_by(keys).agg(pl.col("gone").sum(), pl.col("longest", "step").first())
    sizes = pl.col("gone").sum().alias("base"), pl.col("longest", "step").first()
    base = gone.group_by(group).agg(sizes).sort(group) if group else gone.select(sizes).filter(pl.col("base") > 0)
    minutes = pl.int_ranges(0, pl.col("longest") + pl.col("step"), pl.col("step"))
    every = base.select(*group, "base", minute=minutes).explode("minute")
    curve = every.join(gone.select(*keys, "gone"), on=keys, how="left", maintain_order="left")
    so_far = pl.col("gone").fill_null(0).cum_sum()
    remaining = pl.col("base") - (so_far.over(group) if group else so_far)
    shown = curve.select(*keys, remaining=remaining, base="base")
    return shown.with_columns(share=stats.share(pl.col("remaining"), pl.col("base")))


@held
def on_demand_survival(audience: Audience, *, max_points: int = MAX_POINTS) -> pl.DataFrame:
    """Return the share of on-demand viewers with at least m minutes of watch time.

    A viewer is a person in an event. Says nothing of which part of the recording was seen.

    Returns:
        Columns ``minute``, ``viewers``, ``base``, ``share``.
    """
    seen = person_watch.by_unit(audience, "od_watch_ms", "od_attended").drop_nulls("od_watch_ms")
    watched = seen.select(minute=pl.col("od_watch_ms") // MINUTE_MS + 1, length=pl.lit(None, dtype=pl.Int64))
    return _share_beyond(watched, by_event=False, max_points=max_points).rename({"remaining": "viewers"}).collect()


@held
def on_demand_days(audience: Audience, zone: str = "UTC") -> pl.DataFrame:
    """Return on-demand views by day of their start, every day from the first to the last.

    Args:
        audience: Whose sessions.
        zone: IANA name of the zone whose days are meant.

    Returns:
        Columns ``day``, ``sessions``, ``viewers`` (persons, each once a day).
    """
    seen = audience.visited().filter(pl.col("mode") == MODES.index("On-Demand"))
    local = pl.from_epoch("start", "ms").dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.date()
    days = seen.select("person", day=local.to_physical())
    sessions = days.group_by("day").agg(pl.len().cast(pl.Int64).alias("sessions"))
    viewers = runs.distinct(days, "day", "person").select("day", viewers="distinct")
    counted = sessions.join(viewers, on="day")
    ends = pl.int_ranges(pl.col("day").min(), pl.col("day").max() + 1, dtype=pl.Int32)
    every = counted.select(ends.alias("day")).explode("day").drop_nulls()
    filled = every.join(counted, on="day", how="left", maintain_order="left").fill_null(0)
    return filled.with_columns(pl.col("day").cast(pl.Date)).collect()


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
    known = audience.plan("row", event, days_before=ahead.cast(pl.Int32)).drop_nulls("days_before")
    keys = ["event", "days_before"] if by_event else ["days_before"]
    counted = known.group_by(keys).agg(pl.len().cast(pl.Int64).alias("registrants"))
    counted = counted.with_columns(pl.col("days_before").cast(pl.Int64), *([] if by_event else [event]))
    ids = audience.events["event_id"] if by_event else pl.Series([""])
    counted = counted.with_columns(pl.lit(ids).gather("event").alias("event_id")).drop("event")
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
    return (shown if by_event else shown.drop("event_id")).collect()
