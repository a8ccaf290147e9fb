"""The Registrants page: who stands out, the list with columns to choose, and one person in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import polars as pl
import streamlit as st

from webcast.analysis import attendance, definitions, dimensions, summary
from webcast.analysis.audience import Audience
from webcast.analysis.by_event import KEY_FIGURES
from webcast.analysis.held import held
from webcast.analysis.score import Weights, scores
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
    chosen, order, descending = _controls(context.everyone)
    cut = column_chooser.for_file(column_chooser.REGISTRANTS, chosen)
    block.offer(downloads.people(context.audience.count, columns=cut))
    place = st.container()
    pages = -(-context.audience.count // PAGE)
    with st.container(horizontal=True, vertical_alignment="center", key="wi-list-foot"):
        hint = st.container(width="content")
        shown = st.pagination(pages, key=f"wi-list-page-{pages}") if pages > 1 else 1
        hint.caption(kit_words.list_hint(shown, PAGE, context.audience.count))
    by = _By(order, descending, weights.current())
    with place:
        opened = _rows(context, by, shown, chosen)
    if opened is not None:
        person.show(context, opened, by.rows(context.audience))


@dataclass(frozen=True)
class _By:
    """How the list is sorted."""

    order: str
    descending: bool
    weights: Weights

    def rows(self, audience: Audience) -> pl.Series:
        """Return the rows of all members in this order."""
        if self.order == "row":
            return audience.pick("row")["row"]
        is_score = self.order == people_columns.SCORE
        keyed = scores(audience, self.weights) if is_score else audience.pick("row", self.order)
        return keyed.sort(self.order, descending=self.descending, nulls_last=True, maintain_order=True)["row"]


def _rows(context: Context, by: _By, shown: int, chosen: tuple[str, ...]) -> int | None:
    """Draw a page of the list; return the row of the person who was picked just now."""
    audience = context.audience
    rows, frame = _page(audience, by, shown - 1, chosen, context.zone)
    picked = tables.table(
        frame, f"wi-list-{by.order}-{by.descending}-{shown}-{audience.count}", people_columns.config(frame.columns),
        alt=kit_words.LIST_TABLE,
        height=None if frame.height <= ROWS_AT_FIRST else 270,
        whole=frame.height == audience.count,
        lead=people_columns.lead(chosen),
    )  # fmt: skip
    return None if picked is None else int(rows[picked])


@held
def _page(
    audience: Audience, by: _By, page: int, chosen: tuple[str, ...], zone: str
) -> tuple[pl.Series, pl.DataFrame]:
    """Return the rows of one page of the members, and what is shown of them."""
    members = _gathered(audience, by, page)
    shown, _ = people_columns.readable(members, chosen, zone, audience.everyone, by.weights)
    return members["row"], shown.collect()


def _gathered(audience: Audience, by: _By, page: int) -> pl.DataFrame:
    """Return one page of the members in the order asked for; only its rows are gathered."""
    if by.order == "row":
        return audience.lazy().slice(page * PAGE, PAGE).collect()
    wanted = by.rows(audience).slice(page * PAGE, PAGE)
    found = audience.lazy().filter(pl.col("row").is_in(wanted.implode())).collect()
    return wanted.to_frame().join(found, on="row", how="left", maintain_order="left")


def _controls(everyone: Audience) -> tuple[tuple[str, ...], str, bool]:
    """Draw sorting and the column chooser; return the columns, the one to sort by, and whether it falls."""
    known = people_columns.available(everyone)
    chosen = column_chooser.shown(column_chooser.REGISTRANTS, known, people_columns.PEOPLE)
    sortable = ["row", *(name for name in people_columns.LABELS if name in chosen)]
    with st.container(horizontal=True, vertical_alignment="center", key="wi-list-head"):
        order = st.selectbox(
            kit_words.ORDER, sortable,
            format_func=lambda n: words.AS_REPORTED if n == "row" else people_columns.LABELS[n],
            key="wi-list-order", width=240, persist_state="session",
        )  # fmt: skip
        descending = st.toggle(words.LARGEST_FIRST, key="wi-list-descending", persist_state="session")
        weights.choose()
        column_chooser.choose(column_chooser.REGISTRANTS, known, people_columns.PEOPLE)
    return chosen, order or "row", descending
