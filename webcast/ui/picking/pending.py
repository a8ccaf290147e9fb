"""Files that leave a doubt, or that somebody wants to see first: asked about, with a preview, before they open.

The answer is remembered for files of one shape: for the account, or, without one, until the session ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from webcast import formats
from webcast.decode.encodings import CHOICES
from webcast.decode.understood import LEAVE, MEANINGS, Doubt, Reading, Understood
from webcast.errors import WebcastError
from webcast.language import say
from webcast.reports import Report
from webcast.ui.frame import header, html, references, state
from webcast.ui.kit import cells, tables
from webcast.ui.kit import words as kit_words
from webcast.ui.picking import words
from webcast.web.app_state import AppState
from webcast.web.room import Held
from webcast.web.visitor import Visitor

ROWS: Final = 10
MOST_COLUMNS: Final = 40
"""Columns that somebody can say the meaning of one by one."""

_SHOWN: Final = ("event_id", "registered_at", "first_name", "last_name", "email", "company", "live_ms", "total_ms")


@dataclass(frozen=True)
class Pending:
    """A file that waits.

    Attributes:
        id: Tells it from others in this session.
        name: What it is called.
        sent: Its bytes, for when it is read again.
        zone: The clock that it is read by, where it names none.
        shape: What it looked like before anything was said.
        doubts: What is asked.
        reading: What was said so far.
        report: What it is by that.
        understood: What was understood by that.
        held: Counts it for as long as it waits.
    """

    id: int
    name: str = field(repr=False)
    sent: bytes = field(repr=False)
    zone: str
    shape: str
    doubts: tuple[Doubt, ...]
    reading: Reading
    report: Report
    understood: Understood
    held: Held | None = field(default=None, repr=False, compare=False)


def read(app: AppState, visitor: Visitor, name: str, sent: bytes, zone: str) -> tuple[Pending, bool]:
    """Return a file as read: by what was said of files like it, where something was.

    Returns:
        The file, and whether it leaves a doubt of which nothing was said.

    Raises:
        WebcastError: It cannot be read.
    """
    report, understood = app.decoder.open(sent, zone=zone)
    shape, doubts, reading = understood.shape, tuple(understood.doubts), Reading()
    if known := _known(app, visitor).get(shape):
        reading = Reading.from_texts(known)
        report, understood = app.decoder.open(sent, zone=zone, reading=reading)
    return Pending(0, name, sent, zone, shape, doubts, reading, report, understood), bool(doubts) and not known


def wait(app: AppState, visitor: Visitor, waiting: Pending) -> None:
    """Let a file wait for an answer.

    Raises:
        TooMuchOpened: There is no room for it.
    """
    run = get_script_run_ctx()
    held = app.uploads.wait(
        visitor.sid, run.session_id if run else "", len(waiting.sent), waiting.report, guest=visitor.files_only
    )
    others: tuple[Pending, ...] = st.session_state[state.PENDING]
    number = max((one.id for one in others), default=0) + 1
    st.session_state[state.PENDING] = (*others, replace(waiting, id=number, held=held))


def _known(app: AppState, visitor: Visitor) -> dict[str, tuple[str, ...]]:
    said: dict[str, tuple[str, ...]] = st.session_state[state.READINGS]
    if visitor.files_only:
        return said
    try:
        return {**app.library.readings.of(visitor.account), **said}
    except WebcastError:
        return said


def _remember(app: AppState, visitor: Visitor, waiting: Pending) -> None:
    texts = waiting.reading.as_texts()
    st.session_state[state.READINGS] = {**st.session_state[state.READINGS], waiting.shape: texts}
    if visitor.files_only:
        return
    try:
        app.library.readings.choose(visitor.account, waiting.shape, texts)
    except WebcastError as exc:
        st.toast(references.behind(words.NOT_REMEMBERED, exc))


def draw(app: AppState, visitor: Visitor) -> None:
    """Draw what is asked of each file that waits."""
    for waiting in st.session_state[state.PENDING]:
        with st.container(border=True, key=f"wi-pending-{waiting.id}"):
            st.subheader(html.markdown(words.to_check(waiting.name)), anchor=False)
            reading = _asked(app, waiting)
            if reading != waiting.reading:
                _read_again(app, waiting, reading)
            facts(waiting.report, waiting.understood, waiting.zone, waiting.name)
            st.caption(words.PREVIEW)
            _preview(waiting)
            st.caption(words.WILL_REMEMBER)
            with st.container(horizontal=True, key=f"wi-pending-buttons-{waiting.id}"):
                st.button(
                    words.OPEN_IT, type="primary", key=f"wi-pending-open-{waiting.id}", on_click=_open,
                    args=(app, visitor, waiting.id), disabled=(left := _unsaid(waiting)),
                    help=words.SAY_DATES if left else None,
                )  # fmt: skip
                st.button(
                    words.LEAVE_IT, type="tertiary", key=f"wi-pending-leave-{waiting.id}", on_click=_drop,
                    args=(waiting.id,),
                )  # fmt: skip


def _unsaid(waiting: Pending) -> bool:
    """Tell whether the order of dates was asked and nothing was said yet: a guess would shift people by months."""
    return waiting.reading.day_first is None and any(doubt.kind == "dates" for doubt in waiting.doubts)


def facts(report: Report, understood: Understood, zone: str, name: str) -> None:
    """Draw what was understood of a file."""
    items = "".join(
        f"<dt>{html.text(label)}</dt><dd>{html.text(said)}</dd>"
        for label, said in words.facts(report, understood, zone, name)
    )
    st.html(f'<dl class="wi-facts">{items}</dl>')


def _asked(app: AppState, waiting: Pending) -> Reading:
    """Draw the questions and return what they say now."""
    reading = waiting.reading
    kinds = {doubt.kind for doubt in waiting.doubts}
    if "dates" in kinds:
        begins = {False: words.DATES_MONTH, True: words.DATES_DAY}
        first = st.radio(
            words.DATES_BEGIN, list(begins), horizontal=True,
            index=None if reading.day_first is None else int(reading.day_first),
            format_func=begins.__getitem__, key=f"wi-pending-dates-{waiting.id}",
        )  # fmt: skip
        reading = replace(reading, day_first=first)
    if "encoding" in kinds:
        now = reading.encoding or waiting.understood.encoding
        known = list(CHOICES) if now in CHOICES else [now, *CHOICES]
        encoding = st.selectbox(
            words.ENCODING, known, index=known.index(now),
            format_func=lambda name: say(CHOICES.get(str(name), str(name))),
            key=f"wi-pending-encoding-{waiting.id}", width=420,
        )  # fmt: skip
        reading = replace(reading, encoding=encoding)
    if "zone" in kinds:
        zone = reading.zone or waiting.zone
        zones = header.zones_to_choose(zone, state.browser_zone(), app.settings.time_zone)
        chosen = st.selectbox(
            words.ZONE_OF_FILE, zones, index=zones.index(zone) if zone in zones else 0, format_func=formats.place,
            key=f"wi-pending-zone-{waiting.id}", width=420,
        )  # fmt: skip
        reading = replace(reading, zone=chosen)
    doubtful = [doubt.subject for doubt in waiting.doubts if doubt.kind == "column"]
    said = [pair for name in doubtful if (pair := _meaning(waiting, name)) is not None]
    others = [name for name, column in waiting.understood.columns if _can_be_mapped(name, column, reading)]
    others = [name for name in others if name not in doubtful][:MOST_COLUMNS]
    if others:
        with st.expander(words.MAP_COLUMNS, expanded=False):
            said += [pair for name in others if (pair := _meaning(waiting, name)) is not None]
    return replace(reading, columns=tuple(said))


def _can_be_mapped(name: str, column: str, reading: Reading) -> bool:
    """Tell whether a column is a question, or was said to be something else."""
    return bool(name) and (column == "" or reading.meaning(name) is not None)


def _meaning(waiting: Pending, name: str) -> tuple[str, str] | None:
    """Ask what a column means; None where it stays what it is."""
    choices = list(MEANINGS)
    now = waiting.reading.meaning(name) or LEAVE
    place = waiting.understood.headers.index(name)
    chosen = st.selectbox(
        words.column_means(name), choices, index=choices.index(now), format_func=lambda name: say(MEANINGS[name]),
        key=f"wi-pending-column-{waiting.id}-{place}", width=420,
    )  # fmt: skip
    is_doubtful = any(doubt.subject == name for doubt in waiting.doubts)
    return (name, chosen) if chosen != LEAVE or is_doubtful else None


def _preview(waiting: Pending) -> None:
    rows = waiting.report.registrants.head(ROWS)
    shown = rows.select(
        cells.wall_clock(name, waiting.zone)
        if name == "registered_at"
        else cells.minutes(name).round(1).alias(name)
        if name.endswith("_ms")
        else pl.col(name)
        for name in _SHOWN
    )
    labels = {
        "event_id": words.COLUMN_ID,
        "live_ms": words.COLUMN_LIVE_MINUTES,
        "total_ms": kit_words.COLUMN_MINUTES,
    }
    config = {name: st.column_config.Column(labels.get(name) or say(MEANINGS.get(name, name))) for name in _SHOWN}
    config["registered_at"] = st.column_config.DatetimeColumn(
        say(MEANINGS["registered_at"]), format="D MMM YYYY, HH:mm"
    )
    tables.mount(shown, f"wi-preview-{waiting.id}", config, alt=words.PREVIEW, whole=False)


def _read_again(app: AppState, waiting: Pending, reading: Reading) -> None:
    """Read the file as is said now; where that cannot be done, say so and go on with what was."""
    try:
        with st.spinner(html.markdown(words.reading(waiting.name))):
            report, understood = app.decoder.open(waiting.sent, zone=waiting.zone, reading=reading)
    except WebcastError as exc:
        html.line("wi-alert", html.text(references.said(exc)))
        return
    changed = replace(waiting, reading=reading, report=report, understood=understood)
    others = st.session_state[state.PENDING]
    st.session_state[state.PENDING] = tuple(changed if one.id == waiting.id else one for one in others)
    st.rerun()


def _open(app: AppState, visitor: Visitor, pending: int) -> None:
    waiting = next((one for one in st.session_state[state.PENDING] if one.id == pending), None)
    if waiting is None:
        return
    failed: tuple[tuple[str, str], ...] = ()
    opened = 0
    _let_go(waiting)
    try:
        upload = app.uploads.add(
            visitor.sid, waiting.report, waiting.name, waiting.understood, waiting.zone, guest=visitor.files_only
        )
    except WebcastError as exc:
        failed = ((waiting.name, references.said(exc)),)
    else:
        opened = 1
        state.look(events=(*state.looking().events, upload))
        _remember(app, visitor, waiting)
    warned = ((waiting.name, waiting.report),) if opened and waiting.report.warnings.height else ()
    st.session_state[state.OPENED] = (opened, failed, warned)
    _drop(pending)


def _let_go(waiting: Pending) -> None:
    if waiting.held is not None:
        waiting.held.release()


def _drop(pending: int) -> None:
    for one in st.session_state[state.PENDING]:
        if one.id == pending:
            _let_go(one)
    st.session_state[state.PENDING] = tuple(one for one in st.session_state[state.PENDING] if one.id != pending)
