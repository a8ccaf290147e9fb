"""A person's touch points as a vertical line of time: days, and under each what happened, the earliest first."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from webcast import formats
from webcast.analysis.touch_points import Kind, TouchPoint
from webcast.ui.frame import html
from webcast.ui.kit import person_words

_WITHOUT = {Kind.ABSENT, Kind.UNTOLD}
"""What did not happen, or is not known to have: its mark on the line is hollow."""


def draw(points: Sequence[TouchPoint], zone: str, locale: str | None) -> None:
    """Draw touch points.

    Args:
        points: In order; one without a time stands under the day of the one before.
        zone: IANA name of the zone of days and times.
        locale: How the reader writes them.
    """
    several = len({point.event_id for point in points}) > 1
    drawn, day, event = [], "", ""
    for point in points:
        if point.at is not None and (of := formats.day_of(point.at, zone, locale)) != day:
            day = of
            drawn.append(f'<li class="wi-line-day">{html.text(day)}</li>')
        title = point.event_title or point.event_id if several and point.event_id != event else ""
        event = point.event_id
        drawn.append(_point(point, title, zone, locale))
    st.html(f'<ol class="wi-line">{"".join(drawn)}</ol>')


def _point(point: TouchPoint, title: str, zone: str, locale: str | None) -> str:
    at = ""
    if point.at is not None:
        at = f'<time datetime="{point.at.isoformat()}">{html.text(formats.clock(point.at, zone, locale))}</time>'
    said = [f"<span>{html.text(person_words.touch_point(point))}</span>"]
    more = person_words.touch_point_more(point)
    if more:
        said.append(f'<span class="wi-line-more">{html.text(more)}</span>')
    if title:
        said.append(f'<span class="wi-base">{html.text(title)}</span>')
    kind = "wi-line-without" if point.kind in _WITHOUT else f"wi-line-{point.kind.replace(' ', '-')}"
    return f'<li class="wi-line-point {kind}"><span class="wi-line-at">{at}</span><div>{"".join(said)}</div></li>'
