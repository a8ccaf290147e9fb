"""The Registrants page: who stands out, the list with columns to choose, and one person in full."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import streamlit as st

from webcast.analysis import askers, attendance, definitions, dimensions, people_list, summary
from webcast.analysis.audience import Audience
from webcast.analysis.by_event import KEY_FIGURES
from webcast.analysis.held import held
from webcast.analysis.list_order import AS_REPORTED, Order
from webcast.analysis.listed import Paged
from webcast.charts import attendance as chart_of
from webcast.cohorts.cohort import Group
from webcast.formats import number
from webcast.presentation import attendance as prepare
from webcast.ui.frame import options
from webcast.ui.frame.page import Context
from webcast.ui.kit import (
    as_table,
    baseline,
    column_chooser,
    downloads,
    folding,
    heading,
    people,
    people_columns,
    person,
    tables,
    weights,
)
from webcast.ui.kit import words as kit_words
from webcast.ui.kit.change import Change
from webcast.ui.kit.figures import Figure
from webcast.ui.kit.spark import Spark
from webcast.ui.registrants import words

PAGE: Final = 100
"""Registrants on a page of the list: what crosses the wire at once."""

ROWS_AT_FIRST: Final = 15
GROUPS_MORE: Final = 30
_BY: Final = ("company", "country", "domain", "campaign", "referrer")


@held
def answer(audience: Audience) -> str:
    """Return the sentence that answers the page's question."""
    whole = summary.overall(audience)
    companies = attendance.by_group(audience, "company")["group", "attended"].rows()
    leading = [(name, attended) for name, attended in companies if name is not None and attended]
    return words.answer_registrants(whole.attendees, whole.told or audience.count, leading[:3])


def key_figures(context: Context) -> list[Figure]:
    """Return the row of key figures, beside what figures are compared with."""
    audience, base = context.audience, baseline.choose(context, KEY_FIGURES)
    whole = summary.overall(audience)
    asked, told = _askers(audience), whole.told
    registrants = audience.count

    def compared(name: str, value: int | None) -> tuple[Change, Spark | None]:
        return base.count(name, value, number), base.spark(name, number)

    return [
        Figure.of(
            "total_registrants",
            number(registrants),
            kit_words.persons(whole.people),
            *compared("total_registrants", registrants),
        ),
        Figure.of(
            "attendees",
            number(whole.attendees),
            words.share_of(whole.attendees, told),
            *compared("attendees", whole.attendees),
        ),
        Figure.of(
            "no_shows",
            number(whole.no_shows),
            words.share_of(whole.no_shows, told),
            *compared("no_shows", whole.no_shows),
        ),
        Figure.of("askers", number(asked), words.share_of_people(asked, whole.people)),
    ]


@held
def _askers(audience: Audience) -> int:
    if not audience.opened:
        return int(askers.counted(audience)["askers"][0])
    # Of people at hand their questions are counted already: one plan in place of three.
    return audience.where(pl.col("questions") > 0).people


def chart(context: Context) -> None:
    """Draw which groups bring the people; a click on a bar opens them."""
    known = [by for by in _BY if by in dimensions.available(context.audience)]
    block = heading.draw(words.WHERE_FROM, "attended", "company", "campaign")
    with st.container(horizontal=True, vertical_alignment="center", key="wi-groups-options"):
        by = options.segments(
            words.BROKEN_DOWN_BY, {name: dimensions.label(name) for name in known}, "by", label_hidden=True
        )
    prepared = prepare.by_group(context.audience, by, context)
    block.says(prepared.finding)
    bars = st.container()
    with st.container(horizontal=True, vertical_alignment="center", key="wi-groups-rest"):
        most = folding.bars(prepared, "wi-more-groups", kit_words.more_groups, GROUPS_MORE)
        rest = prepared.frame.slice(most)
        if rest.height:
            st.caption(words.other_groups(rest.height, int(rest["attended"].sum()), int(rest["told"].sum())))
    with bars:
        clicked = block.chart(lambda: prepared.figure(most), "wi-groups", lambda: _groups(prepared.frame, by))
    block.offer(downloads.table("groups", words.GROUPS_TABLE))
    if clicked:
        people.show_sets(context.audience, [Group(by, clicked[1])])


def _groups(frame: pl.DataFrame, by: str) -> list[Any] | None:
    """Draw a row a group; return a picked one as a mark of the chart."""
    labels = {
        "name": dimensions.label(by),
        "registrants": kit_words.COLUMN_REGISTRANTS,
        "attended": definitions.label("attendees"),
        "share": kit_words.COLUMN_OF_BASE,
    }
    shown = frame.head(tables.SOME).with_columns(
        name=pl.col("group").fill_null(dimensions.missing(by)), share=pl.col("attended") / pl.col("told")
    )
    picks = [(chart_of.GROUP, group) for group in shown["group"]]
    return as_table.draw(shown, f"wi-group-rows-{by}", labels, picks, alt=words.WHERE_FROM)


def table(context: Context) -> None:
    """Draw the list, a page at a time, with its sorting, its columns and its download."""
    if context.everyone.masking is not None:
        return
    block = heading.draw(words.LIST)
    chosen, by, falling = _controls(context.everyone)
    cut = column_chooser.for_file(column_chooser.REGISTRANTS, chosen)
    block.offer(downloads.people(context.audience.count, columns=cut))
    place = st.container()
    pages = -(-context.audience.count // PAGE)
    with st.container(horizontal=True, vertical_alignment="center", key="wi-list-foot"):
        hint = st.container(width="content")
        shown = st.pagination(pages, key=f"wi-list-page-{pages}") if pages > 1 else 1
        hint.caption(kit_words.list_hint(shown, PAGE, context.audience.count))
    order = Order(by, falling, weights.current())
    with place:
        rows, opened = _rows(context, order, shown, chosen)
    if opened is not None:
        apart = _apart(order, ())
        person.show(context, opened, Paged(context.audience, order, rows, (shown - 1) * PAGE, PAGE, apart=apart))


def _rows(context: Context, order: Order, shown: int, chosen: tuple[str, ...]) -> tuple[pl.Series, int | None]:
    """Draw a page of the list; return its rows, and that of the person who was picked just now."""
    audience = context.audience
    rows, frame = _page(audience, order, shown - 1, chosen, context.zone)
    picked = tables.table(
        frame, f"wi-list-{order.by}-{order.falling}-{shown}-{audience.count}", people_columns.config(frame.columns),
        alt=kit_words.LIST_TABLE,
        height=None if frame.height <= ROWS_AT_FIRST else 270,
        whole=frame.height == audience.count,
        lead=people_columns.lead(chosen),
    )  # fmt: skip
    return rows, None if picked is None else int(rows[picked])


@held
def _page(
    audience: Audience, order: Order, page: int, chosen: tuple[str, ...], zone: str
) -> tuple[pl.Series, pl.DataFrame]:
    """Return the rows of one page of the members, and what is shown of them."""

    def shown(some: Audience, rows: pl.Series) -> pl.DataFrame:
        members = some.of_rows(rows, "row", *people_columns.OF_MEMBERS)
        return people_columns.readable(members, chosen, zone, some.everyone, order.weights)[0].collect()

    return people_list.page(audience, order, page * PAGE, PAGE, shown, apart=_apart(order, chosen))


def _apart(order: Order, chosen: tuple[str, ...]) -> bool:
    """Tell whether a list and what it shows depend on one report alone."""
    return not {order.by, *chosen} & people_columns.OF_PERSONS


def _controls(everyone: Audience) -> tuple[tuple[str, ...], str, bool]:
    """Draw sorting and the column chooser; return the columns, the one to sort by, and whether it falls."""
    known = people_columns.available(everyone)
    chosen = column_chooser.shown(column_chooser.REGISTRANTS, known, people_columns.PEOPLE)
    sortable = [AS_REPORTED, *(name for name in people_columns.LABELS if name in chosen)]
    with st.container(horizontal=True, vertical_alignment="center", key="wi-list-head"):
        order = st.selectbox(
            kit_words.ORDER, sortable,
            format_func=lambda n: words.AS_REPORTED if n == AS_REPORTED else people_columns.LABELS[n],
            key="wi-list-order", width=240, persist_state="session",
        )  # fmt: skip
        descending = st.toggle(words.LARGEST_FIRST, key="wi-list-descending", persist_state="session")
        weights.choose()
        column_chooser.choose(column_chooser.REGISTRANTS, known, people_columns.PEOPLE)
    return chosen, order or AS_REPORTED, descending
