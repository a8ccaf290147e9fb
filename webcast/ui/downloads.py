"""Links to the CSV route: streamed, behind the sign-in, and with the row count on them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

import streamlit as st

from webcast.ui import state, words

ROUTE = "/export.csv"
SPREADSHEET, EXACT = "spreadsheet", "exact"


def address(query: Mapping[str, str], mode: str = SPREADSHEET) -> str:
    """Return the address of a CSV: what is in force in this session, narrowed by ``query``."""
    return f"{ROUTE}?{urlencode({**state.query(), **query, 'mode': mode})}"


def links(rows: int, query: Mapping[str, str] | None = None) -> None:
    """Draw the download for spreadsheets and, quieter, the exact one for an import elsewhere.

    Args:
        rows: How many registrants the file holds.
        query: What narrows the audience beyond the filters: a named set, columns.
    """
    narrowed = query or {}
    st.html(
        '<p class="wi-downloads">'
        f'<a class="wi-button" href="{escape(address(narrowed))}" download>{words.download(rows)}</a> '
        f'<a class="wi-quiet" href="{escape(address(narrowed, EXACT))}" download>{words.EXACT_CSV}</a></p>'
    )
