"""Takes the power out of texts that a spreadsheet would run as formulas.

A text is defused by an apostrophe before the character that would start the formula, as OWASP advises ("CSV
Injection"). That is: ``=``, ``+``, ``-``, ``@``, their small and full-width forms, as the first character of a cell
that anybody sees: also behind blanks, quotes and what is invisible; and any text that starts with a tab or a line
break. The same characters after a semicolon, tab or line break inside a cell are defused too: where the system's list
separator is the semicolon, a spreadsheet cuts a comma-separated file there, quotes or not, and what follows becomes a
cell of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

_STARTERS: Final = "=+\\-@＝＋－＠﹦﹢﹣﹫"
_SKIPPED: Final = r"\p{Z}\p{C}\p{M}\p{Default_Ignorable_Code_Point}\x{2800}\x{1D159}'\"`"
"""Quotes and what is not seen, which spreadsheets, mail programs or people strip before they read a cell.

By Unicode: separators; control and format characters (soft hyphens, zero-width ones, directions) and whatever has no
meaning yet; marks, which have no letter here to stand on; what says of itself that it is not shown (Hangul fillers,
joiners, selectors); and two that are drawn as nothing without saying so, the empty Braille pattern and the null note.
"""

FORMULA: Final = f"(^|[;\\t\\r\\n])([{_SKIPPED}]*)([{_STARTERS}])"
CONTROL: Final = "^[\\t\\r\\n]"
_SUSPECT: Final = f"{FORMULA}|{CONTROL}"


_HARMLESS, _BEGINS, _UNSURE = range(3)
_FIRST: Final = np.full(256, _UNSURE, dtype=np.uint8)
"""What the first byte of a cell says: it begins no formula; it begins one; the cell must be searched."""
_FIRST[0x21:0x7F] = _HARMLESS
_FIRST[list(b"'\"`")] = _UNSURE
_FIRST[list(b"=+-@")] = _BEGINS


def defused(columns: Sequence[pl.Series]) -> list[pl.Series]:
    """Return columns of texts with their formulas defused; others are unchanged.

    Polars is asked once for the suspects of all columns: being asked costs more than a few texts do.
    """
    kinds = [_kinds(texts) for texts in columns]
    begun, searched = ([_places(found, kind) for found in kinds] for kind in (_BEGINS, _UNSURE))
    found = _where(columns, searched)
    # Both take the texts as they came: a text is in one of the two.
    once = [texts.clone() for texts in columns]  # scattering changes them
    _change(columns, begun, once, lambda texts: "'" + texts)
    _change(columns, found, once, _rewritten)
    return once


def _places(kinds: NDArray[np.uint8], kind: int) -> pl.Series:
    return pl.Series(np.flatnonzero(kinds == kind), dtype=pl.UInt32)


def _where(columns: Sequence[pl.Series], places: Sequence[pl.Series]) -> list[pl.Series]:
    """Return at which of some places of each column a formula is found by a search."""
    suspects = _gathered(columns, places)
    if suspects is None:
        return list(places)
    held = suspects.str.contains(_SUSPECT).fill_null(value=False)
    return [own.filter(part) for own, part in zip(places, _cut(held, places), strict=True)]


def _change(
    columns: Sequence[pl.Series],
    places: Sequence[pl.Series],
    copies: Sequence[pl.Series],
    change: Callable[[pl.Series], pl.Series],
) -> None:
    """Write the texts at some places of each column, changed, into its copy."""
    texts = _gathered(columns, places)
    if texts is None:
        return
    for copy, own, part in zip(copies, places, _cut(change(texts), places), strict=True):
        if len(own):
            copy.scatter(own, part)


def _gathered(columns: Sequence[pl.Series], places: Sequence[pl.Series]) -> pl.Series | None:
    """Return the texts at some places of each column, one column's behind another's; none where no place is."""
    found = [texts.gather(own) for texts, own in zip(columns, places, strict=True) if len(own)]
    return pl.concat(found) if found else None


def _cut(texts: pl.Series, places: Sequence[pl.Series]) -> Iterator[pl.Series]:
    """Yield each column's part of what was gathered."""
    begin = 0
    for own in places:
        yield texts.slice(begin, len(own))
        begin += len(own)


def _rewritten(suspects: pl.Series) -> pl.Series:
    return suspects.str.replace_all(FORMULA, "${1}${2}'${3}").str.replace(f"({CONTROL})", "'${1}")


def _kinds(texts: pl.Series) -> NDArray[np.uint8]:
    """Return of each text what its first byte says, and that it must be searched if it is cut anywhere.

    The bytes of all texts are looked at together: a search in each takes longer, and nearly always finds nothing.
    """
    held = texts.to_arrow(compat_level=pl.CompatLevel.oldest())
    _, places, data = held.buffers()
    bounds = np.frombuffer(places, dtype=np.int64)[held.offset : held.offset + len(held) + 1]
    everything = np.frombuffer(data, dtype=np.uint8)
    if not everything.size:
        return np.zeros(len(held), dtype=np.uint8)
    kinds = _FIRST.take(everything.take(bounds[:-1], mode="clip"))
    kinds *= bounds[:-1] != bounds[1:]  # an empty cell, whose place is that of the next, is harmless
    cut = everything == ord(";")
    if everything.min() <= ord("\r"):  # hardly ever, and quickly seen
        cut |= (everything >= ord("\t")) & (everything <= ord("\r"))
    if cut.any():
        kinds[np.searchsorted(bounds, np.flatnonzero(cut), side="right") - 1] = _UNSURE
    return kinds


def defused_text(text: str) -> str:
    """Return one text defused, as :func:`defused` does: for headers."""
    return str(defused([pl.Series([text])])[0].item())
