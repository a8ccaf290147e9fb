"""Viewers over time on the Timeline page: the curve, who came and left below it, and the window that is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

import polars as pl
import streamlit as st

from webcast import formats
from webcast.analysis import stretch
from webcast.analysis.timeline import Window, ms
from webcast.charts import flows, strip, viewers
from webcast.cohorts.cohort import Cohort
from webcast.cohorts.in_time import Arrived, Left, Watching
from webcast.presentation.timeline import OverTime
from webcast.ui.frame import options
from webcast.ui.frame.page import Context
from webcast.ui.kit import cells, downloads, heading, marks, people
from webcast.ui.kit.heading import Heading
from webcast.ui.timeline import window as timeline_window
from webcast.ui.timeline import words
from webcast.ui.timeline.blocks import Choice
from webcast.ui.timeline.curves import as_table

STEPS: Final = 40
"""Rows of the table beside it."""

_SETS: Final[Mapping[str, Callable[[str, int, int], Cohort]]] = {
    viewers.VIEWING: Watching,
    flows.CAME: Arrived,
    flows.LEFT: Left,
}


def over_time(choice: Choice, context: Context) -> None:
    """Draw viewers over time, for one event; a click opens who was there, a drag looks closer."""
    block = heading.draw(words.VIEWERS, "viewers", "arrivals", "departures", notes=(words.WINDOW_HINT,))
    if choice.event is None:
        st.caption(words.VIEWERS_ONE)
        return
    whole = stretch.whole(choice.audience)
    if whole is None:
        st.caption(words.NOBODY_WATCHED)
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="wi-window"):
        stretched = _stretch(choice)
        zoomed = timeline_window.current(_extent(choice, whole))
        window = zoomed or stretched
        timeline_window.controls(window or whole, zoomed, context)
    drawn = OverTime.of(choice.audience, choice.event, window, choice.known)
    block.says(drawn.finding(context))
    rows = (lambda: _moments(choice, context, list(drawn.curves), window)) if drawn.curves else None
    clicked = block.chart(lambda: drawn.viewers(context), _key("wi-viewers", zoomed), rows)
    if rows is None or not block.as_table:
        clicked = _arrivals(block, context, drawn, zoomed) or clicked
        _strip(choice, context, drawn.curves, stretched, zoomed)
    if zoomed:
        timeline_window.figures(choice, context, zoomed, list(drawn.curves))
    block.offer(downloads.table("viewers", words.VIEWERS))
    if clicked:
        what, first, last, mode = clicked
        title = words.SET_TITLES[what](mode, *_clock_times(first, last, context))
        people.show_sets(choice.behind(), [_SETS[what](mode, first, max(last, first + 1))], title)


def _stretch(choice: Choice) -> Window | None:
    """Draw the choice of the live event, its SimLive, or all of its time, where there are several."""
    names = {
        stretch.LIVE: words.STRETCH_LIVE,
        stretch.SIMLIVE: words.STRETCH_SIMLIVE,
        stretch.WHOLE: words.STRETCH_ALL,
    }
    shown = next(iter(choice.stretches))
    if len(choice.stretches) > 1:
        shown = options.segments(words.STRETCH, {name: names[name] for name in choice.stretches}, "stretch")
    return choice.stretches[shown]


def _extent(choice: Choice, whole: Window) -> Window:
    """Return the time in which a window makes sense: that of the sessions, and what else can be shown."""
    all_of_it = [whole, *(window for window in choice.stretches.values() if window is not None)]
    return min(start for start, _ in all_of_it), max(end for _, end in all_of_it)


def _arrivals(block: Heading, context: Context, drawn: OverTime, zoomed: Window | None) -> list[Any] | None:
    """Draw who came and left, under the curve and on its axis; nothing where nobody was there."""
    figure = drawn.arrivals(context) if drawn.curves else None
    return None if figure is None else block.chart(lambda: figure, _key("wi-flows", zoomed))


def _strip(
    choice: Choice, context: Context, drawn: dict[str, pl.DataFrame], stretched: Window | None, zoomed: Window | None
) -> None:
    """Draw all of the time in little, to drag across: of the stretch that is chosen, if the window lies in it."""
    whole = stretch.whole(choice.audience)
    if not whole or not (drawn or zoomed):
        return
    if zoomed and stretched and not stretched[0] <= zoomed[0] < zoomed[1] <= stretched[1]:
        stretched = None
    span = stretched or _extent(choice, whole)
    figure = strip.strip(
        stretch.curves(choice.audience, stretched, known=choice.known) if zoomed else drawn,
        span=span,
        window=zoomed,
        zone=context.zone,
        theme=context.theme,
    )
    dragged = partial(timeline_window.dragged, context.zone, span[0])
    marks.chart(figure, _key("wi-strip", zoomed), dragged=dragged)


def _key(name: str, zoomed: Window | None) -> str:
    """Return the name of a chart: another window is another chart, on which nothing is marked yet."""
    return name if zoomed is None else f"{name}-{ms(zoomed[0])}-{ms(zoomed[1])}"


def _moments(choice: Choice, context: Context, modes: list[str], window: Window | None) -> list[Any] | None:
    """Draw the curve as a table of coarse steps; return a picked row as a mark of the chart."""
    parts = [
        stretch.curve(choice.audience, mode, window, STEPS, known=choice.known).with_columns(
            mode=pl.lit(mode), until=pl.col("at").shift(-1).fill_null(pl.col("at").last() + timedelta(minutes=1))
        )
        for mode in modes
    ]
    frame = pl.concat(parts).filter(pl.col("viewers") > 0)
    local = cells.wall_clock("at", context.zone)
    column = st.column_config
    config = {
        "at": column.DatetimeColumn(words.COLUMN_FROM, format="D MMM YYYY, HH:mm:ss"),
        "mode": column.TextColumn(words.COLUMN_MODE),
        "viewers": column.NumberColumn(words.COLUMN_VIEWERS, format="localized"),
        "arrivals": column.NumberColumn(words.COLUMN_ARRIVALS, format="localized"),
        "departures": column.NumberColumn(words.COLUMN_DEPARTURES, format="localized"),
    }
    rows = frame.select(local, "mode", "viewers", "arrivals", "departures")
    place = as_table(rows, config, "wi-viewers-rows", words.VIEWERS)
    if place is None:
        return None
    first, last = (ms(moment) for moment in frame.select("at", "until").row(place))
    return [viewers.VIEWING, first, last, frame["mode"][place]]


def _clock_times(first: int, last: int, context: Context) -> tuple[str, str]:
    start, end = (datetime.fromtimestamp(ms / 1000, tz=UTC) for ms in (first, last))
    return formats.instant(start, context.zone, context.locale), formats.instant(end, context.zone, context.locale)
