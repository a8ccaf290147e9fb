"""The Companies page: which companies came, how each compares, and the people of each."""

from __future__ import annotations

from typing import Any, Final, cast

import polars as pl
import streamlit as st

from webcast.analysis import rollups
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.score import Weights
from webcast.charts.rollups import Rank
from webcast.cohorts.across import Company
from webcast.formats import number, percent
from webcast.presentation import across as prepare
from webcast.presentation import measures, named
from webcast.ui.across import rolled_up, words
from webcast.ui.frame import options
from webcast.ui.frame.page import Context
from webcast.ui.kit import column_chooser, download_words, downloads, folding, heading, people, tables, weights
from webcast.ui.kit import words as kit_words
from webcast.ui.kit.baseline import Baseline
from webcast.ui.kit.change import Change
from webcast.ui.kit.figures import Figure
from webcast.ui.kit.spark import Spark

AT_FIRST: Final = named.COMPANIES_AT_FIRST
MORE: Final = measures.MOST
ROWS: Final = 500
"""Companies in the table at once; a search finds the others."""


@held
def answer(audience: Audience, weights: Weights) -> str:
    """Return the sentence that answers the page's question."""
    frame, listed = named.companies_of(audience, weights), named.companies_shown(audience, weights)
    known = rollups.are_known(frame)
    if _untold(frame):
        return words.companies_untold(int(known.sum()))
    came = int((frame["attendees"].filter(known) > 0).sum())
    first = listed.filter(rollups.are_companies(listed) & (listed["attendees"] > 0))
    leading = [(row["named"] or row["company"], row["attendees"]) for row in first.head(3).iter_rows(named=True)]
    return words.companies_answer(int(known.sum()), came, leading, int(frame["attendees"].sum()))


def _untold(frame: pl.DataFrame) -> bool:
    """Tell whether no report says who attended."""
    return frame.height > 0 and frame["attendees"].null_count() == frame.height


@held
def _figures(audience: Audience, weights: Weights) -> dict[str, Any]:
    return measures.companies(named.companies_of(audience, weights))


@held
def _median_rate(audience: Audience, weights: Weights) -> float | None:
    """Return the attendance rate of the company in the middle."""
    frame = named.companies_of(audience, weights)
    rate = frame["attendance_rate"].filter(rollups.are_known(frame)).median()
    return rate if isinstance(rate, float) else None


def key_figures(context: Context, base: Baseline) -> list[Figure]:
    """Return the row of key figures, beside what figures are compared with."""
    audience = context.audience
    found, frame = _figures(audience, weights.current()), named.companies_of(audience, weights.current())
    known, attendees, registrants = found["companies"], int(frame["attendees"].sum()), int(frame["registrants"].sum())
    median = words.median_company(_median_rate(audience, weights.current()))
    of_companies = " · ".join(part for part in (words.of_companies(known), median) if part)

    def share(name: str) -> tuple[Change, Spark | None]:
        return base.share(name, found[name]), base.spark(name, percent)

    def count(name: str) -> tuple[Change, Spark | None]:
        return base.count(name, found[name], number), base.spark(name, number)

    return [
        Figure(
            measures.LABELS["companies"], number(known), words.of_registrants(registrants), words.COMPANIES_TEXT,
            *count("companies"),
        ),
        Figure(
            measures.LABELS["came_companies"], number(found["came_companies"]), of_companies,
            words.CAME_COMPANIES_TEXT, *count("came_companies"),
        ),
        Figure(
            measures.LABELS["top_five"], percent(found["top_five"]),
            words.NOT_TOLD if _untold(frame) else words.of_attendees(attendees), words.TOP_FIVE_TEXT,
            *share("top_five"),
        ),
        Figure(
            measures.LABELS["unknown_company"], percent(found["unknown_company"]), words.of_registrants(registrants),
            words.UNKNOWN_COMPANY_TEXT, *share("unknown_company"),
        ),
    ]  # fmt: skip


def chart(context: Context, base: Baseline) -> None:
    """Draw the companies by what the reader ranks them by; a click on a bar opens its people."""
    block = heading.draw(words.BY_COMPANY, "company", "attendance_rate", "mean_score")
    line = st.container(horizontal=True, vertical_alignment="center", key="wi-companies-options")
    with line:
        by = options.segments(words.COMPANY_ORDER, words.RANKS, "rank")
        weights.choose()
    rank = cast("Rank", by)
    ranked = prepare.ranked(context.audience, weights.current(), rank)
    first = ranked.head(MORE)[["company", "kind"]].rows()
    beside = base.drawn(measures.ranked(by, first, weights.current()), counts=by != "mean_score")
    prepared = prepare.companies(ranked, context, rank, beside)
    block.says(prepared.finding)
    with line:
        most = folding.bars(prepared, "wi-more-companies", kit_words.more_groups, MORE)
    clicked = block.chart(lambda: prepared.figure(most), "wi-companies")
    block.offer()
    if rest := prepared.left_out(most):
        st.caption(words.more_companies(rest))
    if clicked:
        _open(context, clicked[1], clicked[2])


def table(context: Context) -> None:
    """Draw every company with its figures; a picked row opens its people."""
    frame, rows = named.companies_shown(context.audience, weights.current()), _rows(context)
    block = heading.draw(words.ALL_COMPANIES, "company", "attendance_rate", "mean_score")
    known = rolled_up.labels(config())
    with st.container(horizontal=True, vertical_alignment="bottom", key="wi-companies-head"):
        if frame.height > AT_FIRST:
            # What is searched for stays out of the address: it may be a person's.
            wanted = (
                st.text_input(
                    words.FIND_COMPANY,
                    key="wi-find-company",
                    type="search",
                    width=420,
                    placeholder=kit_words.SEARCH_HERE,
                )
                or ""
            )
            if needle := wanted.strip().lower():
                texts = pl.concat_str("label", "company", separator="\x1f", ignore_nulls=True).str.to_lowercase()
                frame = frame.filter(texts.str.contains(needle, literal=True))
                rows = readable(frame)
        columns = column_chooser.choose(column_chooser.COMPANIES, known, tuple(known))
    only = column_chooser.for_file(column_chooser.COMPANIES, columns)
    block.offer(downloads.table("companies", download_words.THIS_TABLE, columns=only))
    shown = frame.head(ROWS)
    count, unknown = (
        _figures(context.audience, weights.current())["companies"],
        shown["kind"] == rollups.Kind.UNKNOWN.value,
    )
    listed = int(rollups.are_companies(shown).sum())
    st.caption(words.companies_listed(listed, count, unknown=bool(unknown.any())))
    picked = tables.table(
        rows.head(ROWS)[list(columns)], f"wi-company-rows-{frame.height}", config(),
        alt=words.COMPANIES_TABLE, height=420,
    )  # fmt: skip
    if picked is not None:
        _open(context, shown["company"][picked], shown["kind"][picked])


def _rows(context: Context) -> pl.DataFrame:
    return _readable(context.audience, weights.current())


@held
def _readable(audience: Audience, weights: Weights) -> pl.DataFrame:
    return readable(named.companies_shown(audience, weights))


def readable(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the figures as the table shows them."""
    return frame.select(
        pl.when(pl.col("company").is_null()).then("label").otherwise("company").alias("company"),
        "named",
        *rolled_up.shown(),
        pl.col("kind").replace_strict(words.KINDS, default=None),
    )


def config() -> dict[str, Any]:
    """Return Streamlit's configuration of the columns."""
    column = st.column_config
    return {
        "company": column.TextColumn(words.COLUMN_COMPANY, width=200),
        "named": column.TextColumn(words.COLUMN_NAMED, width=170),
        **rolled_up.config(),
        "kind": column.TextColumn(words.COLUMN_KNOWN_BY),
    }


def _open(context: Context, company: str | None, kind: str) -> None:
    people.show_sets(context.audience, [Company(company, kind)])
