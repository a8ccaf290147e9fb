"""What changed between two surveys, how attendance checks were answered, and which words were used."""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go
import polars as pl

from webcast.analysis.stages import FEW
from webcast.charts import words
from webcast.charts.bars import Cell, Panel, Row, panels, rows
from webcast.charts.theme import Theme, nothing

SIDE: Final = "side"
"""A mark of :func:`change`: ``[word, before or after, answer]``."""

KIND: Final = "kind"
"""A mark of :func:`direction`: ``[word, rose, same or fell]``."""

CHECK: Final = "check"
"""A mark of :func:`checks`: ``[word, check, all, some or never]``."""

TERM: Final = "term"
"""A mark of :func:`terms`: ``[word, term]``."""

_MOST: Final = 12
"""Answers shown side by side."""


def change(frame: pl.DataFrame, *, base: int, before: str, after: str, theme: Theme) -> go.Figure:
    """Return the answers of those who answered both, before and after side by side.

    Args:
        frame: ``answer``, ``before``, ``after``, ``share_before``, ``share_after``.
        base: Persons who answered both.
        before: Name of the survey taken first.
        after: Name of the other.
        theme: Light or dark.
    """
    shown = frame.head(_MOST).to_dicts()
    if not shown:
        return nothing("Nobody answered this question in both surveys.", theme=theme)
    columns = [
        Panel(title=name, cells=[_side(row, side, base) for row in shown])
        for side, name in (("before", before), ("after", after))
    ]
    said = [
        f"{words.shorten_to(r['answer'], 60)}: {words.count(r['before'])}, then {words.count(r['after'])}"
        for r in shown
    ]
    return panels(
        [row["answer"] for row in shown],
        columns,
        theme=theme,
        alt=f"Answers of {words.nouns(base, 'person', 'people')}, before and after. {'; '.join(said)}.",
        unit=f"Of the {words.nouns(base, 'person', 'people')} who answered both",
        most=1.0,
    )


def _side(row: dict[str, Any], side: str, base: int) -> Cell:
    counts = f"{words.count(row[side])} of {words.count(base)}"
    share = words.share(row[f"share_{side}"])
    return Cell(
        value=row[f"share_{side}"],
        figure=counts if base < FEW else f"{share} · {words.count(row[side])}",
        data=(SIDE, side, row["answer"]),
        hover=f"{'<br>'.join(words.label(row['answer'], 60, 4))}<br>{counts} people<br>Click to see them",
        faint=base < FEW,
    )


def direction(rose: int, same: int, fell: int, *, theme: Theme) -> go.Figure:
    """Return how many of those who answered both with a number gave a higher, the same or a lower one afterwards."""
    base = rose + same + fell
    named = (("rose", "Higher afterwards", rose), ("same", "The same", same), ("fell", "Lower afterwards", fell))
    drawn = [
        Row(
            label=name,
            value=count,
            figure=_figure(count, base),
            data=(KIND, kind),
            hover=f"{name}<br>{words.nouns(count, 'person', 'people')}<br>Click to see them",
        )
        for kind, name, count in named
    ]
    said = "; ".join(f"{name.lower()}: {words.count(count)}" for _, name, count in named)
    alt = f"Second answer of {words.nouns(base, 'person', 'people')} beside the first: {said}."
    return rows(drawn, theme=theme, alt=alt, unit=f"People, of {words.count(base)} who answered both", most=base or 1)


_CHECKED: Final = (
    ("all", "answered_all", "Answered every check"),
    ("some", "answered_some", "Missed some"),
    ("never", "never", "Attended, answered none"),
)


def checks(frame: pl.DataFrame, *, theme: Theme) -> go.Figure:
    """Return who answered an attendance check every time, not every time, and never.

    Args:
        frame: ``label``, ``answered_all``, ``answered_some``, ``never``: a row a check, usually one.
        theme: Light or dark.
    """
    found = frame.to_dicts()
    drawn = [
        _checked(row, way, several=len(found) > 1) for row in found for way in _CHECKED if row[way[1]] is not None
    ]
    said = [
        f"{words.shorten_to(r['label'], 60)}: {words.count(r['answered_all'])} answered every check, "
        f"{words.count(r['answered_some'])} missed some, {words.count(r['never'])} who attended answered none"
        for r in found
    ]
    return rows(drawn, theme=theme, alt=f"{'; '.join(said)}.", unit="Registrants")


def _checked(row: dict[str, Any], way: tuple[str, str, str], *, several: bool) -> Row:
    how, column, title = way
    asked = row["answered_all"] + row["answered_some"] + (row["never"] or 0)
    return Row(
        label=f"{row['label']}: {title[:1].lower()}{title[1:]}" if several else title,
        value=row[column],
        figure=_figure(row[column], asked),
        data=(CHECK, row["label"], how),
        hover=f"{title}<br>{words.nouns(row[column], 'registrant')} of {words.count(asked)}<br>Click to see them",
    )


def terms(frame: pl.DataFrame, *, texts: str, theme: Theme) -> go.Figure:
    """Return the frequent terms as bars.

    Args:
        frame: ``term``, ``texts``, ``rows``, ``share``, the most frequent first.
        texts: What the texts are: ``answer``, ``question``.
        theme: Light or dark.
    """
    found = frame.to_dicts()
    if not found:
        return nothing("No word comes up here.", theme=theme)
    drawn = [
        Row(
            label=row["term"],
            value=row["texts"],
            figure=words.count(row["texts"]),
            data=(TERM, row["term"]),
            hover=f"{words.safe(row['term'])}<br>in {words.nouns(row['texts'], texts)} of "
            f"{words.nouns(row['rows'], 'registrant')}<br>Click to see them",
        )
        for row in found
    ]
    said = "; ".join(f"{words.shorten_to(row['term'], 40)}: {words.count(row['texts'])}" for row in found[:8])
    unit = f"{texts.capitalize()}s that hold the word"
    return rows(drawn, theme=theme, alt=f"Frequent words by the number of {texts}s. {said}.", unit=unit)


def _figure(count: int, base: int) -> str:
    if not base:
        return words.count(count)
    return (
        f"{words.count(count)} of {words.count(base)}"
        if base < FEW
        else f"{words.share(count / base)} · {words.count(count)}"
    )
