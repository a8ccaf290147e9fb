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
from webcast.ui.frame import html, options, seeds
from webcast.ui.frame.page import Context
from webcast.ui.funnel import blocks, words
from webcast.ui.funnel.blocks import Choice
from webcast.ui.kit import break_down, download_words, downloads, heading, tables, weights
from webcast.ui.kit import words as kit_words

MOST_OFFERED: Final = 500
"""Groups to choose from, the largest; more would make a list that nobody reads and every rerun sends."""

_WAYS: Final = "ways"
_FIRST_OFFERED: Final = 5
"""So many dimensions have a button of their own while nothing is chosen."""

_NOBODY: Final = {"first": None, "second": None}


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


def draw(context: Context, choice: Choice) -> None:
    """Draw the choice of two segments, and once there are two, how they compare."""
    block = heading.draw(words.SEGMENTS, "difference")
    with st.container(horizontal=True, vertical_alignment="bottom", key="wi-segment-options"):
        pair = _choose(context)
    if pair is None:
        block.offer()
        return
    sets = (pair.first.people, pair.second.people)
    segments = prepare.Segments.of(context.audience, sets, choice.rules, of_previous=pair.of_previous)
    block.says(segments.finding(pair.stage))
    told = segments.frame.filter(pl.col("stage") == pair.stage).row(0, named=True)
    phrases = (pair.first.phrase, pair.second.phrase)
    if said := words.segments_answer(told, phrases, choice.wording.stages[pair.stage]):
        html.answer(said)
    if overlapping := words.in_both(segments.both):
        html.line("wi-context", html.text(overlapping))
    clicked = block.chart(lambda: segments.figure(context.theme), "wi-segments", lambda: _table(choice, segments))
    if clicked:
        _, side, stage = clicked
        segment = (pair.first, pair.second)[side - 1]
        title = f"{segment.label}: {choice.wording.stages[stage]}"
        blocks.show(context, choice, [segment.people, choice.stage(stage, funnel_chart.REACHED)], title)
    block.offer(downloads.table("segments", download_words.THIS_TABLE))


# Which two


def _choose(context: Context) -> Pair | None:
    """Draw what sets the two apart, and both; in the record they are two sets of people."""
    nobody: Cohort | None = None
    said, second = options.value("first", nobody), options.value("second", nobody)
    labels = {"": words.APART_BY_NOTHING, **break_down.named(context.everyone), _WAYS: words.WAYS}
    by = _apart(labels, said)
    if by is None:
        _offer(labels)
        return None
    offered = _ways(context) if by == _WAYS else _groups(context, by)
    if len(offered) < 2:
        st.caption(words.ONE_GROUP)
        return None
    known = said is not None and said in offered
    first = said if said is not None and known else _largest(offered)
    rest = Others(first)
    others = {people: segment for people, segment in offered.items() if people != first}
    others[rest] = Segment(rest, words.EVERYBODY_ELSE)
    second = rest if known and second is None else second if second in others else next(iter(others))
    # What the reader left as it was is told all the same: a link or a file has no page to look it up on.
    options.keep({"first": first, "second": None if second == rest else second}, _NOBODY)
    _pick(words.FIRST_SEGMENT, offered, first, "first")
    _pick(words.SECOND_SEGMENT, others, second, "second")
    shares = {False: words.SHARES_OF_ALL, True: words.SHARES_OF_PREVIOUS}
    of_previous = options.segments(words.SHARES, shares, "of_previous")
    if len(offered) == MOST_OFFERED:
        st.caption(words.largest_groups(MOST_OFFERED))
    # That those who came live came live says nothing.
    return Pair(offered[first], others[second], of_previous, "stayed" if by == _WAYS else "attended")


def _offer(labels: Mapping[str, str]) -> None:
    """Say what comes of a choice, with a button for each of the likeliest, while there is none."""
    html.line("wi-hint", words.SEGMENTS_HINT)
    dimensions = [by for by in labels if by not in ("", _WAYS)]
    with st.container(horizontal=True, key="wi-segment-offers"):
        for by in (_WAYS, *dimensions[:_FIRST_OFFERED]):
            st.button(labels[by], key=f"wi-apart-by-{by}", on_click=_tell_apart, args=(by,))


def _tell_apart(by: str) -> None:
    # Whom it sets apart is known once the page is drawn.
    first = Attended("any") if by == _WAYS else Group(by, "") if by else None
    options.put_all({"first": first, "second": None}, _NOBODY, write=not by)


def _apart(labels: Mapping[str, str], first: Cohort | None) -> str | None:
    """Draw what sets two segments apart: a dimension, or ways of taking part; None for nothing."""
    of_first = first.dimension if isinstance(first, Group) else _WAYS
    now = "" if first is None or of_first not in labels else of_first
    if first is not None and not now:
        options.drop("first", None)

    key = "wi-option-apart"

    def changed() -> None:
        _tell_apart(options.picked(key, labels, now))

    seeds.put(key, now, tuple(labels.items()))
    st.selectbox(
        words.APART_BY, list(labels), key=key, format_func=lambda by: labels.get(by, by), filter_mode="contains",
        width=190, on_change=changed,
    )  # fmt: skip
    return now or None


def _largest(offered: Mapping[Cohort, Segment]) -> Cohort:
    """Return the segment that comes first; who came with an address that asks for another one is told."""
    options.drop("first", None)
    return next(iter(offered))


def _pick(label: str, offered: Mapping[Cohort, Segment], people: Cohort, name: str) -> None:
    key = f"wi-option-{name}"

    def changed() -> None:
        picked = options.picked(key, offered, people)
        options.put(name, None if name == "second" and isinstance(picked, Others) else picked, usual=None)

    seeds.put(key, people, tuple((one, segment.label) for one, segment in offered.items()))
    st.selectbox(
        label, list(offered), key=key, filter_mode="contains", width=220, on_change=changed,
        format_func=lambda people: offered[people].label if people in offered else str(people),
    )  # fmt: skip


def _groups(context: Context, by: str) -> dict[Cohort, Segment]:
    """Return the groups of a dimension, the largest first."""
    groups = dimensions.values(context.audience, by)["group"].head(MOST_OFFERED)
    return {Group(by, group): _segment(by, group) for group in groups}


def _segment(by: str, group: str | None) -> Segment:
    if group is None:
        return Segment(Group(by, None), words.those_without(dimensions.missing(by)))
    return Segment(Group(by, group), f"“{group}”" if by.startswith(dimensions.QUESTION) else group)


def _ways(context: Context) -> dict[Cohort, Segment]:
    """Return the ways of attending that anybody of these people chose."""
    sets: dict[str, Cohort] = {
        "live": Attended("live"),
        "od": Attended("od"),
        "simlive": Attended("simlive"),
        "on-demand-only": Preset("on-demand-only", opted_out=True),
        "hot-leads": Preset("hot-leads", weights.current(), opted_out=True),
        "askers": Preset("askers", opted_out=True),
    }
    return {
        people: Segment(people, words.WAY_PHRASES[key])
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
