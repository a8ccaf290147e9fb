"""What a keyboard does on every page: the script that does it, and the list of shortcuts that “?” opens.

The one place that has a page load a script: one of ours, by its address, with nothing of anybody's in it.
"""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from webcast.language import say
from webcast.ui.frame import help_words, view_words
from webcast.web.scripts import KEYBOARD

_SCRIPT: Final = f'<script src="{KEYBOARD}"></script>'


def draw() -> None:
    """Put the script and the list of shortcuts on the page; neither takes room until “?” is pressed."""
    listed = "".join(
        f"<dt>{''.join(f'<kbd>{escape(say(key))}</kbd>' for key in keys)}</dt><dd>{escape(say(what))}</dd>"
        for keys, what in help_words.SHORTCUTS
    )
    with st.container(key="wi-keyboard"):
        st.html(
            '<dialog id="wi-shortcuts" aria-labelledby="wi-shortcuts-title">'
            f'<form method="dialog"><p id="wi-shortcuts-title">{help_words.SHORTCUTS_TITLE}</p><dl>{listed}</dl>'
            f'<button class="wi-button">{view_words.CLOSE}</button></form></dialog>'
        )
        st.html(_SCRIPT, unsafe_allow_javascript=True)
