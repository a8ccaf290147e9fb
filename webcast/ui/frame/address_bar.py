"""The address of a page: what is looked at, mirrored there, and taken from there where the user, not we, wrote it.

What a colleague should see when she gets the address (events, filters, time zone, the page's options) is in it. No
e-mail address and no free text ever is: those stay in the session. A value that cannot be read is left out alone, and
said until it is dismissed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import streamlit as st

from webcast.analysis.audience import Audience
from webcast.ui.frame import state, words
from webcast.view import address
from webcast.view.address import Read
from webcast.view.choices import Choices
from webcast.view.record import REGISTRANTS, View

URL_VIEW: Final = "view"
"""Parameter of an address that opens a saved view; the ordinary address then takes its place."""

_OURS: Final = (address.OURS | {URL_VIEW}) - {address.TABLE, address.COLUMN}

NAMES: Final = address.KNOWN - {address.TABLE, address.COLUMN, address.SET}
"""The parameters that the address of a page is written with."""


def begin(
    page: str,
    default_zone: str,
    remembered: Callable[[], Mapping[str, tuple[str, ...]]],
    open_view: Callable[[str], None],
) -> None:
    """Set the defaults, then take what the URL says where the user, not we, put it there.

    Args:
        page: Name of the page in view.
        default_zone: The zone of a reader whose browser names none.
        remembered: Returns the columns that the account remembers; asked once a session.
        open_view: Puts the saved view of this id in force, or says why it cannot.
    """
    state.set_defaults(page)
    if st.session_state[state.REMEMBERED] is None:
        known = dict(remembered())
        st.session_state[state.REMEMBERED] = known
        state.look(columns=known)
    if not state.looking().zone:
        state.look(zone=state.browser_zone() or default_zone)
    found = _of_url()
    # A link of Streamlit's own drops the query; an empty one is therefore no wish to clear everything.
    if found and not _is_ours(page, found):
        arrived = st.session_state[state.MIRRORED] is None
        if URL_VIEW in found:
            open_view(found[URL_VIEW])
        else:
            _take(address.read(_pairs()), page)
        _note(page, found)
        if arrived:
            state.forget_changes()
        else:
            # The user went back to an address that we once completed. Completing it again would add to the history
            # behind the user's back, who could then never get past it.
            st.session_state[state.IN_FORCE] = query()
            return
    mirror()


def _is_ours(page: str, found: Mapping[str, str]) -> bool:
    """Tell an address that we wrote, or a link of ours to another page, which says nothing of that page's options.

    Taking it for the user's wish would lose the filters that no address may hold, and the options left there.
    """
    if st.session_state[state.MIRRORED_PAGE] == page:
        return bool(found == st.session_state[state.MIRRORED])
    return st.session_state[state.MIRRORED] is not None and found == carried_query()


def _note(page: str, said: dict[str, str]) -> None:
    st.session_state[state.MIRRORED], st.session_state[state.MIRRORED_PAGE] = said, page


def _pairs() -> list[tuple[str, str]]:
    return [(name, text) for name in st.query_params if name in _OURS for text in st.query_params.get_all(name)]


def _of_url() -> dict[str, str]:
    return {name: "\0".join(st.query_params.get_all(name)) for name in st.query_params if name in _OURS}


def _take(found: Read, page: str) -> None:
    said = found.view
    before = carried_query()
    for left_out in found.problems:
        state.problem(left_out.name, left_out.why)
    if address.SET in found.said:
        state.problem(address.SET, words.OF_FILES_ALONE)
    options = state.options_of(said, found.said - {left_out.name for left_out in found.problems})
    st.session_state[state.CHOSEN] = {**st.session_state[state.CHOSEN], page: options}
    st.session_state[state.ASKED] = set(options)
    told = replace(said, zone=said.zone or state.looking().zone)
    chosen = Choices(weights=said.choices.weights, compare=said.choices.compare)
    if dict(carried_pairs(replace(told, choices=chosen, event="", display={}))) == before:
        # It says what is looked at already: taking it would lose the filters that no address may hold.
        return
    state.choose(weights=chosen.weights, compare=chosen.compare)
    columns = said.columns.get(REGISTRANTS, ()) or st.session_state[state.REMEMBERED].get(REGISTRANTS, ())
    state.set_columns(REGISTRANTS, columns)
    state.look(events=said.events, merged=said.merged, zone=told.zone, language=said.language)
    state.arrive_at(said.filters)


def mirror() -> None:
    """Write what is in force into the URL, in one step of the browser's history; leave other keys alone."""
    wanted = query()
    page = st.session_state[state.PAGE]
    same_page = st.session_state[state.MIRRORED_PAGE] == page
    if same_page and wanted == st.session_state[state.IN_FORCE] and _of_url():
        return
    if _of_url() != wanted:
        others = {name: st.query_params.get_all(name) for name in st.query_params if name not in _OURS}
        st.query_params.from_dict({**others, **wanted})
    _note(page, wanted)
    st.session_state[state.IN_FORCE] = wanted


def resolve(everyone: Audience) -> None:
    """Put names in place of the keys of the address, now that the people are there: see :func:`state.resolve`."""
    before = query()
    state.resolve(everyone)
    if query() != before:
        settle(before)


def settle(before: Mapping[str, str]) -> None:
    """Mirror what a page itself changed while it was drawn; an address that the user went back to stays as it is.

    Args:
        before: What was in force before.
    """
    if _of_url() == before:
        mirror()
    else:
        st.session_state[state.IN_FORCE] = query()


def query() -> dict[str, str]:
    """Return what the URL says: what is looked at, and the options of the page in view that are not as usual."""
    return dict(carried_pairs(state.with_options(state.chosen())))


def carried_query() -> dict[str, str]:
    """Return what a link to another page says: what is looked at, without the options of this page."""
    return dict(carried_pairs(state.looking()))


def carried_pairs(found: View) -> list[tuple[str, str]]:
    """Return the parameters of a view in the address of a page."""
    return address.write(replace(found, columns={REGISTRANTS: found.columns.get(REGISTRANTS, ())}), keyed=True)


def carried(page: str) -> dict[str, str]:
    """Return the query of a page that we go on to, so that arriving there is taken for our own writing."""
    st.session_state[state.PAGE] = page
    found = query()
    _note(page, found)
    st.session_state[state.IN_FORCE] = found
    return found
