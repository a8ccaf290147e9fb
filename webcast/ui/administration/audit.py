"""The audit log: narrowed, as a file, and whether it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from html import escape
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from webcast.library import audit_said
from webcast.library.audit import Entry, Wanted
from webcast.ui.administration import audit_words as words
from webcast.ui.administration.audit_words import Kind, When
from webcast.ui.frame import admission, html, state
from webcast.ui.kit import cells, tables
from webcast.web.administration import Office
from webcast.web.administration_files import audit_address

T = TypeVar("T", bound=StrEnum)

SHOWN: Final = 200
"""Entries on the page; the file has all."""

_EVENTS: Final = 3
_BACK: Final = {
    When.DAY: timedelta(days=1),
    When.WEEK: timedelta(days=7),
    When.MONTH: timedelta(days=30),
    When.QUARTER: timedelta(days=90),
}
ACTIONS: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.ANY: (),
    Kind.SIGN_INS: (
        "sign in", "sign-in refused", "sign out", "set passphrase", "set passkey", "add passkey", "name passkey",
        "remove passkey", "passkey refused", "switch account",
    ),
    Kind.REFUSALS: ("refused", "file refused", "sign-in refused", "passkey refused"),
    Kind.FILES: ("export", "fetch"),
    Kind.SEEN: ("see people", "see person"),
    Kind.PEOPLE: (
        "add person", "join person", "invite person", "set passphrase", "set passkey", "change role", "limit person",
        "disable person", "enable person", "remove person", "change by provider", "hold account", "let go of account",
        "end session", "end sessions", "end all sessions",
    ),
    Kind.PRIVACY: ("forget person", "forget event", "retention", "see what is held"),
    Kind.SETTINGS: (
        "save view", "change view", "delete view", "change our company", "change goals", "change settings",
        "begin password change", "change password", "keep password",
    ),
    Kind.LIBRARY: ("rekey", "backup", "restore", "begin chain"),
}  # fmt: skip
"""Kind → actions, each with what begins with it."""


def page(office: Office) -> None:
    """Draw the page."""
    del office  # each part asks anew who is looking
    st.title(words.AUDIT, anchor=False)
    st.fragment(admission.guarded(_entries))()
    st.fragment(admission.guarded(_check))()


def _entries(office: Office) -> None:
    answer = st.empty()
    with st.container(horizontal=True, vertical_alignment="bottom", key="wi-audit-options"):
        wanted = _wanted(office)
    found = office.audit(wanted, limit=SHOWN + 1)
    with answer:
        html.answer(words.answer(min(len(found), SHOWN), more=len(found) > SHOWN))
    with st.container(horizontal=True, vertical_alignment="center", key="wi-block-audit"):
        st.header(words.ENTRIES, anchor=False)
        if found:
            target = escape(audit_address(office.app, office.visitor, wanted))
            st.html(f'<a class="wi-button wi-secondary" href="{target}" download>{words.FILE}</a>', width="content")
    if found:
        _table(found[:SHOWN])
    else:
        st.caption(words.NONE)
    st.caption(words.HINT)


def _wanted(office: Office) -> Wanted:
    when = _chosen(words.WHEN, words.WHENS, When.MONTH, "wi-audit-when")
    zone = ZoneInfo(state.looking().zone)
    now = office.app.now()
    since: datetime | None = now - _BACK[when] if when in _BACK else None
    until: datetime | None = None
    if when is When.RANGE:
        today = now.astimezone(zone).date()
        days = st.date_input(words.DAYS, (today - timedelta(days=6), today), key="wi-audit-days")
        since, until = _span(days if isinstance(days, tuple) else (days,), zone)
    kind = _chosen(words.WHAT, words.KINDS, Kind.ANY, "wi-audit-kind")
    who = st.text_input(words.WHO, max_chars=254, autocomplete="off", key="wi-audit-who")
    event = st.text_input(words.EVENT, max_chars=64, autocomplete="off", key="wi-audit-event")
    return Wanted(since=since, until=until, actions=ACTIONS[kind], who=who.strip(), event=event.strip())


def _chosen(label: str, options: Mapping[T, str], usual: T, key: str) -> T:
    names = list(options)
    found = st.selectbox(label, names, index=names.index(usual), format_func=options.__getitem__, key=key)
    return found if found in names else usual


def _span(days: Sequence[date | None], zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """Return the first moment of the first day and that after the last; of one day while the other is picked."""
    picked = [day for day in days if day is not None]
    if not picked:
        return None, None
    first, last = picked[0], picked[-1] + timedelta(days=1)
    return datetime.combine(first, time(), tzinfo=zone), datetime.combine(last, time(), tzinfo=zone)


def _table(found: Sequence[Entry]) -> None:
    frame = pl.DataFrame(
        {
            "at": pl.Series([entry.at for entry in found], dtype=pl.Datetime("ms", "UTC")),
            "action": [entry.action for entry in found],
            "user": [entry.user or None for entry in found],
            "whom": [entry.whom or None for entry in found],
            "counts": [audit_said.counts(entry) or None for entry in found],
            "events": [_events(entry) or None for entry in found],
            "where": [entry.where or None for entry in found],
            "number": [entry.number or None for entry in found],
        },
        schema_overrides=dict.fromkeys(("user", "whom", "counts", "events", "where"), pl.String)
        | {"number": pl.Int64},
    ).with_columns(cells.wall_clock("at", state.looking().zone))
    column = st.column_config
    columns = {
        "at": column.DatetimeColumn(words.TIME),
        "action": column.TextColumn(words.ACTION),
        "user": column.TextColumn(words.USER),
        "whom": column.TextColumn(words.WHOM),
        "counts": column.TextColumn(words.COUNTS),
        "events": column.TextColumn(words.EVENTS),
        "where": column.TextColumn(words.FROM),
        "number": column.NumberColumn(words.NUMBER),
    }
    tables.mount(frame, "wi-audit-entries", columns, alt=words.TABLE, lead=2)


def _events(entry: Entry) -> str:
    first, more = ", ".join(entry.events[:_EVENTS]), len(entry.events) - _EVENTS
    return words.more_events(first, more) if more > 0 else first


def _check(office: Office) -> None:
    st.header(words.CHECK, anchor=False)
    st.caption(words.CHECK_HINT)
    if st.button(words.CHECK_NOW, key="wi-audit-check"):
        verdict = office.app.library.audit_holds()
        html.line("wi-alert" if verdict.fault else "wi-hint", html.text(words.holds(verdict)))
        if verdict.fault:
            st.caption(words.WHAT_TO_DO)
