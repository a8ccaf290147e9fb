"""How the dashboard stands: library, platform, this process, who is signed in, and what could not be fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl
import streamlit as st

from webcast import formats
from webcast.formats import number, size
from webcast.language import spoken
from webcast.library.condition import Condition, Failed
from webcast.ui.administration import operations_words as words
from webcast.ui.frame import admission, html, state
from webcast.ui.kit import pairs, tables
from webcast.web import operations
from webcast.web.administration import Office
from webcast.web.lately import Call
from webcast.web.operations import Operations


def page(office: Office) -> None:
    """Draw the page."""
    del office  # the part asks anew who is looking
    st.title(words.OPERATIONS, anchor=False)
    st.fragment(admission.guarded(_standing))()


def _standing(office: Office) -> None:
    found = operations.look(office)
    html.answer(" ".join(_attention(found)) or words.ALL_WELL)
    left, right = pairs.pair("library")
    with left:
        _facts(words.LIBRARY, _library(found))
    with right:
        _facts(words.PLATFORM, _platform(found))
    left, right = pairs.pair("process")
    with left:
        _facts(words.PROCESS, _process(found))
    with right:
        _facts(words.VERSIONS, {**found.versions, **_engine(found.condition)})
    _signed_in(office)
    _not_fetched(found.condition.failed if found.condition else ())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(words.AGAIN, key="wi-operations-again")
        st.caption(words.HINT)


def _attention(found: Operations) -> list[str]:
    """Return what somebody should look at, in sentences."""
    said = [] if found.condition else [words.NO_LIBRARY]
    if found.disk is not None and found.disk.is_short:
        said.append(words.DISK_SHORT)
    if found.failed and (found.answered is None or found.failed.at > found.answered.at):
        said.append(words.PLATFORM_FAILED)
    if found.condition and found.condition.failed:
        said.append(words.not_fetched(len(found.condition.failed)))
    return said


def _facts(title: str, facts: Mapping[str, str]) -> None:
    st.header(title, anchor=False)
    rows = "".join(f"<dt>{html.text(name)}</dt><dd>{html.text(value)}</dd>" for name, value in facts.items())
    st.html(f'<dl class="wi-facts">{rows}</dl>')


def _library(found: Operations) -> dict[str, str]:
    condition = found.condition
    if condition is None:
        return {words.ANSWERS: words.NO, words.DISK: _disk(found)}
    return {
        words.ANSWERS: words.YES,
        words.FORMAT: str(condition.format),
        words.SIZE: _or_not(condition.size),
        words.REPORTS: words.held(condition.reports, condition.events),
        words.BACKUP: _when(condition.backup),
        words.DISK: _disk(found),
    }


def _platform(found: Operations) -> dict[str, str]:
    standing = found.standing
    standard, expired = found.left or (None, None)
    return {
        words.LAST_ANSWER: _when(found.answered.at if found.answered else None),
        words.LAST_FAILURE: _call(found.failed),
        words.LEFT: words.left(standard.left, standard.most) if standard else words.NOT_KNOWN,
        words.LEFT_EXPIRED: words.left(expired.left, expired.most) if expired else words.NOT_KNOWN,
        words.QUEUE: words.queue(standing.waiting, standing.running) if standing else words.NOT_KNOWN,
    }


def _process(found: Operations) -> dict[str, str]:
    return {
        words.BEGAN: _when(found.since),
        words.MEMORY: _or_not(found.memory),
        words.OPENED: size(found.opened),
        words.PAGES: number(found.pages),
        words.SESSIONS: number(found.standing.sessions) if found.standing else words.NOT_KNOWN,
        words.WORKERS: words.workers(found.at_work, found.workers),
        words.FAILED_READS: number(found.failures["decode"]),
        words.FAILED_PAGES: number(found.failures["failure"]),
    }


def _engine(condition: Condition | None) -> dict[str, str]:
    if condition is None:
        return {}
    name, _, version = condition.engine.partition(" ")
    return {name: version}


def _disk(found: Operations) -> str:
    return words.room(found.disk.free, found.disk.total) if found.disk else words.NOT_KNOWN


def _or_not(count: int | None) -> str:
    return words.NOT_KNOWN if count is None else size(count)


def _when(moment: datetime | None) -> str:
    return formats.instant(moment, state.looking().zone, st.context.locale) if moment else words.NOT_KNOWN


def _call(failed: Call | None) -> str:
    return words.call(_when(failed.at), failed.call, failed.outcome) if failed else words.NO_FAILURE


def _signed_in(office: Office) -> None:
    st.header(words.SIGNED_IN, anchor=False)
    there = [words.sessions_of(known.person.name, len(known.sessions)) for known in office.people() if known.sessions]
    if own := office.account_sessions():
        there.append(words.sessions_of(words.OWN, len(own)))
    if there:
        html.line("wi-context", *(html.text(said) for said in there))
    else:
        st.caption(words.NOBODY)


def _not_fetched(failed: Sequence[Failed]) -> None:
    st.header(words.NOT_FETCHED, anchor=False)
    if not failed:
        st.caption(words.NONE_FAILED)
        return
    frame = pl.DataFrame(
        {"event": [one.event_id for one in failed], "why": [spoken(one.message) or words.NOT_KNOWN for one in failed]}
    )
    column = st.column_config
    columns = {"event": column.TextColumn(words.EVENT), "why": column.TextColumn(words.WHY)}
    tables.mount(frame, "wi-operations-failed", columns, alt=words.NOT_FETCHED_TABLE)
