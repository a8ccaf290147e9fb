"""Two segments side by side on the Funnel page: who they are, what differs, and the people at each stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
import streamlit as st

from webcast.analysis import definitions, dimensions
from webcast.charts import funnel as funnel_chart
from webcast.charts import segments as chart
from webcast.charts.words import interval
from webcast.cohorts.cohort import Attended, Cohort, Group, Others
from webcast.cohorts.presets import Preset
from webcast.presentation import funnel as prepare
from webcast.presentation import named
from webcast.presentation.funnel import Segments
from webcast.ui.frame import html, options
from webcast.ui.frame.page import Context
from webcast.ui.funnel import blocks, words
from webcast.ui.funnel.blocks import Choice
from webcast.ui.kit import break_down, downloads, marks, tables, weights
from webcast.ui.kit import words as kit_words
from webcast.view.choices import Choices

MOST_OFFERED: Final = 500
"""Groups to choose from, the largest; more would make a list that nobody reads and every rerun sends."""

_NONE: Final = "none"
_WAYS: Final = "ways"
_REST: Final = "rest"


@dataclass(frozen=True)
class Segment:
    """One of the two."""

    people: Cohort
    phrase: str
    """What it is called in a sentence, after "of"."""

    @property
    def label(self) -> str:
        """What it is called beside its bars."""
        return named.segment(self.people)


@dataclass(frozen=True)
class Pair:
    """The two that the reader picked, and how their shares are counted."""

    first: Segment
    second: Segment
    of_previous: bool
    stage: str
    """The stage that the sentence is about."""

    def choices(self, choice: Choice) -> Choices:
        """What the table of the comparison depends on."""
        first, second = self.first.people, self.second.people
        rest = second == Others(first)
        return Choices(rules=choice.rules, first=first, second=None if rest else second, of_previous=self.of_previous)


def draw(context: Context, choice: Choice) -> None:
    """Draw the choice of two segments, and once there are two, how they compare."""
    st.header(words.SEGMENTS, anchor=False, help=definitions.text("difference"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="wi-segment-options"):
        pair = _choose(context)
    if pair is None:
        return
    sets = (pair.first.people, pair.second.people)
    segments = prepare.Segments.of(context.audience, sets, choice.rules, of_previous=pair.of_previous)
    told = segments.frame.filter(pl.col("stage") == pair.stage).row(0, named=True)
    phrases = (pair.first.phrase, pair.second.phrase)
    _say("wi-answer", words.segments_answer(told, phrases, choice.wording.stages[pair.stage]))
    _say("wi-context", words.in_both(segments.both))
    clicked = marks.chart(segments.figure(context.theme), "wi-segments") or _table(choice, segments)
    if clicked:
        _, side, stage = clicked
        segment = (pair.first, pair.second)[side - 1]
        title = f"{segment.label}: {choice.wording.stages[stage]}"
        blocks.show(context, choice, [segment.people, choice.stage(stage, funnel_chart.REACHED)], title)
    downloads.files("segments", kit_words.THIS_TABLE, choices=pair.choices(choice))


def _say(css_class: str, text: str) -> None:
    if text:
        html.line(css_class, html.text(text))


# Which two


def _choose(context: Context) -> Pair | None:
    names = break_down.names(context.everyone)
    labels = {_NONE: words.APART_BY_NOTHING, **{key: dimensions.label(by) for key, by in names.items()}}
    by = options.select(words.APART_BY, {**labels, _WAYS: words.WAYS}, "apart", width=190)
    if by == _NONE:
        return None
    offered = _ways(context) if by == _WAYS else _groups(context, names[by])
    if len(offered) < 2:
        st.caption(words.ONE_GROUP)
        return None
    first = offered[options.select(words.FIRST_SEGMENT, _labels(offered), "segment", width=220)]
    others = {key: segment for key, segment in offered.items() if segment != first}
    others[_REST] = Segment(Others(first.people), words.EVERYBODY_ELSE)
    second = others[options.select(words.SECOND_SEGMENT, _labels(others), "against", width=220)]
    shares = {"all": words.SHARES_OF_ALL, "before": words.SHARES_OF_PREVIOUS}
    of_previous = options.segments(words.SHARES, shares, "shares") == "before"
    if len(offered) == MOST_OFFERED:
        st.caption(words.largest_groups(MOST_OFFERED))
    # That those who came live came live says nothing.
    return Pair(first, second, of_previous, "stayed" if by == _WAYS else "attended")


def _labels(offered: Mapping[str, Segment]) -> dict[str, str]:
    return {key: segment.label for key, segment in offered.items()}


def _groups(context: Context, by: str) -> dict[str, Segment]:
    """Return the groups of a dimension, the largest first, by what stands for them in the address."""
    groups = dimensions.values(context.audience, by)["group"].head(MOST_OFFERED)
    return {_slug(group): _segment(by, group) for group in groups}


def _segment(by: str, group: str | None) -> Segment:
    if group is None:
        return Segment(Group(by, None), words.those_without(dimensions.missing(by)))
    return Segment(Group(by, group), f"“{group}”" if by.startswith(dimensions.QUESTION) else group)


def _slug(group: str | None) -> str:
    """Return what stands for a group in the address: its name is foreign, and might be somebody's."""
    return _NONE if group is None else f"g-{options.slug(group)}"


def _ways(context: Context) -> dict[str, Segment]:
    """Return the ways of attending that anybody of these people chose."""
    sets: dict[str, Cohort] = {
        "live": Attended("live"),
        "od": Attended("od"),
        "simlive": Attended("simlive"),
        "on-demand-only": Preset("on-demand-only"),
        "hot-leads": Preset("hot-leads", weights.current()),
        "askers": Preset("askers"),
    }
    return {
        key: Segment(people, words.WAY_PHRASES[key])
        for key, people in sets.items()
        if people.apply(context.audience).count
    }


# The table


def _table(choice: Choice, segments: Segments) -> list[Any] | None:
    """Draw a row a stage and segment; return a picked row as a mark of the chart."""
    rows = [(row, side) for row in segments.frame.iter_rows(named=True) for side in (1, 2)]
    shown = pl.DataFrame([_row(row, side, choice, segments.labels) for row, side in rows], schema=_SCHEMA)
    column = st.column_config
    config = {
        "stage": column.TextColumn(words.COLUMN_STAGE, width=150),
        "segment": column.TextColumn(words.COLUMN_SEGMENT, width=170),
        "registrants": column.NumberColumn(words.COLUMN_REGISTRANTS, format="localized", width=95),
        "share": column.NumberColumn(kit_words.COLUMN_OF_BASE, format="%.0f %%", width=70),
        "interval": column.TextColumn(words.COLUMN_INTERVAL, width=105),
        "difference": column.TextColumn(words.COLUMN_DIFFERENCE, width=100),
        "between": column.TextColumn(words.COLUMN_BETWEEN, width=85),
        "p": column.TextColumn(words.COLUMN_P, width=75, help=definitions.text("difference")),
        "chance": column.TextColumn(words.COLUMN_CHANCE, width=145),
    }
    st.caption(kit_words.PICK_HINT)
    place = tables.table(shown, "wi-segment-rows", config, alt=words.SEGMENTS_TABLE)
    if place is None:
        return None
    row, side = rows[place]
    return [chart.SEGMENT, side, row["stage"]]


def _row(row: dict[str, Any], side: int, choice: Choice, labels: tuple[str, str]) -> dict[str, Any]:
    share = row[f"share_{side}"]
    return {
        "stage": choice.wording.stages[row["stage"]],
        "segment": labels[side - 1],
        "registrants": row[f"registrants_{side}"],
        "share": None if share is None else share * 100,
        "interval": interval(row[f"low_{side}"], row[f"high_{side}"]) or None,
        # The difference is of both, so it stands once, beside the first.
        **(_difference(row) if side == 1 else dict.fromkeys(_DIFFERENCE, "")),
    }


def _difference(row: dict[str, Any]) -> dict[str, str | None]:
    if row["difference"] is None:
        return dict.fromkeys(_DIFFERENCE)
    told = (
        words.signed_points(row["difference"]),
        words.between(row["low"], row["high"]),
        words.p_value(row["p_value"]),
        words.YES_NO[row["beyond_chance"]],
    )
    return dict(zip(_DIFFERENCE, told, strict=True))


_DIFFERENCE: Final = ("difference", "between", "p", "chance")
_SCHEMA: Final = {
    **dict.fromkeys(("stage", "segment"), pl.String()),
    "registrants": pl.Int64(),
    "share": pl.Float64(),
    **dict.fromkeys(("interval", *_DIFFERENCE), pl.String()),
}
