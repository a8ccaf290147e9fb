"""What a reader takes along: the summary, the master reports, and the lists of people that are asked for most."""

from __future__ import annotations

import polars as pl
import streamlit as st

from webcast.analysis.audience import Audience
from webcast.cohorts import presets
from webcast.cohorts.presets import Preset
from webcast.exports.listings import EVENTS, REGISTRANTS
from webcast.formats import number
from webcast.ui.frame.page import Context
from webcast.ui.kit import downloads, heading, people, weights, words


def beside_title(context: Context) -> None:
    """Draw beside the title the people in view, the summary, and the two master reports over all picked events."""
    figures = downloads.table("key-figures", words.KEY_FIGURES_TABLE)
    masters = (downloads.table(EVENTS, words.MASTER_EVENTS), downloads.table(REGISTRANTS, words.MASTER_REGISTRATION))
    downloads.of_page(context, downloads.summary(), figures, *masters)


def lists(audience: Audience) -> None:
    """Draw a button for each preset with its count; a click opens its people and their files."""
    heading.draw(words.PRESETS)
    clicked: Preset | None = None
    with_opted_out = _opted_out(audience)
    with st.container(horizontal=True, key="wi-presets"):
        for name, found in presets.DEFINITIONS.items():
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


def of_persons() -> tuple[downloads.File, downloads.File]:
    """Return the tables that are of persons and not of registrants."""
    return downloads.table("people", words.PERSONS_TABLE), downloads.table("scores", words.SCORES_TABLE)
