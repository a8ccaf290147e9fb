"""Two segments side by side: a bar each for every stage, with its interval, and the difference in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from webcast import formats
from webcast.analysis.stages import FEW, Names
from webcast.charts import bars, words
from webcast.charts.bars import chosen
from webcast.charts.figure import Figure, Trace, bar, scatter
from webcast.charts.panels import GUTTER
from webcast.charts.theme import CLEAR, Palette, Theme, figure, note, nothing, palette
from webcast.language import phrase, say, speaking

SEGMENT: Final = "segment"
"""First word of a mark's ``customdata``: ``[word, 1 or 2, stage]``."""

HEAD: Final = 22
BAR: Final = 14
PITCH: Final = 20
GAP: Final = 18
NAME: Final = 16
"""Letters of a segment's name beside its bar."""

MORE: Final = phrase("more than chance")
MAYBE: Final = phrase("could be chance")


_Placed = tuple[dict[str, Any], int]
"""A stage and how many pixels from the top it begins."""


def segments(
    frame: pl.DataFrame, names: tuple[str, str], wording: Names, *, of_previous: bool = False, theme: Theme
) -> Figure:
    """Return every stage after the first with both segments' shares, their 95 % intervals, and the difference.

    The first segment is filled, the second an outline; each bar is named beside its value.

    Args:
        frame: As :func:`webcast.analysis.segments.compare` returns it.
        names: What the two are called; may be foreign text.
        wording: What the stages are called.
        of_previous: Whether the shares are of the stage before, not of the first.
        theme: Light or dark.
    """
    stages = [row for row in frame.iter_rows(named=True) if row["base_1"] or row["base_2"]]
    if not stages:
        return nothing(say("Neither segment has anybody in this funnel."), theme=theme)
    colours = palette(theme)
    step = HEAD + 2 * PITCH + GAP
    rows = [(row, step * place) for place, row in enumerate(stages)]
    bottom = step * len(stages) - GAP + 4
    base = say("the stage before") if of_previous else say("the segment")
    unit = say("Share of {base}, with its 95 % interval", base=base)
    traces = [_bars(rows, side, names[side - 1], wording, colours) for side in (1, 2)]
    heads = [label for row, top in rows for label in _head(row, top, wording, colours)]
    return figure(
        [*traces, _values(rows, names, colours)],
        theme=theme,
        alt=summary(stages, names, wording),
        annotations=[*heads, bars.unit_below(unit, colours)],
        **bars.layout(colours, unit, GUTTER, bottom),
    )


def verdict(row: dict[str, Any]) -> str:
    """Return how the segments differ: ``+14 points: more than chance``; empty where one has nobody."""
    if row["difference"] is None:
        return ""
    sign = "+" if row["difference"] > 0 else "−"
    size = formats.points(row["difference"])
    if size.startswith("0 ") and not row["beyond_chance"]:
        return say("no difference")
    return f"{sign}{size}: {say(MORE) if row['beyond_chance'] else say(MAYBE)}"


def value(row: dict[str, Any], side: int) -> str:
    """Return a segment's share, or its counts where the base is small: ``62 %``, ``7 of 12``."""
    reached, base = row[f"registrants_{side}"], row[f"base_{side}"]
    if not base:
        return say("nobody to count")
    return (
        say("{reached} of {base}", reached=words.count(reached), base=words.count(base))
        if base < FEW
        else words.share(row[f"share_{side}"])
    )


def summary(stages: Sequence[dict[str, Any]], names: tuple[str, str], wording: Names) -> str:
    """Describe the comparison: ``Attended: Acme 62 %, Everybody else 48 %, +14 points: more than chance; …``."""
    parts = []
    for row in stages:
        said = (*(f"{name} {value(row, side)}" for side, name in enumerate(names, 1)), verdict(row))
        parts.append(f"{wording.stages[row['stage']]}: {', '.join(part for part in said if part)}")
    return f"{'; '.join(parts)}."


def _bars(rows: Sequence[_Placed], side: int, name: str, wording: Names, colours: Palette) -> Trace:
    found = [(row, _middle(top, side)) for row, top in rows if row[f"base_{side}"]]
    shares = [row[f"share_{side}"] for row, _ in found]
    fill = {"color": colours.accent, "line": {"width": 0}}
    outline = {"color": CLEAR, "line": {"width": 2, "color": colours.comparison}}
    return bar(
        orientation="h",
        x=shares,
        y=[middle for _, middle in found],
        width=BAR,
        error_x={
            "type": "data",
            "array": [row[f"high_{side}"] - share for (row, _), share in zip(found, shares, strict=True)],
            "arrayminus": [share - row[f"low_{side}"] for (row, _), share in zip(found, shares, strict=True)],
            "thickness": 1.5,
            "width": 3,
            "color": colours.quiet,
        },
        customdata=[[SEGMENT, side, row["stage"]] for row, _ in found],
        hovertext=[_hover(row, side, name, wording) for row, _ in found],
        hoverinfo="text",
        marker={"cornerradius": 3, **(fill if side == 1 else outline)},
        **chosen(),
    )


def _middle(top: int, side: int) -> float:
    return top + HEAD + PITCH * (side - 1) + BAR / 2


def _hover(row: dict[str, Any], side: int, name: str, wording: Names) -> str:
    reached, base = row[f"registrants_{side}"], row[f"base_{side}"]
    share = words.share(row[f"share_{side}"])
    within = words.interval(row[f"low_{side}"], row[f"high_{side}"])
    return say(
        "{name}<br>{stages}: {reached} of {registrants}<br>{share} ({within}), click to see them",
        name=words.safe(name),
        stages=wording.stages[row["stage"]],
        reached=words.count(reached),
        registrants=words.nouns(base, "registrant", "registrants"),
        share=share,
        within=within,
    )


def _values(rows: Sequence[_Placed], names: tuple[str, str], colours: Palette) -> Trace:
    """Return name and value of each bar as one trace of text, where its interval ends."""
    places = [(row, side, _middle(top, side)) for row, top in rows for side in (1, 2)]
    short = _short(names)
    return scatter(
        x=[(row[f"high_{side}"] or 0) + 0.02 for row, side, _ in places],
        y=[middle for *_, middle in places],
        mode="text",
        text=[f"{short[side - 1]} {value(row, side)}" for row, side, _ in places],
        textposition="middle right",
        textfont={"size": 12, "color": colours.text},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _short(names: tuple[str, str]) -> list[str]:
    """Return names that fit beside a bar; those that begin alike are told apart by their ends."""
    cut = [words.shorten_to(name, NAME) for name in names]
    if cut[0] == cut[1]:
        cut = [name if len(name) <= NAME else f"…{name[1 - NAME :]}" for name in names]
    return [words.safe(name) for name in cut]


def _head(row: dict[str, Any], top: int, wording: Names, colours: Palette) -> list[dict[str, Any]]:
    place = {"xref": "paper", "y": top, "yanchor": "top", "borderpad": 0}
    left = note(wording.stages[row["stage"]], colours, x=0, xanchor="left", **place)
    right = note(verdict(row), colours, x=1, xanchor="right", **place)
    strong = {"size": 13, "color": colours.text, "weight": 600}
    quiet = {"size": 13, "color": colours.quiet}
    return [left, right | {"font": strong if row["beyond_chance"] else quiet}]


speaking(__name__)
