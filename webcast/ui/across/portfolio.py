"""The Portfolio page: the events beside each other, over time and against their median, and who comes again."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import streamlit as st

from webcast.analysis import definitions, dimensions, portfolio
from webcast.analysis import people as persons
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.listed import AtHand
from webcast.analysis.stages import STAYED_MINUTES
from webcast.charts import portfolio as chart
from webcast.cohorts.across import Came
from webcast.cohorts.cohort import Group
from webcast.exports.listings import EVENTS
from webcast.formats import duration, number, percent
from webcast.presentation import across as prepare
from webcast.presentation import named
from webcast.presentation.compared import Compared, by_time, compare
from webcast.ui.across import words
from webcast.ui.frame import options
from webcast.ui.frame import words as frame_words
from webcast.ui.frame.page import Context
from webcast.ui.kit import (
    as_table,
    cells,
    column_chooser,
    download_words,
    downloads,
    folding,
    heading,
    people,
    person,
    tables,
)
from webcast.ui.kit import words as kit_words
from webcast.ui.kit.baseline import Baseline
from webcast.ui.kit.change import Change
from webcast.ui.kit.figures import Figure

EVENTS_AT_FIRST: Final = named.EVENTS_AT_FIRST
ROWS: Final = 100
_MINUTE_MS: Final = 60_000
"""People in the list at once."""


def choose(context: Context) -> Compared:
    """Draw the choice of what events are compared by."""
    known = {name: named.RATES[name] for name in portfolio.RATES}
    rate = options.segments(words.RATE, known, "rate")
    return compare(context.audience, rate, context.zone, context.locale)


def answer(choice: Compared) -> str:
    """Return the sentence that answers the page's question."""
    latest, before, ranked = choice.latest, choice.before, choice.ranked
    if latest is None or ranked is None:
        return words.NO_RATE
    compared = []
    if before is not None:
        difference = latest["value"] - before["value"]
        compared.append(words.apart(choice.rate, difference, words.THE_EVENT_BEFORE))
    if ranked["of"] > 1:
        median = words.the_median(ranked["of"])
        compared.append(words.apart(choice.rate, ranked["above_median"], median))
    return words.portfolio_answer(latest["title"], choice.rate, latest["value"], compared)


def key_figures(context: Context, choice: Compared) -> list[Figure]:
    """Return the row of key figures."""
    found = [_latest(choice)]
    ranked = choice.ranked
    if ranked is not None and ranked["of"] > 1:
        found += [
            Figure(
                words.MEDIAN,
                words.rate(choice.rate, ranked["median"]),
                words.of_events(ranked["of"]),
                words.MEDIAN_TEXT,
                Change(text=words.quartiles(choice.rate, ranked["lower_quartile"], ranked["upper_quartile"])),
            ),
            Figure(
                words.RANK,
                number(ranked["rank"]),
                words.of_events(ranked["of"]),
                words.RANK_TEXT,
            ),
        ]
    again = persons.repeat(context.audience)
    found.append(Figure.of("repeat_rate", percent(again.rate), words.of_attending(again.attending)))
    return found


def _latest(choice: Compared) -> Figure:
    latest, before = choice.latest, choice.before
    value = latest["value"] if latest else None
    label, text = _defined(choice.rate)
    base = frame_words.event_names([latest["title"]]) if latest else words.NO_RATE
    other = Baseline(words.THE_EVENT_BEFORE, {choice.rate: before["value"]} if before else {})
    minutes = choice.rate.endswith("_ms")
    change = other.count(choice.rate, value, duration) if minutes else other.share(choice.rate, value)
    return Figure(label, words.rate(choice.rate, value), base, text, change)


def _defined(rate: str) -> tuple[str, str]:
    """Return label and definition of what events are compared by."""
    metric = {"stayed_rate": "stayed", "engaged_rate": "engaged", "survey_rate": "answered_survey"}.get(rate, rate)
    text = definitions.text(metric)
    return named.RATES[rate], text if metric == rate else f"{text} {words.OF_ATTENDEES_TEXT}"


def trend(context: Context, choice: Compared) -> None:
    """Draw the rate over time; a click on a point opens the event's people."""
    prepared = prepare.trend(choice, context)
    block = heading.draw(words.TREND, "benchmark")
    block.says(prepared.finding)
    clicked = block.chart(
        prepared.figure, f"wi-trend-{choice.rate}", lambda: _values(choice, choice.dated, words.TREND)
    )
    block.offer(downloads.table("benchmark", words.BENCHMARK_TABLE))
    if choice.analytics.height < 2:
        st.caption(named.ONE_EVENT)
    if clicked:
        _open(context, choice, clicked[1])


def _values(choice: Compared, frame: pl.DataFrame, alt: str) -> list[str] | None:
    """Draw the rate of each event as a table; return a picked row as a mark of the chart."""
    value = pl.col("value") if choice.measure.is_share else pl.col("value") / _MINUTE_MS
    name = "share" if choice.measure.is_share else "value"
    label = choice.label if choice.measure.is_share else words.in_minutes(choice.label)
    shown = frame.select("event_id", "title", value.alias(name))
    picks = [(chart.EVENT, event) for event in shown["event_id"]]
    return as_table.draw(shown, f"wi-{alt}-rows", {"title": words.COLUMN_EVENT, name: label}, picks, alt=alt)


def _times(frame: pl.DataFrame) -> list[Any] | None:
    """Draw how many came how often as a table; return a picked row as a mark of the chart."""
    labels = {"label": words.COLUMN_EVENTS, "persons": definitions.label("people")}
    return as_table.draw(frame, "wi-times-rows", labels, [("", times) for times in frame["times"]], alt=words.REPEAT)


def benchmark(context: Context, choice: Compared) -> None:
    """Draw each event against the median; a click on a bar opens the event's people."""
    block = heading.draw(words.BENCHMARK, "benchmark")
    prepared = prepare.benchmark(choice, context)
    block.says(prepared.finding)
    most = folding.bars(prepared, "wi-benchmark-all", kit_words.all_events)
    clicked = block.chart(
        lambda: prepared.figure(most),
        f"wi-benchmark-{choice.rate}",
        lambda: _values(choice, prepared.frame, words.BENCHMARK),
    )
    block.offer(downloads.table("benchmark", words.BENCHMARK_TABLE))
    if rest := prepared.left_out(most):
        st.caption(kit_words.not_shown(rest))
    if clicked:
        _open(context, choice, clicked[1])


def repeat(context: Context) -> None:
    """Draw how many came to how many events; a click on a bar opens them."""
    block = heading.draw(words.REPEAT, "repeat_rate", "person")
    prepared = prepare.times(context.audience, context)
    block.says(prepared.finding)
    clicked = block.chart(prepared.figure, "wi-times", lambda: _times(prepared.frame))
    block.offer(downloads.table("times", words.TIMES_TABLE))
    if clicked:
        people.show_sets(context.audience, [Came(clicked[1], or_more=clicked[1] >= named.TIMES_APART)])


def repeaters(context: Context) -> None:
    """List who came again, most often first; a picked row opens the person's profile."""
    repeating = persons.repeat(context.audience).repeating
    if not repeating or context.everyone.masking is not None:
        return
    block = heading.draw(words.REPEATERS)
    if not context.audience.opened:  # all above is of kept figures, and whoever wants these alone should not wait
        st.caption(words.NOT_OPENED)
        if not st.button(words.list_people(repeating), key="wi-repeaters-open", type="secondary"):
            return
    again = Came(2, or_more=True)
    behind = again.apply(context.audience)
    block.offer(downloads.people(behind.count, [again]))
    found = persons.profiles(behind)
    pages = -(-found.height // ROWS)
    place = st.container()
    shown = st.pagination(pages, key=f"wi-repeaters-page-{pages}") if pages > 1 else 1
    rows = found.slice((shown - 1) * ROWS, ROWS)
    with place:
        picked = tables.table(
            _readable(context.audience, context.zone, shown), f"wi-repeaters-{shown}-{found.height}",
            _people_config(),
            alt=words.REPEATERS_TABLE, height=None if rows.height <= EVENTS_AT_FIRST else 400,
        )  # fmt: skip
        st.caption(kit_words.list_hint(shown, ROWS, found.height))
    if picked is not None:
        person.show(context, rows["row"][picked], AtHand(found["row"]))


@held
def _readable(audience: Audience, zone: str, page: int) -> pl.DataFrame:
    """Return a page of who came again, as the table shows them."""
    rows = persons.profiles(Came(2, or_more=True).apply(audience)).slice((page - 1) * ROWS, ROWS)
    return rows.select(
        pl.concat_str("first_name", "last_name", separator=" ", ignore_nulls=True).alias("name"),
        "company",
        "email",
        "events_attended",
        "events_registered",
        cells.minutes("watch_ms"),
        "questions",
        "survey_answers",
        cells.wall_clock("last_seen", zone),
    )


def _people_config() -> dict[str, Any]:
    column = st.column_config
    return {
        "name": column.TextColumn(words.COLUMN_NAME, width=170),
        "company": column.TextColumn(words.COLUMN_COMPANY, width=150),
        "email": column.TextColumn(words.E_MAIL, width=200),
        "events_attended": column.NumberColumn(words.COLUMN_EVENTS, format="localized", width=130),
        "events_registered": column.NumberColumn(words.COLUMN_REGISTERED, format="localized", width=135),
        "watch_ms": column.NumberColumn(words.MINUTES, format="localized", width=130),
        "questions": column.NumberColumn(words.COLUMN_QUESTIONS, format="localized", width=85),
        "survey_answers": column.NumberColumn(words.SURVEY_ANSWERS, format="localized", width=120),
        "last_seen": column.DatetimeColumn(words.COLUMN_LAST, format="D MMM YYYY, HH:mm"),
    }


def master(context: Context, choice: Compared) -> None:
    """Draw the master event analytics: every figure of every event; a picked row opens the event's people."""
    block = heading.draw(words.MASTER)
    st.caption(words.MASTER_HINT)
    frame, whole = choice.analytics, _whole(context.audience, context.zone, context.locale)
    columns = column_chooser.choose(
        column_chooser.EVENTS, {name: _label(name) for name in whole.columns}, whole.columns
    )
    only = column_chooser.for_file(column_chooser.EVENTS, columns)
    block.offer(downloads.table(EVENTS, download_words.THIS_TABLE, columns=only))
    shown = whole[list(columns)]
    picked = tables.table(
        shown, f"wi-master-{frame.height}", _master_config(shown), alt=words.MASTER_TABLE,
        height=None if frame.height <= EVENTS_AT_FIRST else 420,
    )  # fmt: skip
    if picked is not None:
        _open(context, choice, frame["event_id"][frame.height - 1 - picked])


@held
def _whole(audience: Audience, zone: str, locale: str | None) -> pl.DataFrame:
    """Return every figure of every event as the table shows them, the latest event first."""
    return _master(by_time(audience, zone, locale, STAYED_MINUTES), zone)


def _own() -> dict[str, str]:
    return {
        "answered": words.COLUMN_ANSWERED,
        "creator": words.COLUMN_CREATOR,
        "cost_center": words.COLUMN_COST_CENTER,
        "event_id": words.COLUMN_ID,
        "created_at": words.CREATED,
        "live_end": words.LIVE_END,
    }


_FIRST: Final = ("title", "at", "total_registrants", "attendees", "live_conversion_rate", "total_conversion_rate")
_DROPPED: Final = ("live_start",)


def _master(frame: pl.DataFrame, zone: str) -> pl.DataFrame:
    """Return the figures as the table shows them: the most asked for first, what the platform reported last.

    The latest event, which is the last one of the frame, comes first.
    """
    rest = [name for name in frame.columns if name not in (*_FIRST, *_DROPPED)]
    ordered = sorted(rest, key=lambda name: (name.startswith("reported_"), name in _FACTS))
    shown = [_cell(name, frame.schema[name], zone) for name in (*_FIRST, *ordered)]
    return frame.lazy().reverse().select(shown).collect()


_FACTS: Final = ("event_id", "cost_center", "creator", "created_at", "live_end")


def _cell(name: str, kind: Any, zone: str) -> pl.Expr:
    if isinstance(kind, pl.Datetime):
        return cells.wall_clock(name, zone)
    if name.endswith("_rate"):
        return pl.col(name) * 100
    if "watch_ms" in name:
        return cells.minutes(name)
    return pl.col(name)


def _master_config(frame: pl.DataFrame) -> dict[str, Any]:
    return {name: _column(name, kind) for name, kind in frame.schema.items()}


def _column(name: str, kind: Any) -> Any:  # Streamlit's column types share no public base
    column, label = st.column_config, _label(name)
    if name == "title":
        return column.TextColumn(label, width=230, pinned=True)
    if isinstance(kind, pl.Datetime):
        return column.DatetimeColumn(label, format="D MMM YYYY, HH:mm")
    if name.endswith("_rate"):
        return column.NumberColumn(label, format="%.0f %%")
    return column.NumberColumn(label, format="localized") if kind.is_numeric() else column.TextColumn(label)


def _label(name: str) -> str:
    if name.startswith("reported_"):
        return f"{_label(name.removeprefix('reported_'))} ({words.PLATFORM})"
    if name in ("title", "at"):
        return {"title": words.COLUMN_EVENT, "at": words.COLUMN_AT}[name]
    found = _own().get(name) or (definitions.label(name) if name in definitions.DEFINITIONS else name)
    return words.in_minutes(found) if "watch_ms" in name else found


def _open(context: Context, choice: Compared, event_id: str) -> None:
    group = dimensions.event_names(context.audience).filter(pl.col("event_id") == event_id)["group"][0]
    title = choice.analytics.filter(pl.col("event_id") == event_id)["title"][0]
    people.show_sets(context.audience, [Group("event", group)], kit_words.event(title))
