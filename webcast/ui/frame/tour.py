"""The tour: three steps on the pages themselves. It can be left at any time, and is found again under Help."""

from __future__ import annotations

import streamlit as st

from webcast.ui.frame import help_words, html, navigation, session_keys

_PAGES = (navigation.EVENTS, navigation.OVERVIEW, navigation.OVERVIEW)
"""Where each step is."""


def offer(key: str) -> None:
    """Draw the button that begins it."""
    if st.button(help_words.TOUR, key=key, type="tertiary"):
        st.session_state[session_keys.TOUR] = 0
        navigation.go(_PAGES[0])


def draw(entry: navigation.Entry) -> None:
    """Draw the step that somebody is at, on whichever page; nothing where nobody takes the tour."""
    step: int | None = st.session_state.get(session_keys.TOUR)
    if step is None:
        return
    title, text = help_words.tour_step(step), help_words.TOUR_STEPS[step][1]
    with st.container(border=True, key="wi-tour"):
        html.line("wi-tour-step", html.text(title))
        st.markdown(text)
        with st.container(horizontal=True):
            if step + 1 < len(_PAGES):
                if st.button(help_words.TOUR_NEXT, key="wi-tour-next"):
                    st.session_state[session_keys.TOUR] = step + 1
                    if _PAGES[step + 1] != entry:
                        navigation.go(_PAGES[step + 1])
                    st.rerun()
            else:
                st.button(help_words.TOUR_DONE, key="wi-tour-done", on_click=_leave)
            st.button(help_words.TOUR_LEAVE, key="wi-tour-leave", type="tertiary", on_click=_leave)


def _leave() -> None:
    st.session_state.pop(session_keys.TOUR, None)
