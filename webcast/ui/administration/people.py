"""Who may sign in: the list, a person in a drawer with all that can be done, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final
from urllib.parse import urlencode, urlsplit

import polars as pl
import streamlit as st

from webcast import formats
from webcast.library.sessions import Session
from webcast.library.sign_ins import Standing
from webcast.reach import COLUMNS, Reach
from webcast.roles import Role
from webcast.ui.administration import people_words as words
from webcast.ui.frame import account_words, admission, html, session_keys, state
from webcast.ui.frame.admission import Said
from webcast.ui.kit import tables
from webcast.web.administration import Known, Office
from webcast.web.people import INVITATION, WELCOME

WIDTH: Final = 560
"""Pixels of a drawer, as wide as one person's elsewhere."""

MOST_OFFERED: Final = 500
"""Events to choose from for a limit, the newest; a folder or a cost center says more of them."""


def page(office: Office) -> None:
    """Draw the page."""
    with st.container(horizontal=True, vertical_alignment="center", key="wi-head"):
        st.title(words.PEOPLE, anchor=False)
        primary = st.container(width="content", key="wi-primary")
    found, own = office.people(), office.account_sessions()
    html.answer(_answer(found, own))
    if office.holds():
        with primary:
            if st.button(words.ADD, type="primary", key="wi-people-add"):
                st.session_state[session_keys.ADMIN_DRAWER] = ""
    else:
        html.line("wi-hint", html.text(words.NOT_HELD))
    if found:
        _table(found)
    else:
        st.caption(words.NOBODY)
    _own_sign_in(office, own)
    _drawer(found)


def _answer(found: Sequence[Known], own: Sequence[Session]) -> str:
    standings = [known.standing for known in found]
    return words.answer(
        len(found),
        sum(known.role is Role.ADMIN for known in found),
        standings.count(Standing.INVITED),
        standings.count(Standing.DISABLED),
        sum(bool(known.sessions) for known in found) + bool(own),
    )


def _table(found: Sequence[Known]) -> None:
    zone = state.looking().zone
    came = pl.Series([known.came for known in found], dtype=pl.Datetime("ms", "UTC"))
    frame = pl.DataFrame(
        {
            "name": [known.person.name for known in found],
            "role": [words.ROLES[known.role] for known in found],
            "standing": [words.STANDINGS[known.standing] for known in found],
            "sessions": [len(known.sessions) for known in found],
            "email": [known.person.email for known in found],
            "came": came.dt.convert_time_zone(zone),
        }
    )
    column = st.column_config
    columns = {
        "name": column.TextColumn(words.NAME),
        "role": column.TextColumn(words.ROLE),
        "standing": column.TextColumn(words.STANDING),
        "sessions": column.NumberColumn(words.SESSIONS),
        "email": column.TextColumn(words.ADDRESS),
        "came": column.DatetimeColumn(words.CAME),
    }
    st.header(words.EVERYBODY, anchor=False)
    place = tables.table(frame, "wi-people-known", columns, alt=words.TABLE)
    if place is not None:
        st.session_state[session_keys.ADMIN_DRAWER] = found[place].person.id


def _drawer(found: Sequence[Known]) -> None:
    """Draw the drawer that is open; when it is closed the page is drawn anew, with what was changed in it."""
    person_id = st.session_state.get(session_keys.ADMIN_DRAWER)
    named = {known.person.id: known.person.name for known in found} | {"": words.ADD}
    if person_id not in named:
        return
    title = html.markdown(named[person_id])
    dialog = st.dialog(title, width=WIDTH, position="right", on_dismiss=_close)
    if person_id:
        dialog(admission.guarded(_one))(person_id)
    else:
        dialog(admission.guarded(_add))()


def _close() -> None:
    st.session_state.pop(session_keys.ADMIN_DRAWER, None)


def _choose_role(role: Role | None, key: str) -> Role:
    roles = list(Role)
    return st.radio(
        words.ROLE,
        roles,
        index=roles.index(role or Role.FIGURES),
        format_func=words.ROLES.__getitem__,
        captions=[words.MAY[one] for one in roles],
        key=key,
        label_visibility="visible" if role is None else "collapsed",
    )


# Adding


def _add(office: Office) -> None:
    del office  # asked for anew when the form is sent
    version = st.session_state.get(session_keys.ADDED, 0)
    place = st.empty()
    with place.form(f"wi-add-{version}", border=False):
        name = st.text_input(words.NAME, max_chars=200, key=f"wi-add-name-{version}")
        email = st.text_input(words.ADDRESS, max_chars=254, autocomplete="off", key=f"wi-add-email-{version}")
        role = _choose_role(None, f"wi-add-role-{version}")
        st.caption(words.add_hint())
        sent = st.form_submit_button(words.ADD_AND_INVITE, type="primary", key=f"wi-add-send-{version}")
    if not sent:
        return
    came = admission.act("add person", lambda here: Said(words.ADDED, link=_link(here, here.add(name, email, role))))
    if came is not None and came.link:
        place.empty()
        st.session_state[session_keys.ADDED] = version + 1
    _said()
    if came is not None and came.link:
        st.button(words.ADD_ANOTHER, type="tertiary", key="wi-add-another")


def _link(office: Office, secret: str) -> str:
    """Return the address that is handed over: of this dashboard, as this browser reaches it."""
    here = urlsplit(st.context.url or "")
    begin = f"{here.scheme}://{here.netloc}" if here.netloc else ""
    return f"{begin}{office.app.base}{WELCOME}?{urlencode({INVITATION: secret})}"


def _said() -> None:
    """Draw what came of the last press, and what a link is good for."""
    found = admission.said()
    if found is not None and found.link:
        st.caption(words.link_once())


# One person


def _one(office: Office, person_id: str) -> None:
    known = office.one(person_id)
    if known is None:
        st.rerun(scope="app")
    came = formats.instant(known.came, state.looking().zone, st.context.locale) if known.came else ""
    parts = [known.person.email, words.ROLES[known.role], words.STANDINGS[known.standing], words.last_came(came)]
    parts.append(words.signs_in_with(known.person))
    html.line("wi-context wi-person", *(html.text(part) for part in parts))
    _limits(known)
    _said()
    if known.yourself:
        st.caption(words.THIS_IS_YOU)
    elif not known.yours:
        st.caption(words.ELSEWHERE_TOO)
    if not known.yourself:
        _role(known)
    if known.role is not Role.ADMIN:
        _limit(office, known)
    if known.yours:
        _sessions(office, known)
        if office.holds() and not known.person.disabled:
            _invitation(person_id)
    if known.yours and not known.yourself:
        _disable(known)


def _limits(known: Known) -> None:
    """Say which part of the events somebody is limited to, which a command sets."""
    if known.reach is not None:
        named = [name for names in known.reach.to_json().values() for name in names]
        html.line("wi-context", html.text(words.limited(named)))


def _role(known: Known) -> None:
    st.header(words.ROLE, anchor=False)
    person_id = known.person.id
    wanted = _choose_role(known.role, f"wi-role-{person_id}-{known.role}")
    st.caption(words.role_will(len(known.sessions)))
    st.button(
        words.CHANGE_ROLE,
        key="wi-person-role",
        disabled=wanted is known.role,
        on_click=admission.press,
        args=("change role", partial(_put_role, person_id=person_id, role=wanted)),
    )


def _put_role(office: Office, *, person_id: str, role: Role) -> Said:
    return Said(words.ended(words.ROLE_CHANGED, office.put_role(person_id, role)))


def _limit(office: Office, known: Known) -> None:
    """Draw what limits somebody to a part of the events, as the event list names its parts."""
    st.header(words.EVENTS, anchor=False)
    said, listed = known.reach or Reach(), office.events()
    chosen = {
        part: st.multiselect(
            words.PARTS[part],
            *_offered(listed, part, getattr(said, part)),
            key=f"wi-limit-{part}-{known.person.id}-{said.mark}",
            format_func=_named(listed, part),
            placeholder=words.ANY,
        )
        for part in COLUMNS
    }
    wanted = Reach.to(**chosen) if any(chosen.values()) else None
    st.caption(words.limit_will(len(known.sessions)))
    st.button(
        words.LIMIT if wanted or known.reach is None else words.LIMIT_NO_MORE,
        key="wi-person-limit",
        disabled=wanted == known.reach,
        on_click=admission.press,
        args=("limit person", partial(_put_limit, person_id=known.person.id, reach=wanted)),
    )


def _offered(listed: pl.DataFrame, part: str, chosen: frozenset[str]) -> tuple[list[str], list[str]]:
    """Return what can be chosen, the newest events first, and what is: also what the list has no more."""
    names = listed[COLUMNS[part]].drop_nulls().unique(maintain_order=True).to_list()
    names = names[:MOST_OFFERED] if part == "events" else sorted(names)
    return [*names, *sorted(chosen - set(names))], sorted(chosen)


def _named(listed: pl.DataFrame, part: str) -> Callable[[str], str]:
    if part != "events":
        return str
    titles = dict(zip(listed["event_id"].to_list(), listed["title"].to_list(), strict=True))
    return lambda event: f"{titles.get(event) or words.NOT_LISTED} ({event})"


def _put_limit(office: Office, *, person_id: str, reach: Reach | None) -> Said:
    what = words.LIMITED_NOW if reach else words.NOT_LIMITED
    return Said(words.ended(what, office.limit(person_id, reach)))


def _sessions(office: Office, known: Known) -> None:
    st.header(words.SIGNED_IN, anchor=False)
    if not known.sessions:
        st.caption(words.NOT_SIGNED_IN)
        return
    _listed(office, known.sessions, known.person.id)


def _listed(office: Office, sessions: Sequence[Session], person_id: str) -> None:
    """List sessions, each with a way to end it: when and with which browser, and not from where."""
    zone, locale = state.looking().zone, st.context.locale
    for session in sessions:
        times = [formats.instant(moment, zone, locale) for moment in (session.began, session.used)]
        parts = account_words.session_of(session.browser, *times)
        with st.container(horizontal=True, vertical_alignment="center", key=f"wi-session-of-{session.id}"):
            mine = office.is_mine(session)
            html.line(
                "wi-context", *([account_words.THIS_SESSION] if mine else []), *(html.text(part) for part in parts)
            )
            if not mine:
                _end(account_words.END_SESSION, f"wi-end-{session.id}", person_id, session.id)
    if len(sessions) > 1:
        _end(words.END_ALL, f"wi-end-all-{person_id}", person_id, "")


def _end(label: str, key: str, person_id: str, session_id: str) -> None:
    st.button(
        label,
        key=key,
        type="tertiary" if session_id else "secondary",
        on_click=admission.press,
        args=("end sessions", partial(_end_sessions, person_id=person_id, session_id=session_id)),
    )


def _end_sessions(office: Office, *, person_id: str, session_id: str) -> Said:
    return Said(f"{words.sessions_ended(office.end_sessions(person_id, session_id))}.")


def _invitation(person_id: str) -> None:
    st.header(words.INVITATION, anchor=False)
    st.caption(words.invite_hint())
    st.button(
        words.INVITE_AGAIN,
        key="wi-person-invite",
        on_click=admission.press,
        args=("invite person", partial(_invite, person_id=person_id)),
    )


def _invite(office: Office, *, person_id: str) -> Said:
    return Said(words.LINK_MADE, link=_link(office, office.invite(person_id)))


def _disable(known: Known) -> None:
    disabled = known.person.disabled
    action = "enable person" if disabled else "disable person"
    label = words.ENABLE if disabled else words.DISABLE
    st.header(label, anchor=False)
    st.caption(words.ENABLE_HINT if disabled else words.disable_will(len(known.sessions)))
    st.button(
        label,
        key="wi-person-disable",
        on_click=admission.press,
        args=(
            action,
            partial(_put, known.person.id, disabled=not disabled),
        ),
    )


def _put(person_id: str, office: Office, *, disabled: bool) -> Said:
    count = office.disable(person_id, disabled=disabled)
    return Said(words.ended(words.DISABLED_NOW, count) if disabled else words.ENABLED)


# The account's own sign-in


def _own_sign_in(office: Office, sessions: Sequence[Session]) -> None:
    if not sessions:
        return
    st.header(words.OWN_SIGN_IN, anchor=False)
    if session_keys.ADMIN_DRAWER not in st.session_state:
        admission.said()
    _listed(office, sessions, "")
