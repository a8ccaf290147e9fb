"""What a reader takes along: the summary, the master reports, and the lists of people that are asked for most."""

from __future__ import annotations

import polars as pl
import streamlit as st

from webcast.analysis.audience import Audience
from webcast.cohorts.presets import DEFINITIONS, Preset
from webcast.exports.listings import EVENTS, REGISTRANTS
from webcast.formats import number
from webcast.ui.kit import downloads, people, weights, words


def reports() -> None:
    """Draw the links to the summary and to the two master reports over all picked events."""
    st.header(words.TAKE_ALONG, anchor=False)
    st.caption(words.TAKE_ALONG_HINT)
    downloads.summary()
    downloads.files(EVENTS, words.MASTER_EVENTS)
    downloads.files(REGISTRANTS, words.MASTER_REGISTRATION)


def lists(audience: Audience) -> None:
    """Draw a button for each preset with its count; a click opens its people and their files."""
    st.header(words.PRESETS, anchor=False)
    clicked: Preset | None = None
    with_opted_out = _opted_out(audience)
    with st.container(horizontal=True, key="wi-presets"):
        for name, found in DEFINITIONS.items():
            preset = Preset(name, weights.current(), opted_out=with_opted_out)
            count = preset.apply(audience).count
            label = f"{found.label} ({number(count)})"
            if st.button(label, key=f"wi-preset-{name}", help=found.text, disabled=not count):
                clicked = preset
    if clicked is not None:
        people.show_sets(audience, [clicked])


def _opted_out(audience: Audience) -> bool:
    """Say how many of the people opted out, and offer to take them in."""
    count = audience.where(pl.col("opted_out").fill_null(value=False)).count
    if not count:
        return False
    return st.toggle(words.with_opted_out(count), key="wi-with-opted-out", help=words.WITH_OPTED_OUT_HINT)


def tables() -> None:
    """Draw the links to the tables that are of persons and not of registrants."""
    downloads.files("people", words.PERSONS_TABLE)
    downloads.files("scores", words.SCORES_TABLE)
