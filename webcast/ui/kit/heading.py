"""The heading of a block: what it shows, and at its right one quiet menu.

The menu has the files of the block, its chart as a table and back, its chart as a picture, and what its words mean.
It is HTML, and one button where there is a table: links and definitions are there before it is opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from webcast.analysis import definitions
from webcast.presentation import findings
from webcast.ui.frame import html, session_keys, state
from webcast.ui.kit import downloads, marks, words
from webcast.view import keys

_PREFIX: Final = "wi-"

_BEFORE_UNIT: Final = re.compile(r"(?<=\d) (?=%|h\b|min\b|s\b|Std\.|Min\.)")
"""A chart has its labels in one line and parts numbers from units by a plain blank; a heading may be broken there."""


@dataclass(frozen=True)
class Heading:
    """A heading that was drawn."""

    title: str
    _key: str
    _explained: Sequence[str]
    _notes: Sequence[str]
    _head: DeltaGenerator = field(repr=False)
    _menu: DeltaGenerator = field(repr=False)
    _charts: list[str] = field(default_factory=list)
    _tables: list[bool] = field(default_factory=list)

    @property
    def as_table(self) -> bool:
        """Whether the reader wants a table in place of the chart of this block."""
        chosen: dict[str, bool] = st.session_state.get(session_keys.AS_TABLE, {})
        return bool(chosen.get(self._key))

    def says(self, finding: str) -> None:
        """Say in the heading what the chart below it shows; nothing to say leaves it as it is."""
        if finding:
            self._head.header(findings.headline(self.title, html.markdown(unbroken(finding))), anchor=False)

    def chart(
        self, figure: Callable[[], Any], key: str, rows: Callable[[], list[Any] | None] | None = None
    ) -> list[Any] | None:
        """Draw the chart of the block, or in its place the table of its numbers; return the mark that was picked.

        Args:
            figure: Returns the chart.
            key: Names it in the session; a picture of it is called so.
            rows: Draws the same as a table, and returns a picked row as a mark of the chart; none where a table
                stands beside the chart.
        """
        if rows is not None:
            self._tables.append(True)
            if self.as_table:
                return rows()
        self._charts.append(key)
        return marks.chart(figure(), key)

    def shows(self, key: str) -> None:
        """Have the picture of the block contain a chart that was drawn by other means."""
        self._charts.append(key)

    def explain(self, note: str) -> Heading:
        """Add what has to be known to read the block."""
        return replace(self, _notes=[*self._notes, note])

    def offer(self, *files: downloads.File) -> None:
        """Draw the menu of the block, once its charts are drawn; with the files of it."""
        links, rest = downloads.listed(files), self._picture() + self._definitions()
        if not (links or rest or self._tables):
            return
        with (
            self._menu,
            st.popover(words.block_menu(self.title), type="tertiary", key=f"{_PREFIX}menu-{self._key}"),
        ):
            if links:
                st.html(links)
            if self._tables:
                st.button(
                    words.AS_CHART if self.as_table else words.AS_TABLE,
                    type="tertiary",
                    key=f"{_PREFIX}as-table-{self._key}",
                    on_click=_switch,
                    args=(self._key,),
                )
            if rest:
                st.html(rest)

    def _picture(self) -> str:
        """Return the button that saves what is drawn; a script of ours draws it in the browser (``blocks.js``)."""
        if not self._charts:
            return ""
        kind, name = st.session_state[state.PICTURE], self._charts[0].removeprefix(_PREFIX)
        charts = escape(" ".join(self._charts))
        return (
            f'<button type="button" class="wi-picture" data-kind="{kind}" data-name="{escape(name)}"'
            f' data-charts="{charts}" data-block="{self._key}">{escape(words.AS_PICTURE)}</button>'
        )

    def _definitions(self) -> str:
        """Return what the words of the block mean, folded."""
        said = "".join(
            f"<dt>{escape(definitions.label(metric))}</dt><dd>{escape(definitions.text(metric))}</dd>"
            for metric in self._explained
        )
        notes = "".join(f"<p>{escape(note)}</p>" for note in self._notes)
        if not (said or notes):
            return ""
        listed = f"<dl>{said}</dl>" if said else ""
        return f'<details class="wi-explain"><summary>{escape(words.EXPLAIN)}</summary>{listed}{notes}</details>'


def unbroken(text: str) -> str:
    """Keep numbers and their units on one line."""
    return _BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", text)


def draw(title: str, *explained: str, notes: Sequence[str] = ()) -> Heading:
    """Draw the heading of a block, in Markdown.

    Args:
        title: What it shows.
        explained: Metrics of :mod:`webcast.analysis.definitions` that its menu explains.
        notes: What else has to be known to read it.
    """
    key = key_of(title)
    with st.container(horizontal=True, vertical_alignment="top", gap="small", key=f"wi-block-{key}"):
        head = st.empty()
        head.header(title, anchor=False)
        menu = st.container(width="content")
    return Heading(title, key, explained, notes, head, menu)


def key_of(title: str) -> str:
    """Return what names the block of a title in the session, and in the page."""
    return keys.key(title).removeprefix(keys.SIGN)


def _switch(key: str) -> None:
    """Show the table in place of the chart, or the chart again."""
    shown: dict[str, bool] = st.session_state.setdefault(session_keys.AS_TABLE, {})
    shown[key] = not shown.get(key)
