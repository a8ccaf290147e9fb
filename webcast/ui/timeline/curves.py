"""The curves of the Timeline page, each with the table that says the same, and the people behind their points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from webcast.analysis import timeline
from webcast.charts.curves import MANY
from webcast.cohorts.in_time import RegisteredAhead, Started, Staying, Watched
from webcast.presentation import timeline as prepare
from webcast.ui.frame.page import Context
from webcast.ui.kit import downloads, heading, marks, people, tables
from webcast.ui.kit import words as kit_words
from webcast.ui.kit.heading import Heading
from webcast.ui.timeline import words
from webcast.ui.timeline.blocks import Choice


def as_table(frame: pl.DataFrame, config: dict[str, Any], key: str, alt: str) -> int | None:
    """Draw what a chart shows as a table in its place; return the place of a picked row."""
    return tables.table(frame, key, config, alt=alt, height=None if frame.height <= 8 else 320)


def _coarse(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a curve by the minute in steps of five, and its end."""
    return frame.filter((pl.col("minute") % 5 == 0) | (pl.int_range(pl.len()) == pl.len() - 1))


def _shares(frame: pl.DataFrame, column: str, label: str, key: str, alt: str) -> list[Any] | None:
    """Draw a curve of shares by the minute as a table; return a picked row as a mark of it."""
    rows = _coarse(frame).select("minute", column, pl.col("share") * 100)
    config = {
        "minute": st.column_config.NumberColumn(words.COLUMN_MINUTE, format="localized"),
        column: st.column_config.NumberColumn(label, format="localized"),
        "share": st.column_config.NumberColumn(kit_words.COLUMN_OF_BASE, format="%.0f %%"),
    }
    place = as_table(rows, config, key, alt)
    return None if place is None else [key, int(rows["minute"][place])]


def staying(choice: Choice, context: Context, retention: pl.DataFrame) -> None:
    """Draw how long people stayed live, beside the other events; a click opens who was still there."""
    block = heading.draw(words.RETENTION, "retention")
    others = _others(choice, _each(choice, context, timeline.retention)) if retention.height else {}
    on_air = choice.known is not None
    drawn = prepare.retention(choice.audience, context, so_far=on_air, frame=retention, others=others)
    block.says(drawn.finding)
    if not retention.height:
        marks.chart(drawn.figure(), "wi-retention")
        return
    block = _compared(block, others)
    clicked = block.chart(
        drawn.figure,
        "wi-retention",
        lambda: _shares(retention, "remaining", words.COLUMN_THERE, "wi-retention-rows", words.RETENTION),
    )
    block.offer(downloads.table("retention", words.RETENTION))
    if clicked:
        people.show_sets(choice.behind(), [Staying(clicked[1])])


def registering(choice: Choice, context: Context) -> None:
    """Draw when people registered, beside the other events; a click opens who did on that day."""
    block = heading.draw(words.REGISTRATIONS, "registration_curve")
    each = _each(choice, context, timeline.registration_curve)
    others = _others(choice, each)
    own = each.get(choice.event["event_id"]) if choice.event else None
    drawn = prepare.registrations(choice.audience, context, frame=own, others=others)
    block.says(drawn.finding)
    if not drawn.frame.height:
        marks.chart(drawn.figure(), "wi-registrations")
        return
    config = {
        "days_before": st.column_config.NumberColumn(words.COLUMN_DAYS, format="localized"),
        "registrants": st.column_config.NumberColumn(words.COLUMN_REGISTERED, format="localized"),
    }

    def table() -> list[Any] | None:
        rows = drawn.frame.filter(pl.col("registrants") > 0)
        picked = as_table(rows.select(*config), config, "wi-registrations-rows", words.REGISTRATIONS)
        return None if picked is None else ["", int(rows["days_before"][picked])]

    block = _compared(block, others)
    clicked = block.chart(drawn.figure, "wi-registrations", table)
    block.offer(downloads.table("registrations", words.REGISTRATIONS))
    if clicked:
        people.show_sets(choice.behind(), [RegisteredAhead(clicked[1])])


def _each(choice: Choice, context: Context, curve: Callable[..., pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return event id → its curve, where there are others than the one in view, and so few that they can be drawn."""
    if not 0 < len(choice.others) <= MANY:
        return {}
    return {part["event_id"][0]: part for part in curve(context.audience, by_event=True).partition_by("event_id")}


def _others(choice: Choice, each: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return name → the curve, of the other events."""
    return {name: each[event] for event, name in choice.others.items() if event in each}


def _compared(block: Heading, others: dict[str, pl.DataFrame]) -> Heading:
    return block.explain(words.COMPARED_HINT) if others else block


def on_demand_days(choice: Choice, context: Context) -> None:
    """Draw on-demand views a day; a click opens who viewed then."""
    block = heading.draw(words.ON_DEMAND_DAYS, "on_demand_days")
    drawn = prepare.on_demand_days(choice.audience, context)
    block.says(drawn.finding)
    if not drawn.frame.height:
        marks.chart(drawn.figure(), "wi-on-demand-days")
        return
    config = {
        "day": st.column_config.DateColumn(words.COLUMN_DAY, format="D MMM YYYY"),
        "sessions": st.column_config.NumberColumn(words.COLUMN_VIEWS, format="localized"),
        "viewers": st.column_config.NumberColumn(words.COLUMN_VIEWERS, format="localized"),
    }

    def table() -> list[Any] | None:
        rows = drawn.frame.filter(pl.col("sessions") > 0)
        picked = as_table(rows.select(*config), config, "wi-on-demand-rows", words.ON_DEMAND_DAYS)
        return None if picked is None else ["", *[rows["day"][picked].isoformat()] * 2]

    clicked = block.chart(drawn.figure, "wi-on-demand-days", table)
    block.offer(downloads.table("on-demand-days", words.ON_DEMAND_DAYS))
    if clicked:
        first, last = (date.fromisoformat(day) for day in clicked[1:])
        people.show_sets(choice.behind(), [Started("On-Demand", first, last, context.zone)])


def survival(choice: Choice, context: Context) -> None:
    """Draw how much on-demand viewers watched; a click opens who watched at least so much."""
    block = heading.draw(words.SURVIVAL, "on_demand_survival", notes=(words.SURVIVAL_HINT,))
    drawn = prepare.survival(choice.audience, context)
    block.says(drawn.finding)
    if not drawn.frame.height:
        marks.chart(drawn.figure(), "wi-survival")
        return
    clicked = block.chart(
        drawn.figure,
        "wi-survival",
        lambda: _shares(drawn.frame, "viewers", words.COLUMN_WATCHED, "wi-survival-rows", words.SURVIVAL),
    )
    block.offer(downloads.table("on-demand-survival", words.SURVIVAL))
    if clicked:
        people.show_sets(choice.behind(), [Watched(clicked[1])])
