"""Before and after: two surveys of the same questions, what changed between them, and who changed."""

from __future__ import annotations

from typing import Final

import polars as pl
import streamlit as st

from webcast.analysis import before_after
from webcast.analysis.before_after import Pair
from webcast.analysis.stages import FEW
from webcast.cohorts.cohort import Cohort
from webcast.presentation import voices as prepare
from webcast.presentation.two_surveys import TwoSurveys
from webcast.ui.frame import html, options
from webcast.ui.frame.page import Context
from webcast.ui.kit import downloads, heading, people, tables
from webcast.ui.kit.heading import Heading
from webcast.ui.voices import words
from webcast.view import keys

WAYS: Final = 60
"""Ways from answer to answer on the screen; beyond a scale's there are hardly so many."""
_SHARED: Final = "shared"


def draw(context: Context) -> None:
    """Draw what changed between two surveys; nothing where no two share a question."""
    pairs = before_after.pairs(context.everyone)
    if not pairs:
        return
    block = heading.draw(words.BEFORE_AFTER, "answered_both", "changed", "change")
    if not context.audience.opened:  # who answered both is known of all reports together alone
        st.caption(words.CHANGE_NOT_OPENED)
        if not st.button(words.SHOW_CHANGE, key="wi-change-open", type="secondary"):
            return
    with st.container(horizontal=True, vertical_alignment="bottom", key="wi-change-options"):
        pair = _choose_pair(pairs)
        rows = before_after.questions(context.audience, pair.before, pair.after)
        named = {row["text"]: row for row in rows.to_dicts()}
        row = named[options.select(words.SHARED_QUESTION, {text: text for text in named}, _SHARED)]
    compared = TwoSurveys.of(context.audience, pair, row)
    _sentence(compared)
    _figure(block, context, compared)
    _buttons(context, compared)
    if rows.height > 1:
        _questions(rows)
    block.offer(
        downloads.table("survey-change", words.CHANGE_FILE),
        downloads.table("survey-change-people", words.CHANGE_PEOPLE_FILE),
    )


def _choose_pair(pairs: list[Pair]) -> Pair:
    # A name need not tell which survey was taken first, so either order can be chosen.
    turned = [Pair(pair.after, pair.before, pair.shared) for pair in pairs]
    named = {(pair.before, pair.after): pair for pair in (*pairs, *turned)}
    labels = {names: words.pair(*names) for names in named}
    return named[options.together(words.PAIR, labels, ("before", "after"), width=280)]


def _sentence(compared: TwoSurveys) -> None:
    row = compared.row
    said = words.twice(row["persons"], row["changed"])
    said = f"{said} {words.means(row['mean_before'], row['mean_after'])}".strip()
    html.answer(said)
    few = 0 < row["persons"] < FEW
    html.line("wi-context", *([html.text(words.few_persons(row["persons"]))] if few else []), words.NO_RIGHT)


def _figure(block: Heading, context: Context, compared: TwoSurveys) -> None:
    """Draw the answers before and after, or for numbers who went up and down; a bar opens its people."""
    ways = before_after.movements(compared.change).head(WAYS)
    clicked = block.chart(
        prepare.change(compared, context).figure,
        "wi-direction" if compared.numbers else "wi-change",
        None if ways.is_empty() else lambda: _movements(context, compared, ways),
    )
    if clicked:
        people.show_sets(context.audience, [compared.behind(clicked)])


def _buttons(context: Context, compared: TwoSurveys) -> None:
    row = compared.row
    offered = (
        (before_after.CHANGED, words.who_changed(row["changed"]), row["changed"]),
        (before_after.SAME, words.who_stayed(row["same"]), row["same"]),
        (before_after.BOTH, words.who_both(row["persons"]), row["persons"]),
    )
    with st.container(horizontal=True, key="wi-see-changed"):
        for kind, label, count in offered:
            if st.button(label, key=f"wi-changed-{kind}", disabled=not count):
                people.show_sets(context.audience, [compared.who(kind)])


def _movements(context: Context, compared: TwoSurveys, ways: pl.DataFrame) -> None:
    """Draw how many went from which answer to which as a table; a picked row opens them."""
    column = st.column_config
    config = {
        "before": column.TextColumn(compared.pair.before),
        "after": column.TextColumn(compared.pair.after),
        "persons": column.NumberColumn(words.COLUMN_PEOPLE, format="localized", width=90),
    }
    picked = tables.table(
        ways.select("before", "after", "persons"),
        f"wi-movements-{keys.key(compared.row['text'])}",
        config,
        alt=words.MOVEMENTS_TABLE,
        height=None if ways.height <= 8 else 320,
    )
    if picked is not None:
        sets: list[Cohort] = [compared.moved(ways["before"][picked], ways["after"][picked])]
        people.show_sets(context.audience, sets)


def _questions(rows: pl.DataFrame) -> None:
    """Draw every question that both surveys hold; a picked one comes into view."""
    st.caption(words.SHARED_HINT)
    column = st.column_config
    means = {
        "mean_before": column.NumberColumn(words.COLUMN_MEAN_BEFORE, format="%.1f", width=105),
        "mean_after": column.NumberColumn(words.COLUMN_MEAN_AFTER, format="%.1f", width=95),
        "mean_change": column.NumberColumn(words.COLUMN_MEAN_CHANGE, format="%+.1f", width=75),
    }
    config = {
        "text": column.TextColumn(words.COLUMN_QUESTION),
        "persons": column.NumberColumn(words.COLUMN_BOTH, format="localized", width=110),
        "changed": column.NumberColumn(words.COLUMN_CHANGED, format="localized", width=80),
        "changed_share": column.NumberColumn(words.COLUMN_CHANGED_SHARE, format="%.0f %%", width=110),
        **means,
    }
    shown = rows.select(list(config)).with_columns(pl.col("changed_share") * 100)
    few = bool((shown["persons"] < FEW).all())
    hidden = ["changed_share"] if few else []
    picked = tables.table(shown.drop(hidden), "wi-shared-questions", config, alt=words.SHARED_TABLE)
    if picked is not None:
        texts = rows["text"]
        options.put(_SHARED, texts[picked], usual=texts[0])
        st.rerun()
