"""The people behind a mark: a drawer with their count, their list and their CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl
import streamlit as st

from webcast.analysis.audience import Audience
from webcast.analysis.listed import AtHand
from webcast.analysis.score import scores
from webcast.cohorts import cohort
from webcast.cohorts.cohort import Cohort
from webcast.errors import FilterError
from webcast.exports import listings
from webcast.ui.frame import current_run, html, session_keys, signed_in, state
from webcast.ui.kit import (
    column_chooser,
    downloads,
    drawer,
    people_columns,
    person,
    person_words,
    seen,
    tables,
    weights,
    words,
)
from webcast.view import keys

PAGE: Final = 100
"""People in the list at once."""
FEW_ROWS: Final = 12


def show_sets(audience: Audience, sets: Sequence[Cohort], title: str = "") -> None:
    """Open the drawer for those of the audience who are in every set; list and CSV apply the very same sets."""
    behind = cohort.apply_all(sets, audience)
    _open(behind, title or " · ".join(people.describe() for people in sets), sets)


def restore(found: drawer.Noted | None) -> None:
    """Open the drawer again that a tab had open when its process died; it connected again at another one."""
    if found is None:
        return
    held = current_run.get().held
    everyone, audience = held.everyone, held.audience
    if everyone is None or audience is None:
        return
    try:
        sets = [keys.people(cohort.parse(text), everyone) for text in found.sets]
    except FilterError:
        return  # another version of the program wrote it
    if found.event:
        audience = audience.having("event_id", [found.event])
    _open(cohort.apply_all(sets, audience), found.title, sets)


def _open(audience: Audience, title: str, sets: Sequence[Cohort]) -> None:
    if audience.masking is None:
        drawer.note(title, audience, sets)
        seen.record(seen.LIST, audience, audience.count)
    st.session_state[session_keys.PERSON] = None
    key = _pages_key(audience)
    st.session_state[key] = 1  # whatever was turned to in another list of as many pages
    dialog = st.dialog(html.markdown(title), width="large", position="right", on_dismiss=drawer.opened())
    dialog(signed_in.guarded(_draw))(audience, tuple(sets))


def _draw(audience: Audience, sets: tuple[Cohort, ...]) -> None:
    if audience.masking is not None:
        html.answer(words.people(audience.count, audience.people))
        st.caption(words.NAMES_NOT_SHOWN)
        return
    row = st.session_state[session_keys.PERSON]
    if row is not None:
        st.button(person_words.BACK_TO_LIST, type="tertiary", key="wi-people-back", on_click=_close, args=(audience,))
        person.draw(audience.everyone, AtHand(_ordered(audience)))
        return
    html.answer(words.people(audience.count, audience.people))
    if audience.count:
        with st.container(horizontal=True, vertical_alignment="center", key="wi-people-head"):
            files = st.container(width="content")
            chosen = column_chooser.choose(
                column_chooser.PEOPLE, people_columns.available(audience.everyone), people_columns.PEOPLE
            )
        with files:
            cut = column_chooser.for_file(column_chooser.PEOPLE, chosen, listings.REGISTRANTS)
            downloads.first(downloads.people(audience.count, sets, cut), place="list")
        _list(audience, chosen)


def _list(audience: Audience, chosen: tuple[str, ...]) -> None:
    """Draw a page of the list, the most engaged first; a picked row shows the person in full in its place."""
    zone: str = state.looking().zone
    pages = _pages(audience)
    place = st.container()
    shown = st.pagination(pages, key=_pages_key(audience)) if pages > 1 else 1
    in_force = weights.current()
    rows = _ordered(audience).slice((shown - 1) * PAGE, PAGE)
    found = audience.lazy().filter(pl.col("row").is_in(rows.implode())).collect()
    members = rows.to_frame().join(found, on="row", how="left", maintain_order="left")
    frame, config = people_columns.readable(members, chosen, zone, audience.everyone, in_force)
    with place:
        tables.mount(
            frame.collect(),
            f"wi-people-{shown}-{audience.count}",
            config,
            alt=words.LIST_TABLE,
            height=None if members.height <= FEW_ROWS else 560,
            whole=pages == 1,
            lead=people_columns.lead(chosen),
            picked=lambda place: _pick(rows, place),
        )
        st.caption(words.list_hint(shown, PAGE, audience.count))


def _ordered(audience: Audience) -> pl.Series:
    found = scores(audience, weights.current())
    return found.sort("score", descending=True, nulls_last=True, maintain_order=True)["row"]


def _pick(rows: pl.Series, place: int) -> None:
    if place < rows.len():
        st.session_state[session_keys.PERSON] = int(rows[place])


def _close(audience: Audience) -> None:
    """Go back to the list, at the page that holds the person who was in view."""
    place = _ordered(audience).index_of(st.session_state[session_keys.PERSON])
    key = _pages_key(audience)
    st.session_state[key] = 1 if place is None else place // PAGE + 1
    st.session_state[session_keys.PERSON] = None


def _pages(audience: Audience) -> int:
    return -(-audience.count // PAGE)


def _pages_key(audience: Audience) -> str:
    return f"wi-people-page-{_pages(audience)}"
