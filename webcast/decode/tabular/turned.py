"""Rows to columns: of text, or, for the sessions, of what came."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from webcast.decode import values
from webcast.decode.tabular.cut import Cut, Row
from webcast.decode.tabular.layout import Layout
from webcast.reports.columns import constant


def turned(rows: Sequence[Row], put: Mapping[int, Row], layout: Layout) -> list[pl.Series]:
    """Return one column a header, named by its place, since headers repeat.

    Args:
        rows: The rows.
        put: Those whose cells were put into their places, as they stand then.
        layout: The headers.
    """
    kept = layout.place("sessions", "sessions")
    if isinstance(rows, Cut):
        return _read(rows, put, len(layout.headers), kept)
    every = [put.get(n, row) for n, row in enumerate(rows)] if put else rows
    return _transposed(every, len(layout.headers), kept)


def _read(rows: Cut, put: Mapping[int, Row], width: int, kept: int | None) -> list[pl.Series]:
    """Return the columns of rows that were cut; those that were put into their places are few."""
    others = np.array(sorted(put), np.int64)
    usual = np.delete(np.arange(len(rows)), others)
    if kept is not None and not put and rows.sessions(kept, usual) is not None:
        # They are read out of the rows, without becoming objects.
        return [
            constant(len(rows), pl.Null, name=str(n)) if n == kept else rows.texts(n, usual, text_of).alias(str(n))
            for n in range(width)
        ]
    columns = [
        pl.Series(str(n), rows.objects(n, usual), dtype=pl.Object)
        if n == kept
        else rows.texts(n, usual, text_of).alias(str(n))
        for n in range(width)
    ]
    if not put:
        return columns
    some = _transposed([put[n] for n in others.tolist()], width, kept)
    # Where each row stands among the usual ones and the others behind them.
    order = np.empty(len(rows), np.int64)
    order[usual], order[others] = np.arange(usual.size), np.arange(usual.size, len(rows))
    return [
        pl.Series(one.name, [*one, *other], dtype=pl.Object)[order.tolist()]
        if n == kept
        else one.extend(other).gather(order)
        for n, (one, other) in enumerate(zip(columns, some, strict=True))
    ]


def _transposed(rows: Sequence[Row], width: int, kept: int | None) -> list[pl.Series]:
    turned = list(zip(*rows, strict=True)) if rows else [()] * width
    columns = texts({str(n): cells for n, cells in enumerate(turned) if n != kept})
    if kept is not None:
        columns.insert(kept, pl.Series(str(kept), list(turned[kept]), dtype=pl.Object))
    return columns


def texts(columns: Mapping[str, Sequence[object]]) -> list[pl.Series]:
    """Return columns of cells as text without blanks around it; null where nothing stands."""
    as_text = [_as_text(name, cells) for name, cells in columns.items()]
    return pl.DataFrame(as_text).select(pl.all().str.strip_chars().replace("", None)).get_columns()


def _as_text(name: str, cells: Sequence[object]) -> pl.Series:
    try:
        return pl.Series(name, cells, dtype=pl.String, strict=True)
    except (TypeError, OverflowError):
        return pl.Series(name, [text_of(cell) for cell in cells], dtype=pl.String)


def text_of(cell: object) -> str | None:
    """Return a cell as text; several choices in one."""
    if isinstance(cell, list) and all(isinstance(part, str) for part in cell):
        cell = "|".join(cell)
    if isinstance(cell, list | dict):
        cell = json.dumps(cell, ensure_ascii=False)
    return values.text(cell)


def whole(cells: Sequence[object]) -> tuple[pl.Series, pl.Series]:
    """Return cells as sent and as whole numbers of zero or more; numbers, the usual case, without a way over text."""
    try:
        sent = pl.Series(cells, dtype=pl.Int64, strict=True)
    except (TypeError, OverflowError):
        sent = texts({"": cells})[0]
    return sent, values.milliseconds(sent)
