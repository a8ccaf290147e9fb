"""What is kept of people: one person looked up, taken along or forgotten; old reports, and those of an event."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import Final

import streamlit as st

from webcast.library.privacy import Forgotten, key_of
from webcast.library.steps import Step
from webcast.ui.administration import errands
from webcast.ui.administration import privacy_words as words
from webcast.ui.frame import admission, html, session_keys
from webcast.ui.frame.admission import Said
from webcast.web.administration import Office
from webcast.web.administration_files import person_address

WIDTH: Final = 640
"""Pixels of what is typed into."""

MOST_DAYS: Final = 36_500
_EMAIL: Final = "wi-privacy-email"
_AGAIN: Final = "wi-privacy-again"
_WORD: Final = "wi-retention-word"
_EVENT_AGAIN: Final = "wi-event-again"


def page(office: Office) -> None:
    """Draw the page."""
    errands.collect(office)
    st.title(words.PRIVACY, anchor=False)
    html.answer(words.ANSWER)
    for part in (_person, _retention, _event):  # each asks anew who is looking
        st.fragment(admission.guarded(part))()


# One person


def _person(office: Office) -> None:
    st.header(words.ONE_PERSON, anchor=False)
    with st.form("wi-privacy-look", border=False, width=WIDTH):
        st.text_input(words.ADDRESS, max_chars=254, autocomplete="off", key=_EMAIL)
        st.caption(words.LOOK_HINT)
        st.form_submit_button(words.LOOK, key="wi-privacy-look-up", on_click=_look_pressed)
    admission.said("see what is held", "forget person")
    if errands.goes_on(office, "see what is held", "forget person"):
        return
    looked_up = st.session_state.get(session_keys.LOOKED_UP)
    if looked_up is None:
        return
    email, counts = looked_up
    stays = words.stays(office.insider(email))
    if stays:
        html.line("wi-hint", html.text(stays))
    target = escape(person_address(office.app, office.visitor, email))
    st.html(f'<a class="wi-button wi-secondary" href="{target}" download>{words.FILE}</a>', width="content")
    if counts == Forgotten():
        return
    with st.form("wi-privacy-forget", width=WIDTH, clear_on_submit=True):
        st.text(words.will_forget(counts))
        st.caption(words.STILL_THERE)
        st.text_input(words.AGAIN, max_chars=254, autocomplete="off", key=_AGAIN)
        st.form_submit_button(words.FORGET, key="wi-privacy-forget-now", on_click=_forget_pressed, args=(email,))


def _look_pressed() -> None:
    admission.press("see what is held", partial(_look, email=_typed(_EMAIL)))


def _look(office: Office, *, email: str) -> Said | None:
    st.session_state.pop(session_keys.LOOKED_UP, None)
    if "@" not in email:
        return Said(words.NO_ADDRESS, wrong=True)
    return errands.begin(
        office, "see what is held", partial(_looked, office, email), partial(_found, email), looks=True
    )


def _looked(office: Office, email: str, step: Step) -> tuple[Forgotten, bool]:
    """Return how much is held, and whether they may sign in; the rows themselves are not kept for a page to take."""
    held = office.held_of(email, step=step)
    return held.counts, bool(held.insider)


def _found(email: str, held: tuple[Forgotten, bool]) -> Said:
    counts, insider = held
    if counts != Forgotten() or insider:
        st.session_state[session_keys.LOOKED_UP] = (email, counts)
    return Said(words.found(counts, insider=insider))


def _forget_pressed(email: str) -> None:
    admission.press("forget person", partial(_forget, email=email, again=_typed(_AGAIN)))


def _forget(office: Office, *, email: str, again: str) -> Said | None:
    if key_of(again) != key_of(email):
        return Said(words.NOT_AGAIN, wrong=True)
    return errands.begin(
        office, "forget person", partial(office.forget_person, email), partial(_forgotten, office, email)
    )


def _forgotten(office: Office, email: str, counts: Forgotten) -> Said:
    st.session_state.pop(session_keys.LOOKED_UP, None)
    return Said(" ".join(filter(None, (words.forgotten(counts), words.stays(office.insider(email))))))


# Old reports


def _retention(office: Office) -> None:
    st.header(words.RETENTION, anchor=False)
    settings = office.app.settings
    st.caption(words.in_force(settings.keep_snapshots, settings.retention_days, settings.audit_days))
    with st.container(horizontal=True, vertical_alignment="bottom", key="wi-retention-options"):
        days = st.number_input(words.DAYS, 1, MOST_DAYS, 365, step=1, key="wi-retention-days")
        newest = st.toggle(words.NEWEST_TOO, key="wi-retention-newest", help=words.NEWEST_HINT)
    admission.said("retention")
    if errands.goes_on(office, "retention"):
        return
    due = office.retention_due(days, newest_too=newest)
    if not due.reports:
        st.caption(words.NOTHING_DUE)
        return
    with st.form("wi-retention", width=WIDTH, clear_on_submit=True):
        st.text(words.due(due.reports, due.events, due.left_without))
        st.text_input(words.confirm(), max_chars=40, autocomplete="off", key=_WORD)
        st.form_submit_button(
            words.DELETE, key="wi-retention-now", on_click=_apply_pressed, kwargs={"days": days, "newest": newest}
        )


def _apply_pressed(*, days: int, newest: bool) -> None:
    admission.press("retention", partial(_apply, days=days, newest=newest, typed=_typed(_WORD)))


def _apply(office: Office, *, days: int, newest: bool, typed: str) -> Said | None:
    if typed.casefold() != words.WORD.casefold():
        return Said(words.NOT_THE_WORD, wrong=True)
    return errands.begin(
        office, "retention", lambda step: office.apply_retention(days, newest_too=newest, step=step), _deleted
    )


def _deleted(reports: int) -> Said:
    return Said(words.deleted(reports))


# One event


def _event(office: Office) -> None:
    st.header(words.ONE_EVENT, anchor=False)
    st.caption(words.EVENT_HINT)
    event_id = st.text_input(words.EVENT_ID, max_chars=64, autocomplete="off", width=WIDTH, key="wi-event-id").strip()
    admission.said("forget event")
    if errands.goes_on(office, "forget event"):
        return
    if not event_id:
        return
    reports = office.reports_of(event_id)
    if not reports:
        st.caption(words.NO_EVENT)
        return
    with st.form("wi-forget-event", width=WIDTH, clear_on_submit=True):
        st.text(words.of_event(reports))
        st.text_input(words.EVENT_AGAIN, max_chars=64, autocomplete="off", key=_EVENT_AGAIN)
        st.form_submit_button(
            words.FORGET_EVENT, key="wi-event-now", on_click=_forget_event_pressed, args=(event_id,)
        )


def _forget_event_pressed(event_id: str) -> None:
    admission.press("forget event", partial(_forget_event, event_id=event_id, typed=_typed(_EVENT_AGAIN)))


def _forget_event(office: Office, *, event_id: str, typed: str) -> Said | None:
    if typed != event_id:
        return Said(words.NOT_THE_EVENT, wrong=True)
    return errands.begin(office, "forget event", partial(office.forget_event, event_id), _deleted)


def _typed(key: str) -> str:
    return str(st.session_state.get(key) or "").strip()
