"""Events beside each other: a rate over time with the median and the middle half, and each event against them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from webcast.charts import bars, words
from webcast.charts.figure import Figure, scatter
from webcast.charts.theme import Palette, Theme, axis, faint, figure, note, nothing, palette
from webcast.language import say, within

EVENT: Final = "event"
"""First word of a mark's ``customdata``: ``[word, event id]``."""

HEIGHT: Final = 272
_MINUTE_MS: Final = 60_000
_ALONE: Final = timedelta(days=15)


@dataclass(frozen=True)
class Measure:
    """What events are compared by."""

    label: str
    is_share: bool = True
    """A share from 0 to 1; else a time in milliseconds."""

    def drawn(self, value: float | None) -> float | None:
        """Return where a value lies on the axis: shares as they are, times in minutes."""
        return value if value is None or self.is_share else value / _MINUTE_MS

    def written(self, value: float | None) -> str:
        """Write a value."""
        if value is None or self.is_share:
            return words.share(value)
        return words.minutes(value / _MINUTE_MS)


def trend(frame: pl.DataFrame, benchmark: pl.DataFrame, *, measure: Measure, zone: str, theme: Theme) -> Figure:
    """Return a rate over time: a point an event, the median as a dashed line, the middle half shaded.

    Args:
        frame: ``event_id``, ``title``, ``at``, ``value``, by time.
        benchmark: As :func:`webcast.analysis.portfolio.benchmark` returns it.
        measure: What ``value`` is.
        zone: Whose days the axis shows.
        theme: Light or dark.
    """
    shown = [row for row in frame.rows(named=True) if None not in (row["at"], row["value"])]
    if not shown:
        return nothing(say("No event has a date and this rate: {lower}.", lower=within(measure.label)), theme=theme)
    colours = palette(theme)
    days = [row["at"].astimezone(ZoneInfo(zone)).replace(tzinfo=None) for row in shown]
    values = [measure.drawn(row["value"]) or 0 for row in shown]
    last = shown[-1]
    line = scatter(
        x=days,
        y=values,
        customdata=[[EVENT, row["event_id"]] for row in shown],
        hovertext=[_hover(row, day, measure) for row, day in zip(shown, days, strict=True)],
        hoverinfo="text",
        mode="lines+markers",
        line={"color": colours.accent, "width": 2},
        **_points(colours, len(shown)),
    )
    middle = benchmark.row(0, named=True) if benchmark.height > 1 else None
    highest = max(*values, 0.01)
    return figure(
        [line],
        theme=theme,
        alt=_alt(shown, measure, middle),
        height=HEIGHT,
        margin={"l": 8, "r": 16, "t": 20, "b": 8},
        xaxis={
            **axis(colours),
            "showgrid": False,
            "nticks": 6,
            "type": "date",
            "tickformat": words.day_ticks(),
            **_around(days),
        },
        yaxis={
            **axis(colours, measure.label if measure.is_share else say("{label}, minutes", label=measure.label)),
            **(_SHARES if measure.is_share else {"range": [0, highest * 1.25], "nticks": 5}),
        },
        shapes=_band(middle, measure, colours) if middle else [],
        annotations=[
            *([_median_label(middle, measure, colours)] if middle else []),
            _last_label(last, days[-1], measure, colours, falls=len(shown) > 1 and values[-1] < values[-2]),
        ],
    )


def benchmark(frame: pl.DataFrame, *, measure: Measure, latest: str | None, theme: Theme) -> Figure:
    """Return one bar an event, best first, with the median marked on each.

    Args:
        frame: As :func:`webcast.analysis.portfolio.benchmark` returns it.
        measure: What ``value`` is.
        latest: The event to point out.
        theme: Light or dark.
    """
    if frame.is_empty():
        return nothing(say("No event has this rate: {lower}.", lower=within(measure.label)), theme=theme)
    colours = palette(theme)
    rows = [_bar(row, measure, latest) for row in frame.iter_rows(named=True)]
    median = frame["median"][0]
    # Shares are drawn against 100 %.
    longest = 1.0 if measure.is_share else max([*(row.value for row in rows), measure.drawn(median) or 0]) or 1
    best = rows[0]
    built = bars.rows(
        rows,
        theme=theme,
        alt=say(
            "{label} of {events}, best first: {label_2}, {figure}.",
            label=measure.label,
            events=words.nouns(frame.height, "event", "events"),
            label_2=best.label,
            figure=best.figure,
        ),
        unit=say(
            "{label}; the upright mark is the median, {written}", label=measure.label, written=measure.written(median)
        ),
        most=longest,
    )
    where = measure.drawn(median)
    line = {"color": colours.comparison, "width": 2.5}
    marks = [
        {
            "type": "line",
            "x0": where,
            "x1": where,
            "y0": y - bars.BAR / 2 - 3,
            "y1": y + bars.BAR / 2 + 3,
            "line": line,
        }
        for y in built.spec["data"][0]["y"]
    ]
    return built.changed(shapes=marks)


def _points(colours: Palette, events: int) -> dict[str, Any]:
    """Return markers that can be clicked; the latest event's is filled, the others are rings."""
    earlier = events - 1
    marker = {
        "size": [9] * earlier + [12],
        "color": [colours.ground] * earlier + [colours.accent],
        "line": {"color": colours.accent, "width": 2},
        "opacity": 1,  # plotly makes markers of several sizes see-through
    }
    return {"marker": marker, **bars.chosen()}


def _around(days: list[Any]) -> dict[str, Any]:
    """Return the axis' range where one event stands alone: plotly would show a fraction of its second."""
    return {"range": [days[0] - _ALONE, days[0] + _ALONE]} if len(days) == 1 else {}


_TICKS: Final = (0, 0.25, 0.5, 0.75, 1)
_SHARES: Final = {"range": [0, 1.1], "tickvals": list(_TICKS), "ticktext": [words.share(tick) for tick in _TICKS]}
"""An axis of shares: up to 100 %, with room for the words at a point that lies there."""


def _hover(row: dict[str, Any], day: Any, measure: Measure) -> str:
    title = words.safe(words.shorten_to(row["title"] or row["event_id"], 60))
    return say(
        "{title}<br>{day}<br>{written} {lower}",
        title=title,
        day=words.day(day),
        written=measure.written(row["value"]),
        lower=within(measure.label),
    )


def _band(middle: dict[str, Any], measure: Measure, colours: Palette) -> list[dict[str, Any]]:
    low, median, high = (measure.drawn(middle[name]) for name in ("lower_quartile", "median", "upper_quartile"))
    across = {"xref": "paper", "x0": 0, "x1": 1, "layer": "below"}
    edge = {"color": colours.comparison, "width": 2, "dash": "dash"}
    half = {"line": {"width": 0}, "fillcolor": faint(colours.comparison, 0.18)}
    return [
        {"type": "rect", **across, "y0": low, "y1": high, **half},
        {"type": "line", **across, "y0": median, "y1": median, "line": edge},
    ]


def _median_label(middle: dict[str, Any], measure: Measure, colours: Palette) -> dict[str, Any]:
    text = say("Median {written}; shaded: the middle half", written=measure.written(middle["median"]))
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "bottom", "borderpad": 0}
    return note(text, colours, **place) | {"font": {"size": 12, "color": colours.quiet}}


def _last_label(row: dict[str, Any], day: Any, measure: Measure, colours: Palette, *, falls: bool) -> dict[str, Any]:
    """Return the latest value, on the side of its point where the line does not run."""
    place = {"x": day, "y": measure.drawn(row["value"]), "xanchor": "center"}
    side = {"yanchor": "top", "yshift": -9} if falls else {"yanchor": "bottom", "yshift": 9}
    strong = {"size": 13, "color": colours.text, "weight": 600}
    return note(measure.written(row["value"]), colours, **place, **side) | {"font": strong}


def _bar(row: dict[str, Any], measure: Measure, latest: str | None) -> bars.Row:
    title = row["title"] or row["event_id"]
    label = say("{title} (latest)", title=title) if row["event_id"] == latest else title
    return bars.Row(
        label=label,
        value=measure.drawn(row["value"]) or 0,
        figure=measure.written(row["value"]),
        data=(EVENT, row["event_id"]),
        hover=say(
            "{title}<br>{written}, rank {rank} of {of}",
            title=words.safe(title),
            written=measure.written(row["value"]),
            rank=row["rank"],
            of=row["of"],
        ),
    )


def _alt(shown: list[dict[str, Any]], measure: Measure, middle: dict[str, Any] | None) -> str:
    first, last = shown[0], shown[-1]
    text = say(
        "{label} of {events} over time, from {first} to {last}.",
        label=measure.label,
        events=words.nouns(len(shown), "event", "events"),
        first=measure.written(first["value"]),
        last=measure.written(last["value"]),
    )
    return say("{text} Median {written}.", text=text, written=measure.written(middle["median"])) if middle else text
