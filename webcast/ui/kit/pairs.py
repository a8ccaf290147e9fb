"""Two blocks in a row where both have room, below each other where they have not."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def pair(key: str) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return two places, at least 420 px wide each: a row from about 1,150 px on, with the sidebar open.

    Args:
        key: Names the row on the page.
    """
    row = st.container(horizontal=True, gap="medium", key=f"wi-pair-{key}")
    return row.container(width="stretch"), row.container(width="stretch")
