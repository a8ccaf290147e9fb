"""The Timeline page: which event, which stretch of time, its figures and its curves, and one person's sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import polars as pl
import streamlit as st

from webcast import formats
from webcast.analysis import definitions, dimensions, on_air, pace, stretch, timeline
from webcast.analysis.audience import Audience
from webcast.analysis.by_event import PACE
from webcast.analysis.held import held
from webcast.analysis.listed import AtHand
from webcast.charts import curves as curve_chart
from webcast.cohorts.cohort import Attended, Group
from webcast.cohorts.sizes import persons
from webcast.language import say
from webcast.presentation import timeline as prepare
from webcast.ui.frame import html, options
from webcast.ui.frame.page import Context
from webcast.ui.kit import baseline, heading, people_columns, person, tables
from webcast.ui.kit import words as kit_words
from webcast.ui.kit.figures import Figure
from webcast.ui.timeline import words
from webcast.view.record import ALL_EVENTS
from webcast.web.audiences import of_event

FOUND: Final = 20
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Choice:
    """What the reader chose to look at."""

    audience: Audience
    """The people who pass the filters, of one event or of all: what figures are of."""
    behind: Callable[[], Audience]
    """Returns the same people, as those of all picked events tell of them: what lists are of."""
    event: dict[str, Any] | None
    """The event's row; None for several together."""
    others: dict[str, str]
    """Event id → title of the other picked events."""
    stretches: dict[str, tuple[datetime, datetime] | None]
    """Name → stretch of time that can be shown."""
    known: datetime | None = None
    """Up to when anything is known, where the report was made while the event was on air."""
    whose: str = ""
    """What the page is of, where several events are picked: said before anything else."""


def choose(context: Context) -> Choice:
    """Draw the choice of an event, where there are several; the latest broadcast comes first."""
    events = context.everyone.events
    if events.height == 1:
        row = events.row(0, named=True)
        return _one(context.audience, lambda: context.audience, row, {})
    rows = {row["event_id"]: row for row in events.rows(named=True)}
    # Those of which no start is known come last.
    ordered = sorted(rows.values(), key=lambda row: row["live_start"] or _NEVER, reverse=True)
    names = dict(dimensions.event_names(context.everyone).rows())
    labels = {row["event_id"]: names[row["event_id"]] for row in ordered}
    shown = options.select(kit_words.EVENT, {**labels, ALL_EVENTS: words.ALL_EVENTS}, "event", width=420)
    if shown == ALL_EVENTS:
        together = words.all_together(events.height)
        return Choice(context.audience, lambda: context.audience, None, {}, {}, whose=together)
    row = rows[shown]
    only = Group("event", names[shown])
    others = {event: name for event, name in labels.items() if event != shown}
    own = of_event(context.app, context.visitor, context.everyone, shown, filters=context.filters, zone=context.zone)
    chosen = only.apply(context.audience) if own is None else own
    context.only(chosen, row)
    return _one(chosen, lambda: only.apply(context.audience), row, others, formats.quoted(names[shown]))


def _one(
    audience: Audience, behind: Callable[[], Audience], event: dict[str, Any], others: dict[str, str], whose: str = ""
) -> Choice:
    known = on_air.known_of_event(audience, event["event_id"])
    stretches = stretch.of_event(audience, event, known=known)
    return Choice(audience, behind, event, others, stretches, known, whose)


def lacking(choice: Choice, context: Context) -> list[str]:
    """Name the events that no curve can contain."""
    shown = None if choice.event is None else choice.event["event_id"]
    without = context.everyone.without_sessions.rows()
    return [title or event for event, title in without if shown in (None, event)]


def half_gone(retention: pl.DataFrame) -> int | None:
    """Return the first minute at which fewer than half of the live attendees remain."""
    shares = zip(retention["minute"].to_list(), retention["share"].to_list(), strict=True)
    return next((minute for minute, share in shares if share is not None and share < 0.5), None)


def key_figures(choice: Choice, context: Context, peak: timeline.Peak, retention: pl.DataFrame) -> list[Figure]:
    """Return the key figures, each beside what figures are compared with."""
    audience = choice.audience
    at = formats.instant(peak.at, context.zone, context.locale)
    live = persons(audience, Attended("live")) if _told(audience) else None
    viewing = persons(audience, Attended("od"))
    own = pace.overall(audience)
    base = baseline.choose(context, PACE, only=choice.event)
    half = half_gone(retention)
    of_live, of_staying = words.of_live_viewers(live), words.of_live_viewers(_staying(retention, live))
    if prepare.several(audience):
        of_staying = say(curve_chart.IN_EACH, count=of_staying)
    if choice.known is not None:
        of_live, of_staying = words.so_far(of_live), words.so_far(of_staying)

    return [
        Figure.of(
            "peak_viewers", formats.number(peak.viewers), kit_words.at(at) if peak.at else kit_words.NO_SESSIONS,
            base.count("peak_viewers", peak.viewers, formats.number), base.spark("peak_viewers", formats.number),
        ),
        Figure(
            words.AVERAGE_LIVE, formats.duration(own.live_ms), of_live, words.AVERAGE_LIVE_TEXT,
            base.count("live_ms", own.live_ms, formats.duration), base.spark("live_ms", formats.duration),
        ),
        Figure(
            words.HALF_GONE, words.minute(half), of_staying,
            words.HALF_GONE_TEXT,
        ),
        Figure(
            words.OD_VIEWS, formats.number(own.views), words.of_od_viewers(viewing),
            definitions.text("on_demand_days"),
            base.count("views", own.views, formats.number), base.spark("views", formats.number),
        ),
        Figure(
            words.LAST_WEEK, formats.percent(own.late), words.of_with_start(own.known), words.LAST_WEEK_TEXT,
            base.share("late", own.late), base.spark("late", formats.percent),
        ),
    ]  # fmt: skip


@held
def _told(audience: Audience) -> bool:
    """Tell whether any report says who came live."""
    return not audience.count or bool(audience.pick("live_told")["live_told"].any())


def _staying(retention: pl.DataFrame, live: int | None) -> int | None:
    """Return the base of the retention curve; who came live, where there is no curve."""
    return int(retention["base"][0]) if retention.height else live


def one_person(context: Context) -> None:
    """Draw the search for a person, whose sessions open as bars. What is typed stays out of the address."""
    if context.everyone.masking is not None:
        return
    heading.draw(words.ONE_PERSON)
    text = st.text_input(words.FIND_PERSON, key="wi-timeline-person", placeholder=words.FIND_PERSON_HINT, width=420)
    if not text or not text.strip():
        return
    found = context.everyone.containing(text.strip()).lazy().sort("watch_ms", descending=True, nulls_last=True)
    rows = found.head(FOUND).collect()
    if rows.is_empty():
        st.caption(words.NOBODY_FOUND)
        return
    wanted = ("first_name", "last_name", "email", "company", "event_title", "watch_ms")
    shown, config = people_columns.readable(rows, wanted, context.zone, context.everyone)
    key = f"wi-timeline-people-{rows.height}-{rows['row'][0]}"
    picked = tables.table(shown.collect(), key, config, alt=words.PEOPLE_TABLE)
    if picked is not None:
        person.show(context, rows["row"][picked], AtHand(rows["row"]))


def say_lacking(choice: Choice, context: Context) -> None:
    """Name the events that no curve can contain, if any."""
    titles = lacking(choice, context)
    if titles:
        html.line("wi-context", html.text(words.lacking_sessions(titles)))
