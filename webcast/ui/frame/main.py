"""The router script: Streamlit runs it at every rerun, around the page that the address asks for."""

from __future__ import annotations

import streamlit as st

from webcast.ui.frame import (
    current_run,
    filter_bar,
    header,
    loaded,
    navigation,
    programmes,
    signed_in,
    state,
    style,
    view_list,
    views,
    words,
)
from webcast.ui.kit import column_chooser
from webcast.web.session import Visitor
from webcast.web.state import AppState, app_state


def main() -> None:
    """Check who is looking, take the state from the URL, draw the frame, run the page."""
    st.set_page_config(
        page_title=words.PRODUCT, page_icon=style.ICON, layout="wide", menu_items={"About": words.ABOUT}
    )
    style.apply()
    visitor = signed_in.visitor()
    chosen, entry = navigation.route(signed_in=visitor is not None)
    if visitor is not None:
        frame(app_state(), visitor, entry)
    chosen.run()


def frame(app: AppState, visitor: Visitor, entry: navigation.Entry) -> None:
    """Draw header, navigation and filter bar, and leave for the page what it works with."""
    views.go_on()
    state.begin(
        app.settings.time_zone,
        remembered=lambda: column_chooser.remembered(app, visitor),
        open_view=lambda view_id: views.arrive(app, visitor, entry.name, view_id),
    )
    header.draw(app, visitor)
    held = loaded.load(app, visitor) if entry.filtered else loaded.Loaded()
    current_run.put(current_run.Current(app, visitor, held))
    views.said(entry.name)
    with st.sidebar:
        st.html(f'<p class="wi-brand">{words.PRODUCT}</p>')
        navigation.menu(
            beside_first=lambda: view_list.popover(app, visitor, entry),
            below_first=lambda: view_list.name_opened(visitor),
        )
        if entry.filtered:
            programmes.switch(held.everyone.events if held.everyone else None)
            filter_bar.draw(held.everyone, held.audience.count if held.audience else None)


main()
