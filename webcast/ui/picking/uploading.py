"""Opening report files from the person's own machine: in memory, for this session alone."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from webcast import formats
from webcast.errors import WebcastError
from webcast.reports import Report, warned
from webcast.ui.frame import header, html, notices, references, state
from webcast.ui.kit import tables
from webcast.ui.kit import words as kit_words
from webcast.ui.picking import pending, words
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

TYPES = ("xml", "json", "csv", "xlsx", "xls", "tsv", "txt", "zip", "gz", "htm", "html")
"""What can be chosen; what is in a file is told by its first bytes, never by its name."""


ROWS_AT_ONCE: Final = 12
"""Warnings on the screen at once; more scroll."""


def draw(app: AppState, visitor: Visitor) -> None:
    """Draw the form that opens files, what came of it, and the files that are open."""
    st.header(words.UPLOAD, anchor=False)
    st.caption(words.UPLOAD_HINT)
    with st.form("wi-upload", clear_on_submit=True, border=False):
        files = st.file_uploader(
            words.UPLOAD, type=list(TYPES), accept_multiple_files=True, key="wi-files", label_visibility="collapsed"
        )
        left, right = st.columns([2, 3], vertical_alignment="bottom")
        zones = header.zones_to_choose(state.looking().zone, state.browser_zone(), app.settings.time_zone)
        zone = left.selectbox(
            words.UPLOAD_ZONE, zones, format_func=formats.place, key="wi-upload-zone", help=words.UPLOAD_ZONE_HINT
        )
        with right.container(horizontal=True, vertical_alignment="bottom", key="wi-upload-go"):
            wanted = st.form_submit_button(words.OPEN_FILES)
            check = st.checkbox(words.CHECK_FIRST, key="wi-check-first", help=words.CHECK_FIRST_HINT)
        if wanted and files:
            _open(app, visitor, files, zone, check=check)
    if refused := app.sending.why_refused(visitor.sid):
        html.line("wi-alert", html.text(words.NOT_TAKEN), html.text(refused))
        notices.reference(references.of("a file that was not taken in", refused))
    _outcome()
    pending.draw(app, visitor)
    _opened(app, visitor)


def _open(app: AppState, visitor: Visitor, files: list[Any], zone: str, *, check: bool) -> None:
    """Decode each file; a failure costs that file alone. The new ones join the pick; of doubts it is asked."""
    opened: list[str] = []
    failed: list[tuple[str, str]] = []
    warned: list[tuple[str, Report]] = []
    for file in files:
        try:
            with st.spinner(html.markdown(words.reading(file.name))):
                found, in_doubt = pending.read(app, visitor, file.name, file.getvalue(), zone)
            if in_doubt or check:
                pending.wait(app, visitor, found)
                continue
            report = found.report
            opened.append(
                app.uploads.add(visitor.sid, report, file.name, found.understood, zone, guest=visitor.files_only)
            )
        except WebcastError as exc:
            failed.append((file.name, references.said(exc)))
        else:
            if report.warnings.height:
                warned.append((file.name, report))
    state.look(events=(*state.looking().events, *opened))
    st.session_state[state.OPENED] = (len(opened), tuple(failed), tuple(warned))
    st.rerun()


def _outcome() -> None:
    opened, failed, warned = st.session_state[state.OPENED]
    if opened:
        st.html(f'<p class="wi-context" role="status">{words.opened(opened)}</p>')
    for name, message in failed:
        html.line("wi-alert", html.text(name), html.text(message))
    for place, (name, report) in enumerate(warned):
        said = words.warnings_of(name, report.warnings.height)
        with st.expander(html.markdown(said)):
            _warnings(report, said, place)


def _warnings(report: Report, said: str, place: int) -> None:
    """Draw the decoder's warnings: which record, which field, what was done."""
    shown = warned.said(report.warnings).select("record", "field", "message")
    tables.mount(
        shown,
        f"wi-warnings-{place}",
        {
            "record": st.column_config.NumberColumn(kit_words.COLUMN_RECORD, format="localized"),
            "field": st.column_config.TextColumn(kit_words.COLUMN_FIELD),
            "message": st.column_config.TextColumn(kit_words.COLUMN_MESSAGE, width="large"),
        },
        alt=said,
        height=None if shown.height <= ROWS_AT_ONCE else 400,
    )


def _opened(app: AppState, visitor: Visitor) -> None:
    for upload in app.uploads.files(visitor.sid):
        with st.container(horizontal=True, vertical_alignment="center", key=f"wi-file-{upload.id}"):
            html.line("wi-context", html.text(upload.name), kit_words.registrants(upload.report.registrants.height))
            with st.popover(words.UNDERSTOOD, type="tertiary", key=f"wi-understood-{upload.id}"):
                pending.facts(upload.report, upload.understood, upload.zone, upload.name)
            st.button(
                words.CLOSE_FILE,
                key=f"wi-close-{upload.id}",
                type="tertiary",
                on_click=_close,
                args=(app, visitor, upload.id),
            )


def _close(app: AppState, visitor: Visitor, upload: str) -> None:
    app.uploads.remove(visitor.sid, upload)
    state.look(events=tuple(e for e in state.looking().events if e != upload))
    st.session_state[state.OPENED] = state.DEFAULTS[state.OPENED]
