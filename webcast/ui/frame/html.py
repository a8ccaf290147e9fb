"""Small pieces of HTML for what Streamlit has no element for. Foreign text goes in escaped, and isolated."""

from __future__ import annotations

import re
from html import escape

import streamlit as st


def text(value: str) -> str:
    """Escape foreign text and keep its writing direction from spilling into ours; of no text nothing."""
    return f"<bdi>{escape(value)}</bdi>" if value else ""


def attribute(value: str) -> str:
    """Escape foreign text for an attribute, where no element can isolate its direction."""
    return escape(value, quote=True)


def line(css_class: str, *parts: str) -> None:
    """Draw a line of parts, already safe, with middle dots between them."""
    inner = '<span class="wi-dot" aria-hidden="true"> · </span>'.join(
        f"<span>{part}</span>" for part in parts if part
    )
    st.html(f'<p class="{css_class}">{inner}</p>')


def answer(sentence: str) -> None:
    """Draw a sentence that answers what its heading asks; it may hold foreign text."""
    st.html(f'<p class="wi-answer">{text(sentence)}</p>')


_MARKDOWN = str.maketrans({char: f"\\{char}" for char in "\\`*_{}[]()#+-.!|<>~$:&"})


_READ_AGAIN = re.compile(r"(?<=:)(?=[\w/+-]+:)|(?<=http:)(?=//)|(?<=https:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)


def markdown(value: str) -> str:
    """Escape foreign text for a place that reads Markdown, on one line.

    Streamlit looks for ``:material/home:``, ``:smile:`` and web addresses once escapes are read: a joiner, which
    nobody sees, parts them. Addresses of e-mail stay whole, so that they can be copied, and may become a link.
    """
    return _READ_AGAIN.sub("\u2060", " ".join(value.split())).translate(_MARKDOWN)


_PLAIN = re.compile(r"(?<=[^\W\d_])\\([.!:])(?=\s|$)|(?<=\w)\\(-)(?=\w)|(?<=\s)\\(&)(?=\s)")


def label(value: str) -> str:
    """Escape foreign text for the label of a checkbox, which screen readers are given as it is written.

    As :func:`markdown`, but what nothing could read as markup stays as it is: “Rates: What is next” has no backslash.
    """
    return _PLAIN.sub(lambda found: found[1] or found[2] or found[3], markdown(value))
