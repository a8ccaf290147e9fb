"""The accounts of a person who is in several, each in a row: how many events, and how these usually went.

Each row is of what they may see of that account. Nobody is counted across accounts: what is a person in one may be
masked in another, and their reports were fetched at other times.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import streamlit as st

from webcast.analysis import definitions
from webcast.errors import WebcastError
from webcast.library.memberships import Membership
from webcast.reports.schema import INSTANT, Schema
from webcast.ui.frame import html, references, state
from webcast.ui.home import words
from webcast.ui.home.standing import Standing
from webcast.ui.kit import cells, tables
from webcast.ui.kit import words as kit_words
from webcast.web.app_state import AppState
from webcast.web.switching import choices
from webcast.web.visitor import Visitor

USUAL: Final = ("total_registrants", "live_conversion_rate", "total_conversion_rate", "average_watch_ms")
"""Figures whose medians are shown."""

_COLUMNS: Final[Schema] = {
    "account": pl.String,
    "events": pl.Int64,
    "over": pl.Int64,
    "latest": pl.String,
    "at": INSTANT,
    **dict.fromkeys(USUAL, pl.Float64),
}


def draw(app: AppState, visitor: Visitor) -> None:
    """Draw them once they are asked for, since each account's reports are opened; nothing for who is in one."""
    try:
        found = choices(app, visitor)
    except WebcastError:
        return  # the page says that the library does not answer
    if len(found) < 2:
        return
    st.header(words.YOUR_ACCOUNTS, anchor=False)
    if not st.toggle(words.COMPARE_ACCOUNTS, key="wi-home-accounts", help=words.COMPARE_ACCOUNTS_HINT):
        return
    rows, failed = [], []
    for choice in found:
        try:
            rows.append(row(app, visitor, choice))
        except WebcastError as exc:
            failed.append(words.account_failed(choice.name, references.said(exc)))
    frame = pl.DataFrame(rows, schema=_COLUMNS).with_columns(
        cells.wall_clock("at", state.looking().zone),
        cells.minutes("average_watch_ms"),
        *(pl.col(name) * 100 for name in USUAL if name.endswith("_rate")),
    )
    tables.mount(frame, "wi-accounts", _config(), alt=words.ACCOUNTS_TABLE)
    for said in failed:
        html.line("wi-hint", html.text(said))


def row(app: AppState, visitor: Visitor, choice: Membership) -> dict[str, Any]:
    """Return one account's row, of what somebody may see of it.

    Raises:
        WebcastError: It cannot be had.
    """
    standing = Standing.of(app.theirs_in(visitor, choice.key), state.looking().zone, app.now(), role=choice.role)
    latest, usual = standing.latest or {}, standing.usual
    if standing.over.height == 1:  # the median of one is that one
        usual = {name: latest[name] for name in USUAL}
    return {
        "account": choice.name,
        "events": standing.listed.height,
        "over": standing.over.height,
        "latest": (latest["title"] or words.UNTITLED) if latest else None,
        "at": latest.get("at"),
        **{name: usual.get(name) for name in USUAL},
    }


def _config() -> dict[str, Any]:
    column = st.column_config
    labels = {name: words.usual(definitions.label(name)) for name in USUAL}
    return {
        "account": column.TextColumn(words.COLUMN_ACCOUNT, pinned=True),
        "events": column.NumberColumn(words.COLUMN_EVENTS, format="localized"),
        "over": column.NumberColumn(words.COLUMN_OVER, format="localized"),
        "latest": column.TextColumn(words.COLUMN_LATEST),
        "at": column.DatetimeColumn(kit_words.COLUMN_DATE, format="D MMM YYYY"),
        "total_registrants": column.NumberColumn(labels["total_registrants"], format="localized"),
        "live_conversion_rate": column.NumberColumn(labels["live_conversion_rate"], format="%.0f %%"),
        "total_conversion_rate": column.NumberColumn(labels["total_conversion_rate"], format="%.0f %%"),
        "average_watch_ms": column.NumberColumn(words.in_minutes(labels["average_watch_ms"]), format="localized"),
    }
