"""Frequent words of texts: bars, the people who used one, and which word a list is narrowed to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl
import streamlit as st

from webcast.charts import voices as chart
from webcast.cohorts.cohort import Cohort
from webcast.ui.frame import session_keys
from webcast.ui.frame.page import Context
from webcast.ui.kit import as_table, downloads, heading, people, words

AT_FIRST: Final = 8
MOST: Final = 30


def choose(
    context: Context,
    frame: pl.DataFrame,
    key: str,
    texts: str,
    behind: Callable[[str], Cohort],
    *,
    file: downloads.File,
) -> str | None:
    """Draw the words; one that is clicked opens who used it, and stays chosen. Return the chosen one.

    Args:
        context: What the page works with.
        frame: ``term``, ``texts``, ``rows``, ``share``, the most frequent first.
        key: Names the list in the session.
        texts: What the texts are: ``answer``, ``question``.
        behind: The people whose texts hold a word.
        file: All of the words.
    """
    repeated = frame.head(int((frame["texts"] > 1).sum()))  # the most frequent come first
    shown = frame if repeated.is_empty() else repeated
    if shown.is_empty():
        return None
    block = heading.draw(words.TERMS, "terms", notes=(words.TERMS_HINT,))
    most = AT_FIRST
    unfolded = min(shown.height, MOST)
    if unfolded > AT_FIRST + 1 and st.toggle(words.more_terms(unfolded), key=f"wi-more-terms-{key}"):
        most = MOST
    drawn = shown.head(most if shown.height > AT_FIRST + 1 else shown.height)
    clicked = block.chart(
        lambda: chart.terms(drawn, texts=texts, theme=context.theme),
        f"wi-terms-{key}",
        lambda: _table(shown.head(MOST), key),
    )
    block.offer(file)
    term = clicked[1] if clicked else None
    chosen: dict[str, str] = st.session_state.setdefault(session_keys.CHOSEN_TERMS, {})
    if term is not None:
        chosen[key] = term
        people.show_sets(context.audience, [behind(term)])
    return chosen.get(key) if chosen.get(key) in set(frame["term"]) else None


def narrowed(key: str, term: str) -> None:
    """Say that a list is narrowed to a word, with the way back."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"wi-narrowed-{key}"):
        st.caption(words.with_term(term), width="content")
        st.button(words.ALL_TEXTS, type="tertiary", key=f"wi-all-texts-{key}", on_click=_release, args=(key,))


def _table(shown: pl.DataFrame, key: str) -> list[str] | None:
    """Draw a row a word; return a picked one as a mark of the chart."""
    labels = {
        "term": words.COLUMN_TERM,
        "texts": words.COLUMN_TEXTS,
        "share": words.COLUMN_SHARE,
        "rows": words.COLUMN_REGISTRANTS,
    }
    picks = [(chart.TERM, term) for term in shown["term"]]
    return as_table.draw(shown, f"wi-term-rows-{key}", labels, picks, alt=words.TERMS_TABLE)


def _release(key: str) -> None:
    st.session_state[session_keys.CHOSEN_TERMS].pop(key, None)
