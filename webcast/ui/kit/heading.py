"""The heading of a block: what it shows, and at its right one quiet menu with all files of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from webcast.ui.kit import downloads


@dataclass(frozen=True)
class Heading:
    """A heading that was drawn."""

    _menu: DeltaGenerator = field(repr=False)

    def offer(self, *files: downloads.File) -> None:
        """Put the files of the block into its menu; without any there is none."""
        if files:
            with self._menu:
                downloads.menu(*files)


def draw(title: str, *, help: str | None = None) -> Heading:  # noqa: A002  # as Streamlit calls it
    """Draw the heading of a block, in Markdown; ``help`` is the definition behind its mark."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(title, anchor=False, help=help)
        menu = st.container(width="content")
    return Heading(menu)
