"""Curves of shares: retention of the live event, on-demand survival, registrations before the live start."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import Any, Final

import polars as pl

from webcast.charts import words
from webcast.charts.figure import Figure, Trace, scatter
from webcast.charts.theme import Palette, Theme, axis, faint, figure, note, nothing, palette
from webcast.charts.viewers import clickable
from webcast.language import forms, phrase, say, speaking

STAYED: Final = "stayed"
WATCHED: Final = "watched"
REGISTERED: Final = "registered"
"""First word of a mark's ``customdata``: ``[word, minute]``, or ``[word, days before the live start]``."""

COUNTED: Final = {
    STAYED: forms("viewer", "viewers"),
    WATCHED: forms("viewer", "viewers"),
    REGISTERED: forms("registrant", "registrants"),
}

IN_EACH: Final = phrase("{count}, counted in each event")
"""Of a count of persons where a person who came to two events is two."""


HEIGHT: Final = 224
LAST_LABEL: Final = 18
"""Pixels at the right, which half of the last label may take; where it takes them is known once it is drawn."""
UPRIGHT: Final = 28
"""Characters of a line of the upright title that are as long as the axis is high."""

FIRST_DAY: Final = 60
LAST_DAY: Final = -14
"""Registrations outside of these days before the live start are counted in words, not drawn."""
MANY: Final = 6
"""Up to so many other events are drawn beside; more would be a tangle."""


def retention(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    others: Mapping[str, pl.DataFrame] | None = None,
    so_far: bool = False,
    in_each: bool = False,
) -> Figure:
    """Return the share of live attendees who are still there, by minute since the live start.

    Args:
        frame: ``minute``, ``remaining``, ``base``, ``share``.
        theme: Light or dark.
        others: Title → the same columns, drawn thin for comparison.
        so_far: Whether the event is on air: the curve ends where it is known, and nobody stayed to an end.
        in_each: Whether it is of several events, where a person counts in each.
    """
    if frame.is_empty() or not frame["base"][0]:
        return nothing(say("Nobody came live, so there is nobody to stay."), theme=theme)
    colours = palette(theme)
    half = next((point for point in _points(frame) if point[1] < 0.5), None)
    base = words.nouns(frame["base"][0], "live viewer", "live viewers")
    base = say(IN_EACH, count=base) if in_each else base
    there = words.share(frame["share"][-1 if so_far else -2 :][0])
    stayed = say("{there} were still there", there=there) if so_far else say("At least half stayed to the end")
    said = say("Half had left by minute {minute}", minute=f"{half[0]:,}") if half else stayed
    end = say("at the last minute that is known") if so_far else say("near the end")
    return _curve(
        _columns(frame, x="minute", y="share", n="remaining"),
        colour=colours.live,
        dash="solid",
        word=STAYED,
        hover=say("still there"),
        others={title: _columns(other, x="minute", y="share") for title, other in (others or {}).items()},
        mark=half,
        said=said,
        titles=(say("Minutes since the live start"), say("Still there, share of {base}", base=base)),
        alt=say("Retention of {base}. {said}; {there} were there {end}.", base=base, said=said, there=there, end=end),
        theme=theme,
    )


def survival(frame: pl.DataFrame, *, theme: Theme, in_each: bool = False) -> Figure:
    """Return the share of on-demand viewers who watched at least so many minutes, of whatever part.

    Args:
        frame: ``minute``, ``viewers``, ``base``, ``share``.
        theme: Light or dark.
        in_each: Whether it is of several events, where a person counts in each.
    """
    if frame.is_empty():
        return nothing(say("Nobody has watched on demand yet."), theme=theme)
    colours = palette(theme)
    half = next((point for point in reversed(_points(frame)) if point[1] >= 0.5), (0, 0.0))
    base = words.nouns(frame["base"][0], "on-demand viewer", "on-demand viewers")
    base = say(IN_EACH, count=base) if in_each else base
    middle = half[0]
    said = (
        say("Half watched at least {middle}", middle=words.minutes(middle))
        if middle
        else say("Half watched less than a minute")
    )
    return _curve(
        _columns(frame, x="minute", y="share", n="viewers"),
        colour=colours.on_demand,
        dash="dot",
        word=WATCHED,
        hover=say("watched at least this long"),
        others={},
        mark=half if middle else None,
        said=said,
        titles=(say("Minutes watched, at least"), say("Share of {base}", base=base)),
        alt=say("Watch time of {base}. {said}.", base=base, said=said),
        theme=theme,
    )


def registrations(frame: pl.DataFrame, *, theme: Theme, others: Mapping[str, pl.DataFrame] | None = None) -> Figure:
    """Return the share of registrants who had registered, by days before the live start.

    Args:
        frame: ``days_before`` (descending), ``registrants``, ``cumulative``, ``share``.
        theme: Light or dark.
        others: Title → the same columns, drawn thin for comparison.
    """
    if frame.is_empty():
        return nothing(say("No live start or no registration times are known."), theme=theme)
    colours = palette(theme)
    total = int(frame["cumulative"][-1])
    days = list(zip(frame["days_before"].to_list(), frame["registrants"].to_list(), strict=True))
    week = sum(count for day, count in days if 0 <= day <= 6) / total
    said = say("{week} registered in the last 7 days", week=words.share(week))
    earlier = sum(count for day, count in days if day > FIRST_DAY)
    later = sum(count for day, count in days if day < LAST_DAY)
    outside = [say("{count} earlier", count=words.count(earlier))] if earlier else []
    outside += [say("{count} later", count=words.count(later))] if later else []
    title = (
        say("Days before the live start ({others})", others=words.listing(outside))
        if outside
        else say("Days before the live start")
    )
    shown = _columns(frame, within=_shown_days(frame), x="days_before", y="share", n="registrants")
    if shown.is_empty():
        return nothing(
            say(
                "All {total} registered more than {first_day} days from the event.",
                total=words.count(total),
                first_day=FIRST_DAY,
            ),
            theme=theme,
        )
    built = _curve(
        shown,
        colour=colours.accent,
        dash="solid",
        word=REGISTERED,
        hover=say("had registered by this day"),
        others={
            title: _columns(other, within=_shown_days(other), x="days_before", y="share")
            for title, other in (others or {}).items()
        },
        mark=None,
        said=said,
        titles=(title, say("Share of {registrants}", registrants=words.nouns(total, "registrant", "registrants"))),
        alt=say(
            "Registrations of {registrants} before the event. {said}.",
            registrants=words.nouns(total, "registrant", "registrants"),
            said=said,
        ),
        theme=theme,
    )
    ends = [int(shown["x"].max()), int(shown["x"].min())]  # type: ignore[arg-type]  # whole numbers
    return built.changed(xaxis={"range": ends})


def _points(frame: pl.DataFrame) -> list[tuple[int, float]]:
    return list(zip(frame["minute"].to_list(), frame["share"].to_list(), strict=True))


def _shown_days(frame: pl.DataFrame) -> pl.Series:
    days = frame["days_before"]
    return (days >= LAST_DAY) & (days <= FIRST_DAY)


def _columns(frame: pl.DataFrame, *, within: pl.Series | None = None, **names: str) -> pl.DataFrame:
    """Return columns under other names, of some rows; by hand, since to select them is a query."""
    columns = [frame[column].alias(name) for name, column in names.items()]
    return pl.DataFrame(columns if within is None else [column.filter(within) for column in columns])


def _curve(
    frame: pl.DataFrame,
    *,
    colour: str,
    dash: str,
    word: str,
    hover: str,
    others: Mapping[str, pl.DataFrame],
    mark: tuple[float, float] | None,
    said: str,
    titles: tuple[str, str],
    alt: str,
    theme: Theme,
) -> Figure:
    """Return one curve of shares ``y`` over ``x``, with ``n`` people, and thin ones of the same beside it."""
    colours = palette(theme)
    points = frame.rows(named=True)
    shown = others if len(others) <= MANY else {}
    beside = _beside(shown)
    main = scatter(
        x=frame["x"].to_list(),
        y=frame["y"].to_list(),
        customdata=[[word, point["x"]] for point in points],
        hovertext=[
            "<br>".join(
                [f"{words.share(p['y'])} {hover}", words.nouns(p["n"], *COUNTED[word]), *beside.get(p["x"], [])]
            )
            for p in points
        ],
        hoverinfo="text",
        mode="lines+markers",
        line={"shape": "hv", "color": colour, "width": 2.5, "dash": dash},
        fill="tozeroy",
        fillcolor=faint(colour, 0.12),
        **clickable(colour),
    )
    thin = [_thin(title, other, colours) for title, other in shown.items()]
    quarters = [0, 0.25, 0.5, 0.75, 1]
    return figure(
        [*thin, main, *([_dot(mark, colour, colours)] if mark else [])],
        theme=theme,
        alt=alt,
        height=HEIGHT,
        margin={"l": 8, "r": LAST_LABEL, "t": 8, "b": 8},
        xaxis={
            **axis(colours, titles[0]),
            "automargin": "height",
            "showgrid": False,
            "nticks": 8,
            "tickformat": ",d",
        },
        yaxis={
            **axis(colours, "<br>".join(wrap(titles[1], UPRIGHT))),
            "range": [0, 1.2],
            "tickvals": quarters,
            "ticktext": [words.share(quarter) for quarter in quarters],
        },
        hovermode="x",
        annotations=[_said(said, colours)],
    )


def _beside(others: Mapping[str, pl.DataFrame]) -> dict[int, list[str]]:
    """Return what the other events' shares are at each ``x``, in words."""
    said: dict[int, list[str]] = {}
    for title, frame in others.items():
        name = words.safe(words.shorten_to(title, 40))
        for x, y in zip(frame["x"].to_list(), frame["y"].to_list(), strict=True):
            said.setdefault(x, []).append(f"{words.share(y)} {name}")
    return said


def _thin(title: str, frame: pl.DataFrame, colours: Palette) -> Trace:
    return scatter(
        name=title,
        x=frame["x"].to_list(),
        y=frame["y"].to_list(),
        mode="lines",
        line={"shape": "hv", "color": colours.comparison, "width": 1.25},
        hoverinfo="skip",  # it would take the clicks that are meant for the points below it
    )


def _dot(mark: tuple[float, float], colour: str, colours: Palette) -> Trace:
    """Return the point that the words above the curve speak of."""
    return scatter(
        x=[mark[0]],
        y=[mark[1]],
        mode="markers",
        marker={"color": colour, "size": 9, "line": {"color": colours.surface, "width": 2}},
        hoverinfo="skip",
    )


def _said(said: str, colours: Palette) -> dict[str, Any]:
    place = {"x": 1, "xref": "paper", "xanchor": "right", "y": 1, "yref": "paper", "yanchor": "top", "borderpad": 0}
    return note(said, colours, **place)


speaking(__name__)
