"""The heading of a block: what it shows, and at its right one quiet menu with all files of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from webcast.presentation import findings
from webcast.ui.frame import html
from webcast.ui.kit import downloads
from webcast.view import keys


@dataclass(frozen=True)
class Heading:
    """A heading that was drawn."""

    title: str
    _head: DeltaGenerator = field(repr=False)
    _menu: DeltaGenerator = field(repr=False)

    def says(self, finding: str) -> None:
        """Say in the heading what the chart below it shows; nothing to say leaves it as it is."""
        if finding:
            self._head.header(findings.headline(self.title, html.markdown(finding)), anchor=False)

    def offer(self, *files: downloads.File) -> None:
        """Put the files of the block into its menu; without any there is none."""
        if files:
            with self._menu:
                downloads.menu(*files)


def draw(title: str, *, help: str | None = None) -> Heading:  # noqa: A002  # as Streamlit calls it
    """Draw the heading of a block, in Markdown; ``help`` is the definition behind its mark."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"wi-block-{keys.key(title)}"):
        head = st.empty()
        head.header(title, anchor=False, help=help)
        menu = st.container(width="content")
    return Heading(title, head, menu)
