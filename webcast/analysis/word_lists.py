"""Our lists of words: stop words, domains of free mail, domains of addresses to throw away."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def words(name: str) -> tuple[str, ...]:
    """Return the words of one of our lists: one or several a line, ``#`` begins a comment."""
    text = resources.files("webcast.analysis").joinpath("data", name).read_text("utf-8")
    return tuple(word for line in text.splitlines() for word in line.partition("#")[0].split())
