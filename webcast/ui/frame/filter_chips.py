"""Chips: what is in force piece by piece, in words; a press changes a piece, its × takes it away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import streamlit as st

from webcast.ui.frame import filter_words, html, our_company, state, view_words, words
from webcast.view.answer_choice import Choice
from webcast.view.filters import SWITCHES, Filters


@dataclass(frozen=True)
class Chip:
    """One piece of the filters.

    Attributes:
        label: How it reads.
        alone: The filters with nothing but it.
        without: The filters without it.
        field: What the builder calls it.
        question: The question that it is an answer to, if it is one.
    """

    label: str
    alone: Filters
    without: Filters
    field: str
    question: str = ""


_PIECES: Final = {
    "dates": ("start", "end", "registered_in_range", "viewed_in_range"),
    **{name: (name,) for name in ("campaigns", "referrers", "include_domains", "exclude_domains")},
    **{name: (name,) for name in SWITCHES},
    "minutes": ("min_minutes", "max_minutes"),
    **{name: (name,) for name in ("companies", "countries", "text")},
}
"""Field of the builder → the filters that make one chip of it, in the order of the sentence."""


def chips(filters: Filters) -> list[Chip]:
    """Return what is in force piece by piece, in the order of the sentence."""
    empty = Filters()
    found = []
    for field, names in _PIECES.items():
        alone = replace(empty, **{name: getattr(filters, name) for name in names})
        rest = replace(filters, **{name: getattr(empty, name) for name in names})
        if alone:
            found.append(Chip(_said(alone), alone, rest, field))
    for name in ("registration_answers", "survey_answers"):
        choices: tuple[Choice, ...] = getattr(filters, name)
        for choice in choices:
            only: dict[str, Any] = {name: (choice,)}
            others: dict[str, Any] = {name: tuple(other for other in choices if other != choice)}
            alone = replace(empty, **only)
            found.append(Chip(_said(alone), alone, replace(filters, **others), name, choice.question))
    return found


def _said(alone: Filters) -> str:
    return words.sentence(alone.fragments()[0])


def draw(edit: Callable[[str, str], None]) -> None:
    """Draw the chips, and what clears them all; nothing where nothing is in force.

    Args:
        edit: Opens the builder at a field, and at a question of it.
    """
    found = [chip for chip in chips(state.looking().filters) if chip.field != our_company.FIELD]  # it has a switch
    if len(found) > 1:
        st.html(f'<p class="wi-all-of">{filter_words.ALL_OF}</p>', width="content")
    for place, chip in enumerate(found):
        with st.container(horizontal=True, gap=None, width="content", key=f"wi-chip-box-{place}"):
            st.button(
                html.markdown(chip.label),
                key=f"wi-chip-{place}",
                help=None if chip.field == "text" else filter_words.CHANGE_FILTER,
                on_click=edit,
                args=(chip.field, chip.question),
            )
            st.button(
                filter_words.remove(html.markdown(chip.label)),
                icon=":material/close:",
                key=f"wi-unchip-{place}",
                on_click=state.set_filters,
                args=(chip.without,),
            )
    if found:
        st.button(
            filter_words.CLEAR_ALL, type="tertiary", key="wi-clear", on_click=state.set_filters, args=(Filters(),)
        )


def history() -> None:
    """Draw what takes changes of filters back, and makes them again; nothing before the first change."""
    past, undone = st.session_state[state.PAST], st.session_state[state.UNDONE]
    if past or undone:
        for label, to, act in ((view_words.UNDO, past, state.undo), (filter_words.REDO, undone, state.redo)):
            st.button(
                label,
                type="tertiary",
                key=f"wi-{label.lower()}",
                disabled=not to,
                help=html.markdown(filter_words.back_to(to[-1])) if to else None,
                on_click=act,
            )
