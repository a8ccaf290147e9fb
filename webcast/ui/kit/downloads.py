"""Links to files: streamed, behind the sign-in, and with the row count on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from webcast.cohorts.cohort import Cohort
from webcast.exports import listings
from webcast.exports.csv import Mode
from webcast.exports.listings import REGISTRANTS
from webcast.ui.frame import current_run, state
from webcast.ui.kit import words
from webcast.view.filters import Filters
from webcast.web.links import export


def address(
    sets: Sequence[Cohort] = (),
    columns: Sequence[str] = (),
    mode: Mode = Mode.SPREADSHEET,
    *,
    everybody: bool = False,
    kind: str = "csv",
    table: str = REGISTRANTS,
) -> str:
    """Return the address of a file: of what the page shows, narrowed by sets, with some columns or all."""
    here = current_run.get()
    view = state.view()
    if everybody:
        view = replace(view, filters=Filters(), event="", cohorts=())
    # What a table does not depend on is nobody's business who gets its address.
    view = replace(view, choices=listings.choices_for(table, view.choices))
    return export(here.app, here.visitor, view.of(table, sets, columns), mode=mode, kind=kind)


def links(rows: int, sets: Sequence[Cohort] = (), columns: Sequence[str] = (), *, everybody: bool = False) -> None:
    """Draw the download for spreadsheets and, quieter, the exact one for an import elsewhere, Excel and Parquet.

    Args:
        rows: How many registrants the file holds.
        sets: What narrows the audience beyond the filters.
        columns: Headers to keep; none means all.
        everybody: Leave the filters out, where a list is of the events whatever they are.
    """
    spreadsheet, exact = (
        escape(address(sets, columns, mode, everybody=everybody)) for mode in (Mode.SPREADSHEET, Mode.EXACT)
    )
    kinds = ("xlsx", "parquet")
    targets = (escape(address(sets, columns, everybody=everybody, kind=kind)) for kind in kinds)
    others = [(words.EXACT_CSV, exact), *zip((words.KINDS[kind] for kind in kinds), targets, strict=True)]
    quiet = "".join(f'<a class="wi-quiet" href="{target}" download>{label}</a>' for label, target in others)
    st.html(
        f'<p class="wi-downloads"><a class="wi-button" href="{spreadsheet}" download>{words.download(rows)}</a>'
        f"{quiet}</p>"
    )


def files(
    table: str,
    label: str,
    sets: Sequence[Cohort] = (),
    columns: Sequence[str] = (),
) -> None:
    """Draw the links to a table as CSV, Excel and Parquet.

    Args:
        table: One of :data:`webcast.exports.listings.NAMES`.
        label: What it is.
        sets: What narrows the audience beyond the filters.
        columns: Headers to keep; none means all.
    """
    found = (address(sets, columns, kind=kind, table=table) for kind in words.KINDS)
    targets = zip(words.KINDS, map(escape, found), strict=True)
    quiet = "".join(f'<a class="wi-quiet" href="{to}" download>{words.KINDS[kind]}</a>' for kind, to in targets)
    st.html(f'<p class="wi-downloads wi-files"><span>{escape(label)}</span>{quiet}</p>')


def summary() -> None:
    """Draw the links to the one-page summary; as PDF too where the server can print, else with a word on how to."""
    target = escape(address(kind="html"))
    if current_run.get().app.printer.ready:
        beside = f'<a class="wi-quiet" href="{escape(address(kind="pdf"))}" download>{words.SUMMARY_PDF}</a>'
    else:
        beside = f'<span class="wi-hint">{words.SUMMARY_PRINTS}</span>'
    st.html(
        f'<p class="wi-downloads"><a class="wi-button wi-secondary" href="{target}" download>{words.SUMMARY}</a>'
        f"{beside}</p>"
    )
