"""What Streamlit's theme cannot do: one style sheet, and the icon of the tab."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

from webcast import mark

SHEET: Final = Path(__file__).with_name("style.css")
ICON: Final = mark.as_address(mark.FILE.read_bytes(), "svg+xml")
"""Held in its address: a file of Streamlit's is answered by the process alone that showed it."""


def apply() -> None:
    """Put the style sheet on the page; Streamlit keeps it out of the layout."""
    st.html(SHEET)
