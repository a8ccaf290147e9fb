"""What a page shows in place of an analysis: no events, not loaded, nobody matches, an error."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from webcast.analysis.audience import Audience
from webcast.errors import UnknownEvent
from webcast.ui.frame import filter_chips, filter_words, html, loading, navigation, notices, references, state, words
from webcast.ui.frame.loaded import Loaded, Problem
from webcast.view.filters import Filters
from webcast.view.ours import Ours
from webcast.web.app_state import AppState
from webcast.web.audiences import filtered
from webcast.web.visitor import Visitor


def stop_if_any(app: AppState, visitor: Visitor, held: Loaded) -> None:
    """Draw the state that the held is in and stop the page; return where there are people to look at."""
    match held.problem:
        case Problem.NO_EVENTS:
            notices.notice(words.NO_EVENTS_TITLE, words.NO_EVENTS)
            navigation.to_events()
        case Problem.NOT_LOADED:
            loading.offer(app, visitor, held.missing)
        case Problem.SIGN_IN:
            notices.sign_in_again()
        case Problem.ERROR:
            notices.error(held.error)
            if isinstance(held.error, UnknownEvent):
                navigation.to_events()
        case None:
            _stop_if_nobody(held)
            return
    st.stop()


def _stop_if_nobody(held: Loaded) -> None:
    if held.everyone is None or held.audience is None or held.audience.count:
        return
    if not held.everyone.count:
        notices.notice(words.NO_REGISTRANTS_TITLE, words.NO_REGISTRANTS)
        navigation.to_events()
    else:
        _nobody_matches(held.everyone, held.filters.ours)
    st.stop()


def _nobody_matches(everyone: Audience, ours: Ours | None) -> None:
    """Say which filter does it: who comes back without it, and how many pass it alone; one click drops it."""
    looked = state.looking()
    chips = list(filter_chips.chips(looked.filters))
    left = [filtered(everyone, replace(chip.without, ours=ours), looked.zone).count for chip in chips]
    doing = [chip.label for chip, people in zip(chips, left, strict=True) if people]
    notices.notice(words.NO_MATCH_TITLE, words.no_match(looked.filters.describe(), doing))
    for place, (chip, people) in enumerate(zip(chips, left, strict=True)):
        alone = filtered(everyone, replace(chip.alone, ours=ours), looked.zone).count
        html.line("wi-hint", html.text(filter_words.nobody_has(chip.label, 0, alone)))
        if people:
            label, key = html.markdown(filter_words.without(chip.label, people)), f"wi-drop-{place}"
            st.button(label, key=key, on_click=state.set_filters, args=(chip.without,))
    st.button(filter_words.CLEAR_ALL, on_click=state.set_filters, args=(Filters(),), key="wi-clear-from-page")
    notices.reference(references.of("nobody passes the filters", looked.filters.describe()))
