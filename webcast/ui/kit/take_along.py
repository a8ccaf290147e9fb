"""What a reader takes along: the summary, the master reports, and the lists of people that are asked for most."""

from __future__ import annotations

import streamlit as st

from webcast.analysis.audience import Audience
from webcast.cohorts import presets
from webcast.cohorts.presets import Preset
from webcast.exports.listings import EVENTS, REGISTRANTS
from webcast.formats import number
from webcast.ui.frame import html
from webcast.ui.frame.page import Context
from webcast.ui.kit import download_words, downloads, heading, people, weights


def beside_title(context: Context) -> None:
    """Draw beside the title the people in view, the summary, and the two master reports over all picked events."""
    figures = downloads.table("key-figures", download_words.KEY_FIGURES_TABLE)
    masters = (
        downloads.table(EVENTS, download_words.MASTER_EVENTS),
        downloads.table(REGISTRANTS, download_words.MASTER_REGISTRATION),
    )
    downloads.of_page(context, downloads.summary(), figures, *masters)


def lists(audience: Audience) -> None:
    """Draw a button for each preset with its count and who is in it; a click opens its people and their files."""
    heading.draw(download_words.PRESETS)
    clicked: Preset | None = None
    with_opted_out = _opted_out(audience)
    with st.container(key="wi-presets"):
        for preset, count in presets.counts(audience, weights.current(), opted_out=with_opted_out).items():
            name = preset.name
            found = presets.DEFINITIONS[name]
            label = f"{found.label} ({number(count)})"
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"wi-preset-of-{name}"):
                if st.button(label, key=f"wi-preset-{name}", disabled=not count):
                    clicked = preset
                st.html(f'<p class="wi-base">{html.text(found.text)}</p>')
    if clicked is not None:
        people.show_sets(audience, [clicked])


def _opted_out(audience: Audience) -> bool:
    """Say how many of the people opted out, and offer to take them in."""
    count = presets.opted_out(audience)
    if not count:
        return False
    return st.toggle(
        download_words.with_opted_out(count), key="wi-with-opted-out", help=download_words.WITH_OPTED_OUT_HINT
    )


def of_persons() -> tuple[downloads.File, downloads.File]:
    """Return the tables that are of persons and not of registrants."""
    return downloads.table("people", download_words.PERSONS_TABLE), downloads.table(
        "scores", download_words.SCORES_TABLE
    )
