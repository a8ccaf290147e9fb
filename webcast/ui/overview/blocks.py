"""What the Overview computes for its sentence, its figures and their comparison, and what it lists below."""

from __future__ import annotations

from typing import Final

import polars as pl
import streamlit as st

from webcast import formats
from webcast.analysis import attendance, summary
from webcast.analysis.audience import Audience
from webcast.analysis.by_event import WAYS
from webcast.analysis.definitions import label
from webcast.analysis.held import held
from webcast.analysis.summary import Overall
from webcast.charts import attendance as chart_of
from webcast.cohorts.cohort import Attended, Cohort, Group
from webcast.exports.listings import EVENTS
from webcast.formats import duration, number, percent
from webcast.language import say
from webcast.presentation import attendance as prepare
from webcast.presentation import bases, headline, named, reported_figures
from webcast.reports.dates import event_date
from webcast.ui.frame.page import Context
from webcast.ui.kit import as_table, cells, download_words, downloads, folding, heading, people, tables
from webcast.ui.kit import words as kit_words
from webcast.ui.kit.baseline import Baseline
from webcast.ui.kit.figures import Figure
from webcast.ui.overview import words

ROWS_AT_FIRST: Final = named.ATTENDED_AT_FIRST
_SET_OF: Final = {"Live": "live", "On-Demand": "od", "SimLive": "simlive", attendance.ABSENT: "none"}


def answer(overall: Overall, base: Baseline) -> str:
    """Return the sentence that answers the page's question."""
    live, total = overall.live_conversion_rate, overall.total_conversion_rate
    return headline.answer(
        overall, base.points("live_conversion_rate", live), base.points("total_conversion_rate", total)
    )


def key_figures(overall: Overall, base: Baseline, zone: str, locale: str | None) -> list[Figure]:
    """Return the row of key figures."""
    live, total = overall.live_conversion_rate, overall.total_conversion_rate
    peak = kit_words.at(formats.instant(overall.peak_at, zone, locale)) if overall.peak_at else kit_words.NO_SESSIONS
    return [
        Figure.of(
            "total_registrants",
            number(overall.total_registrants),
            kit_words.persons(overall.people),
            base.count("total_registrants", overall.total_registrants, number),
            base.spark("total_registrants", number),
        ),
        Figure.of(
            "live_conversion_rate",
            percent(live),
            bases.in_time(overall),
            base.share("live_conversion_rate", live),
            base.spark("live_conversion_rate", percent),
        ),
        Figure.of(
            "total_conversion_rate",
            percent(total),
            bases.registrants(overall.told),
            base.share("total_conversion_rate", total),
            base.spark("total_conversion_rate", percent),
        ),
        Figure.of(
            "average_watch_ms",
            duration(overall.average_watch_ms),
            bases.attending(overall.watching_people),
            base.count("average_watch_ms", overall.average_watch_ms, duration),
            base.spark("average_watch_ms", duration),
        ),
        Figure.of(
            "peak_viewers",
            number(overall.peak_viewers),
            peak,
            base.count("peak_viewers", overall.peak_viewers, number),
            base.spark("peak_viewers", number),
        ),
    ]


def chart(context: Context, base: Baseline) -> None:
    """Draw how each event was attended, beside what it is compared with; a click on a bar opens its people."""
    block = heading.draw(words.ATTENDANCE, "attended", "no_shows")
    prepared = prepare.by_event(context.audience, context, base.drawn(WAYS))
    block.says(prepared.finding)
    most = folding.bars(prepared, "wi-all-events", kit_words.all_events)
    clicked = block.chart(lambda: prepared.figure(most), "wi-attendance", lambda: _ways(prepared.frame))
    block.offer(downloads.table("attendance", download_words.THIS_TABLE))
    if rest := prepared.left_out(most):
        st.caption(kit_words.not_shown(rest))
    if clicked:
        _, way, event_id = clicked
        title = prepared.frame.filter(pl.col("event_id") == event_id)["title"][0]
        sets: list[Cohort] = [Group("event", title), Attended(_SET_OF[way])]
        people.show_sets(context.audience, sets, words.way_title(title, sets[1].describe()))


def _ways(frame: pl.DataFrame) -> list[str] | None:
    """Draw the bars as a table; return a picked row as a mark of the chart."""
    labels = {
        "title": kit_words.COLUMN_TITLE,
        "said": words.COLUMN_WAY,
        "registrants": kit_words.COLUMN_REGISTRANTS,
        "share": kit_words.COLUMN_OF_BASE,
    }
    told = frame.with_columns(said=pl.Series([say(way) for way in frame["way"]], dtype=pl.String))
    ways = [(chart_of.WAY, *row) for row in frame.select("way", "event_id").rows()]
    return as_table.draw(told, "wi-attendance-rows", labels, ways, alt=words.ATTENDANCE)


@held
def _per_event(audience: Audience, zone: str) -> pl.DataFrame:
    """Return the key figures of each event as the table shows them."""
    dates = audience.events.lazy().select("event_id", event_date().alias("at"))
    figures = summary.key_figures(audience).lazy().join(dates, on="event_id", how="left", maintain_order="left")
    return figures.select(
        "title",
        cells.wall_clock("at", zone),
        "total_registrants",
        pl.col("live_conversion_rate", "total_conversion_rate") * 100,
        "no_shows",
        "unique_live_viewers",
        "unique_od_viewers",
        cells.minutes("average_watch_ms"),
    ).collect()


def table(context: Context) -> None:
    """Draw one row an event."""
    block = heading.draw(words.PER_EVENT, "live_conversion_rate", "total_conversion_rate", "average_watch_ms")
    shown = _per_event(context.audience, context.zone)
    column = st.column_config
    tables.mount(
        shown,
        "wi-per-event",
        {
            "title": column.TextColumn(kit_words.COLUMN_TITLE, width=230),
            "at": column.DatetimeColumn(kit_words.COLUMN_DATE, format="D MMM YYYY, HH:mm"),
            "total_registrants": column.NumberColumn(label("total_registrants"), format="localized"),
            "unique_live_viewers": column.NumberColumn(label("unique_live_viewers"), format="localized"),
            "unique_od_viewers": column.NumberColumn(label("unique_od_viewers"), format="localized"),
            "no_shows": column.NumberColumn(label("no_shows"), format="localized"),
            "live_conversion_rate": column.NumberColumn(label("live_conversion_rate"), format="%.0f %%"),
            "total_conversion_rate": column.NumberColumn(label("total_conversion_rate"), format="%.0f %%"),
            "average_watch_ms": column.NumberColumn(words.AVERAGE_MINUTES, format="localized"),
        },
        alt=words.PER_EVENT,
        height=None if shown.height <= ROWS_AT_FIRST else 480,
    )
    block.offer(downloads.table(EVENTS, download_words.THIS_TABLE))


def reported(context: Context) -> None:
    """Say where the platform's own figures differ from ours, and why, as far as that is known."""
    figures = summary.key_figures(context.everyone)
    differing = reported_figures.differences(context.everyone)
    if not any(figures[name].count() for name in figures.columns if name.startswith("reported_")):
        st.caption(words.NOTHING_REPORTED)
        return
    if differing.is_empty():
        st.caption(words.REPORTED_AGREES)
        return
    with st.expander(words.reported_differs(differing.height)):
        st.caption(words.REPORTED_HINT)
        tables.mount(
            _explained(differing),
            "wi-differences",
            {
                "title": st.column_config.TextColumn(kit_words.COLUMN_TITLE, width="medium"),
                "figure": st.column_config.TextColumn(words.COLUMN_FIGURE),
                "reported": st.column_config.TextColumn(words.COLUMN_REPORTED),
                "computed": st.column_config.TextColumn(words.COLUMN_COMPUTED),
                "why": st.column_config.TextColumn(words.COLUMN_WHY, width="large"),
            },
            alt=words.reported_differs(differing.height),
            height=480,
        )
        downloads.menu(downloads.table("differences", download_words.THIS_TABLE))


def _explained(found: pl.DataFrame) -> pl.DataFrame:
    """Return the differences as people read them, each with what may explain it."""
    written: dict[str, list[str]] = {"figure": [], "reported": [], "computed": []}
    for figure, reported, computed in found.select("figure", "reported", "computed").rows():
        write = percent if figure.endswith("_rate") else number
        written["figure"].append(label(figure))
        written["reported"].append(write(reported))
        written["computed"].append(write(computed))
    return found.select("title", *(pl.Series(name, said, dtype=pl.String) for name, said in written.items()), "why")


def warnings(context: Context) -> None:
    """List what the decoder had to mend, if anything."""
    found = reported_figures.warnings(context.everyone)
    if found.is_empty():
        return
    with st.expander(words.warnings(found.height)):
        st.caption(words.WARNINGS_HINT)
        tables.mount(
            found.select("title", "record", "field", "message"),
            "wi-warnings",
            {
                "title": st.column_config.TextColumn(kit_words.COLUMN_TITLE, width="medium"),
                "record": st.column_config.NumberColumn(kit_words.COLUMN_RECORD, format="localized"),
                "field": st.column_config.TextColumn(kit_words.COLUMN_FIELD),
                "message": st.column_config.TextColumn(kit_words.COLUMN_MESSAGE, width="large"),
            },
            alt=words.warnings(found.height),
            height=480,
        )
        downloads.menu(downloads.table("warnings", download_words.THIS_TABLE))
