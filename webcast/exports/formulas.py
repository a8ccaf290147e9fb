"""Takes the power out of texts that a spreadsheet would run as formulas.

A text is defused by an apostrophe before the character that would start the formula, as OWASP advises ("CSV
Injection"). That is: ``=``, ``+``, ``-``, ``@``, their small and full-width forms, as the first character of a cell
that anybody sees: also behind blanks, quotes and what is invisible; and any text that starts with a tab or a line
break. The same characters after a semicolon, tab or line break inside a cell are defused too: where the system's list
separator is the semicolon, a spreadsheet cuts a comma-separated file there, quotes or not, and what follows becomes a
cell of its own.
"""

from __future__ import annotations

from typing import Final

import polars as pl

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


def defused(texts: pl.Series) -> pl.Series:
    """Return texts with their formulas defused; others are unchanged."""
    # The search is quick and nearly always finds nothing; only what it finds is rewritten.
    places = texts.str.contains(_SUSPECT).fill_null(value=False).arg_true()
    if places.is_empty():
        return texts
    inside = texts.gather(places).str.replace_all(FORMULA, "${1}${2}'${3}")
    safe = pl.select(pl.when(inside.str.contains(CONTROL)).then("'" + inside).otherwise(inside)).to_series()
    return texts.scatter(places, safe)


def defused_text(text: str) -> str:
    """Return one text defused, as :func:`defused` does: for headers."""
    return str(defused(pl.Series([text])).item())
