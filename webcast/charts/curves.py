"""Curves of shares: retention of the live event, on-demand survival, registrations before the live start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import plotly.graph_objects as go
import polars as pl

from webcast.charts import words
from webcast.charts.theme import Palette, Theme, axis, faint, figure, note, nothing, palette
from webcast.charts.viewers import clickable

STAYED: Final = "stayed"
WATCHED: Final = "watched"
REGISTERED: Final = "registered"
"""First word of a mark's ``customdata``: ``[word, minute]``, or ``[word, days before the live start]``."""

HEIGHT: Final = 300
FIRST_DAY: Final = 60
LAST_DAY: Final = -14
"""Registrations outside of these days before the live start are counted in words, not drawn."""
MANY: Final = 6
"""Up to so many other events are drawn beside; more would be a tangle."""


def retention(frame: pl.DataFrame, *, theme: Theme, others: Mapping[str, pl.DataFrame] | None = None) -> go.Figure:
    """Return the share of live attendees who are still there, by minute since the live start.

    Args:
        frame: ``minute``, ``remaining``, ``base``, ``share``.
        theme: Light or dark.
        others: Title → the same columns, drawn thin for comparison.
    """
    if frame.is_empty() or not frame["base"][0]:
        return nothing("Nobody came live, so there is nobody to stay.", theme=theme)
    colours = palette(theme)
    half = frame.filter(pl.col("share") < 0.5).head(1)
    base = words.nouns(frame["base"][0], "live attendee")
    said = f"Half had left by minute {half['minute'][0]:,}" if half.height else "More than half stayed to the end"
    notes = [_mark(half["minute"][0], 0.5, said, frame["minute"], colours)] if half.height else []
    return _curve(
        frame.select(x="minute", y="share", n="remaining"),
        colour=colours.live,
        dash="solid",
        word=STAYED,
        hover="%{y:.0%} still there, %{customdata[2]:,} people<extra></extra>",
        others={title: other.select(x="minute", y="share") for title, other in (others or {}).items()},
        notes=notes,
        titles=("Minutes since the live start", f"Still there, share of {base}"),
        alt=f"Retention of {base}. {said}; {words.share(frame['share'][-2:][0])} were there near the end.",
        theme=theme,
    )


def survival(frame: pl.DataFrame, *, theme: Theme) -> go.Figure:
    """Return the share of on-demand viewers who watched at least so many minutes, of whatever part.

    Args:
        frame: ``minute``, ``viewers``, ``base``, ``share``.
        theme: Light or dark.
    """
    if frame.is_empty():
        return nothing("Nobody has watched on demand yet.", theme=theme)
    colours = palette(theme)
    half = frame.filter(pl.col("share") >= 0.5).tail(1)
    base = words.nouns(frame["base"][0], "on-demand viewer")
    middle = half["minute"][0] if half.height else 0
    said = f"Half watched at least {words.minutes(middle)}" if middle else "Half watched less than a minute"
    return _curve(
        frame.select(x="minute", y="share", n="viewers"),
        colour=colours.on_demand,
        dash="dot",
        word=WATCHED,
        hover="%{y:.0%} watched this long, %{customdata[2]:,} people<extra></extra>",
        others={},
        notes=[_mark(middle, 0.5, said, frame["minute"], colours)] if middle else [],
        titles=("Minutes watched, at least", f"Share of {base}"),
        alt=f"Watch time of {base}. {said}.",
        theme=theme,
    )


def registrations(
    frame: pl.DataFrame, *, theme: Theme, others: Mapping[str, pl.DataFrame] | None = None
) -> go.Figure:
    """Return the share of registrants who had registered, by days before the live start.

    Args:
        frame: ``days_before`` (descending), ``registrants``, ``cumulative``, ``share``.
        theme: Light or dark.
        others: Title → the same columns, drawn thin for comparison.
    """
    if frame.is_empty():
        return nothing("No live start or no registration times are known.", theme=theme)
    colours = palette(theme)
    total = int(frame["cumulative"][-1])
    week = _registered(frame, pl.col("days_before").is_between(0, 6)) / total
    said = f"{words.share(week)} registered in the last 7 days before the live start"
    earlier = _registered(frame, pl.col("days_before") > FIRST_DAY)
    later = _registered(frame, pl.col("days_before") < LAST_DAY)
    outside = [f"{words.count(n)} {text}" for n, text in ((earlier, "earlier"), (later, "later")) if n]
    title = "Days before the live start" + (f" ({words.listing(outside)})" if outside else "")
    within = pl.col("days_before").is_between(LAST_DAY, FIRST_DAY)
    shown = frame.filter(within)
    if shown.is_empty():
        return nothing(f"All {words.count(total)} registered more than {FIRST_DAY} days from the event.", theme=theme)
    built = _curve(
        shown.select(x="days_before", y="share", n="registrants"),
        colour=colours.accent,
        dash="solid",
        word=REGISTERED,
        hover="%{y:.0%} had registered, %{customdata[2]:,} on this day<extra></extra>",
        others={t: other.filter(within).select(x="days_before", y="share") for t, other in (others or {}).items()},
        notes=[],
        titles=(title, f"Share of {words.nouns(total, 'registrant')}"),
        alt=f"Registrations of {words.nouns(total, 'person', 'people')} before the event. {said}.",
        theme=theme,
    )
    built.update_xaxes(range=[int(shown["days_before"].max()), int(shown["days_before"].min())])  # type: ignore[arg-type]  # whole numbers
    built.add_annotation(
        note(said, colours, x=0.02, xref="paper", xanchor="left", y=1, yref="paper", yanchor="top")
        | {"font": {"size": 13, "color": colours.text}}
    )
    return built


def _registered(frame: pl.DataFrame, when: pl.Expr) -> int:
    return int(frame.filter(when)["registrants"].sum())


def _curve(
    frame: pl.DataFrame,
    *,
    colour: str,
    dash: str,
    word: str,
    hover: str,
    others: Mapping[str, pl.DataFrame],
    notes: list[dict[str, Any]],
    titles: tuple[str, str],
    alt: str,
    theme: Theme,
) -> go.Figure:
    """Return one curve of shares ``y`` over ``x``, with ``n`` people, and thin ones of the same beside it."""
    colours = palette(theme)
    main = go.Scatter(
        x=frame["x"].to_list(),
        y=frame["y"].to_list(),
        customdata=[[word, x, n] for x, n in frame.select("x", "n").rows()],
        mode="lines+markers",
        line={"shape": "hv", "color": colour, "width": 2.5, "dash": dash},
        fill="tozeroy",
        fillcolor=faint(colour, 0.12),
        hovertemplate=hover,
        **clickable(colour),
    )
    shown = others if len(others) <= MANY else {}
    thin = [_thin(title, other, colours) for title, other in shown.items()]
    return figure(
        [*thin, main],
        theme=theme,
        alt=alt,
        height=HEIGHT,
        margin={"l": 8, "r": 12, "t": 12, "b": 8},
        xaxis={**axis(colours, titles[0]), "showgrid": False, "nticks": 8, "tickformat": ",d"},
        yaxis={**axis(colours, titles[1]), "range": [0, 1.08], "tickformat": ".0%", "nticks": 6},
        hovermode="x",
        annotations=notes,
    )


def _thin(title: str, frame: pl.DataFrame, colours: Palette) -> go.Scatter:
    name = words.safe(words.shorten_to(title, 40))
    return go.Scatter(
        name=title,
        x=frame["x"].to_list(),
        y=frame["y"].to_list(),
        mode="lines",
        line={"shape": "hv", "color": colours.comparison, "width": 1.25},
        text=[name] * frame.height,
        hovertemplate="%{y:.0%} %{text}<extra></extra>",
    )


def _mark(x: float, y: float, said: str, all_x: pl.Series, colours: Palette) -> dict[str, Any]:
    """Return a label with a short line to the point that it speaks of."""
    late = x > float(all_x.max()) * 0.6  # type: ignore[arg-type]  # minutes
    return note(said, colours, x=x, y=y, ax=-48 if late else 48, ay=-36) | {
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1,
        "arrowcolor": colours.quiet,
        "xanchor": "right" if late else "left",
    }
