"""The stretch of time that the Timeline's viewers are shown for: marked on the chart, typed, or in the address.

It is whole seconds; one of another event shows the whole event.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from webcast import formats
from webcast.analysis import stretch
from webcast.analysis.audience import Audience
from webcast.analysis.timeline import Window, ms
from webcast.charts import strip
from webcast.cohorts.cohort import Cohort
from webcast.cohorts.in_time import ALL, Arrived, Left, Watching
from webcast.ui.frame import html, options
from webcast.ui.frame.page import Context
from webcast.ui.kit import downloads, people
from webcast.ui.kit import words as kit_words
from webcast.ui.kit.figures import Figure, one
from webcast.ui.timeline import words
from webcast.ui.timeline.blocks import Choice

OPTION: Final = "window"
TYPE: Final = "stretch_type"
_SECOND: Final = timedelta(seconds=1)


def current(extent: Window) -> Window | None:
    """Return the window that the reader chose within an event's time; None where the whole is shown."""
    found: tuple[int, int] | None = options.value(OPTION, None)
    window = None if found is None else _instants(found)
    if window is None or window[1] <= extent[0] or window[0] >= extent[1]:
        # Of another event, perhaps: whoever sees the whole should not pass a window on.
        options.drop(OPTION, None)
        return None
    return window


def _instants(moments: tuple[int, int]) -> Window:
    first, last = (datetime.fromtimestamp(moment / 1000, UTC) for moment in moments)
    return first, last


def choose(start: datetime, end: datetime) -> None:
    """Show a stretch, in whole seconds and at least one of them; in a callback, before the page is drawn."""
    first = int(start.timestamp())
    last = max(first + 1, -int(-end.timestamp() // 1))
    options.put(OPTION, (first * 1000, last * 1000), usual=None)


def dragged(zone: str, first: datetime, one_end: object, other_end: object) -> None:
    """Show the stretch that was marked on the chart, unless it is too short to be meant.

    Args:
        zone: The zone of the chart's axis.
        first: The first instant on it.
        one_end: As plotly writes it.
        other_end: Likewise.
    """
    ends = sorted(strip.moment(str(end), zone, first) for end in (one_end, other_end))
    if ends[1] - ends[0] >= _SECOND:
        choose(*ends)


def controls(shown: Window, zoomed: Window | None, context: Context) -> None:
    """Draw the window's two ends, to be typed, and the way back to the whole."""
    zone = ZoneInfo(context.zone)
    keys = [f"wi-window-{end}-{ms(shown[0])}-{ms(shown[1])}-{context.zone}" for end in ("from", "to")]
    for key, label, end in zip(keys, (words.WINDOW_FROM, words.WINDOW_TO), shown, strict=True):
        st.datetime_input(
            label,
            end.astimezone(zone).replace(tzinfo=None, microsecond=0),
            key=key,
            step=timedelta(minutes=1),
            format="DD/MM/YYYY",
            on_change=_typed,
            args=(keys, shown, zone),
            width=210,
        )
    if zoomed is not None:
        st.button(words.WINDOW_BACK, key="wi-window-back", on_click=partial(options.drop, OPTION, None))


def _typed(keys: Sequence[str], shown: Window, zone: ZoneInfo) -> None:
    ends = []
    for key, before in zip(keys, shown, strict=True):
        typed: datetime | None = st.session_state[key]
        same = typed is None or typed == before.astimezone(zone).replace(tzinfo=None, microsecond=0)
        ends.append(before if same or typed is None else typed.replace(tzinfo=zone).astimezone(UTC))
    if ends[0] < ends[1]:
        choose(ends[0], ends[1])
    else:
        st.toast(words.WINDOW_BACKWARDS)


def figures(choice: Choice, context: Context, window: Window, modes: Sequence[str]) -> None:
    """Draw the figures of the window, each with the list of its people, and their file.

    Args:
        choice: The event in view.
        context: What the page works with.
        window: The stretch.
        modes: The session types that were seen in it.
    """
    mode = _type(modes)
    found = stretch.within(choice.audience, mode, window, known=choice.known)
    if found is None:
        st.caption(words.WINDOW_UNKNOWN)
        return
    where = words.window_title(_times(found, context), mode)
    html.line("wi-context", html.text(where[:1].upper() + where[1:]))
    shown = _with_people(found, mode, choice.audience, context)
    # The second row adds up: who was there, who came, less who left, is who was there at the end.
    for row, part in enumerate((shown[:3], shown[3:])):
        with st.container(horizontal=True, gap="medium", key=f"wi-window-figures-{row}"):
            for figure, behind in part:
                _one(figure, behind, choice, where)
    downloads.menu(downloads.table("stretch", words.STRETCH_TABLE))


def _one(figure: Figure, behind: Cohort | None, choice: Choice, where: str) -> None:
    """Draw a figure, and what opens its people."""
    name = figure.label.lower().replace(" ", "-")
    with st.container(key=f"wi-figure-{name}", width="stretch", gap=None):
        one(figure)
        if behind is None:
            return
        about = words.who_of(figure.label)
        if st.button(words.SHOW_WHO, type="tertiary", key=f"wi-who-{name}", help=about):
            people.show_sets(choice.behind(), [behind], f"{figure.label}, {where}")


def _with_people(
    found: stretch.Stretch, mode: str | None, audience: Audience, context: Context
) -> list[tuple[Figure, Cohort | None]]:
    """Return the figures, each with the set of its people: an average has none."""
    named, first, last = mode or ALL, ms(found.start), ms(found.end)
    came, left = Arrived(named, first, last), Left(named, first, last)
    peak = ms(found.peak.at) if found.peak.at else first
    of = words.of_there(found.people)
    at = formats.instant(found.peak.at, context.zone, context.locale)
    peak_at = kit_words.at(at) if found.peak.at else of
    length = words.in_window(found.end - found.start)

    def figure(name: str, value: int | None, base: str = of) -> Figure:
        return Figure.of(name, formats.number(value), base)

    def by(people: Cohort) -> str:
        return words.by_people(people.apply(audience).people)

    return [
        (figure("people_there", found.people, length), Watching(named, first, last)),
        (figure("peak_viewers", found.peak.viewers, peak_at), Watching(named, peak, peak + 1)),
        (Figure.of("average_viewers", words.average(found.average), of), None),
        (figure("at_start", found.at_start), Watching(named, first - 1, first)),
        (figure("arrivals", found.arrivals, by(came)), came),
        (figure("departures", found.departures, by(left)), left),
        (figure("at_end", found.at_end), Watching(named, last - 1, last)),
    ]  # fmt: skip


def _type(modes: Sequence[str]) -> str | None:
    """Return the session type whose figures are shown; None for all together. The reader chooses among several."""
    if len(modes) < 2:
        return modes[0] if modes else None
    labels = {"": words.ALL_TYPES, **{mode: mode for mode in modes}}
    return options.segments(words.WINDOW_TYPE, labels, TYPE) or None


def _times(found: stretch.Stretch, context: Context) -> tuple[str, str]:
    start, end = (formats.instant(moment, context.zone, context.locale) for moment in (found.start, found.end))
    return start, end
