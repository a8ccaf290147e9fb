"""The router script: Streamlit runs it at every rerun, around the page that the address asks for."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from webcast import mark
from webcast.ui.frame import (
    address_bar,
    admission,
    current_run,
    header,
    keyboard,
    left_out,
    loading,
    navigation,
    reading,
    running,
    signed_in,
    start_page,
    state,
    style,
    theme_change,
    tour,
    view_list,
    views,
    waiting,
    words,
)
from webcast.ui.kit import column_chooser, drawer, people
from webcast.web.app_state import AppState, app_state
from webcast.web.visitor import Visitor


def main() -> None:
    """Check who is looking, take the state from the URL, draw the frame, run the page."""
    with running.run(app_state()) as run:
        draw(run)


def draw(run: running.Run) -> None:
    """Draw the run's page, in its frame where somebody is signed in."""
    reading.begin()
    st.set_page_config(
        page_title=words.PRODUCT, page_icon=style.ICON, layout="wide", menu_items={"About": words.about()}
    )
    style.apply()
    keyboard.load(app_state().base)
    visitor = signed_in.arrive()
    if visitor is not None:
        run.of(visitor)
        reading.of_account(app_state(), visitor)
    start = start_page.of(app_state(), visitor)
    chosen, entry = navigation.route(signed_in=visitor is not None, start=start)
    run.page = entry.name
    if visitor is None:
        chosen.run()
        return
    place = frame(app_state(), visitor, entry, chosen, start)
    if entry.administration and not admission.admitted(app_state(), visitor, entry.name):
        return
    told = len(st.session_state[state.PROBLEMS])
    shape = waiting.begin(entry.name)
    open_before = drawer.noted()
    try:
        chosen.run()
        people.restore(open_before)
    finally:
        waiting.end(entry.name, shape)
        # What only the page could tell: that its events do not offer what the address asks for.
        if len(st.session_state[state.PROBLEMS]) > told:
            left_out.draw(place)


def frame(
    app: AppState, visitor: Visitor, entry: navigation.Entry, chosen: st.Page, start: navigation.Entry
) -> DeltaGenerator:
    """Draw the frame, leave for the page what it works with, and return the place of what was left out."""
    views.go_on()
    address_bar.begin(
        entry.name,
        app.settings.time_zone,
        remembered=lambda: column_chooser.remembered(app, visitor),
        open_view=lambda view_id: views.arrive(app, visitor, entry.name, view_id),
    )
    header.draw(app, visitor)
    keyboard.draw()
    theme_change.watch()
    current_run.put(current_run.Current(app, visitor, ended=loading.tell(app, visitor, st.empty())))
    views.said(entry.name)
    place = st.empty()
    left_out.draw(place)
    tour.draw(entry)
    with st.sidebar:
        st.html(f'<p class="wi-brand">{mark.images(app.settings.own_mark)}<span>{words.PRODUCT}</span></p>')
        navigation.menu(
            chosen,
            start,
            beside_first=lambda: view_list.popover(app, visitor, entry),
            below_first=lambda: view_list.name_opened(visitor),
            administration=admission.shown(app, visitor),
        )
    return place


main()
