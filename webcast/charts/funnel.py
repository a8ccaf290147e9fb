"""Funnel figures: what was reached at full accent, what was lost at 20 %, and the loss in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import polars as pl

from webcast.analysis.funnel import shares
from webcast.analysis.reached import UNKNOWN
from webcast.analysis.stages import Names
from webcast.charts import words
from webcast.charts.bars import Row, marked, rows
from webcast.charts.figure import Figure
from webcast.charts.panels import Cell, Panel, panels
from webcast.charts.theme import Theme, nothing
from webcast.language import say, within
from webcast.view.comparison import Beside

REACHED: Final = "reached"
DROPPED: Final = "dropped"
OTHER: Final = "other"
"""First word of a mark's ``customdata``: ``[word, stage]``, or ``[word, stage, group]`` in a break-down."""


def funnel(frame: pl.DataFrame, wording: Names, *, theme: Theme, beside: Beside | None = None) -> Figure:
    """Return the funnel as bars from the top to the bottom.

    Args:
        frame: ``stage``, ``registrants``, ``of_first``, ``of_previous``, ``low``, ``high``, in order.
        wording: What the stages are called.
        theme: Light or dark.
        beside: What it is compared with: stage → share of the first; marked on the bars.
    """
    stages = [stage for stage in frame.to_dicts() if stage["registrants"] is not None]
    if frame.height and frame["registrants"].null_count() == frame.height:
        return nothing(say("No event here has a live end that is known."), theme=theme)
    if not stages or not stages[0]["registrants"]:
        return nothing(say("Nobody registered by the end, so this funnel is empty."), theme=theme)
    if len(stages) < 2:
        return nothing(say("These reports don't tell who attended."), theme=theme)
    others = {} if beside is None else {key: share for key, share in beside.figures.items() if share is not None}
    drawn = [
        _row(stage, before, after, wording, _marked(stage, stages[0], others))
        for before, stage, after in zip([None, *stages], stages, [*stages[1:], None], strict=False)
    ]
    name = beside.name if beside is not None and any(row.reference is not None for row in drawn) else ""
    unit = marked(say("Registrants"), name)
    return rows(drawn, theme=theme, alt=summary(pl.DataFrame(stages), wording), unit=unit)


def _marked(stage: dict[str, Any], first: dict[str, Any], others: Mapping[str, float]) -> float | None:
    """Return where a bar has its mark: so many as it would be with the share of what it is compared with."""
    share = None if stage is first else others.get(stage["stage"])
    return None if share is None else share * first["registrants"]


def _row(
    stage: dict[str, Any],
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    wording: Names,
    reference: float | None,
) -> Row:
    key, reached = stage["stage"], stage["registrants"]
    lost = before["registrants"] - reached if before else 0
    name = wording.stages[key]
    return Row(
        label=name,
        value=reached,
        figure=f"{words.count(reached)} · {words.share(stage['of_first'])}",
        data=(REACHED, key),
        hover=say(
            "{name}<br>{registrants}, click to see them",
            name=name,
            registrants=words.nouns(reached, "registrant", "registrants"),
        ),
        note=_loss(stage, after, wording),
        rest=lost,
        rest_data=(DROPPED, key),
        reference=reference,
        rest_hover=say(
            "{registrants} {get}<br>Click to see them",
            registrants=words.nouns(lost, "registrant", "registrants"),
            get=wording.losses.get(key, ""),
        ),
    )


def _loss(stage: dict[str, Any], after: dict[str, Any] | None, wording: Names) -> str:
    """Say what is lost between a stage and the next, and how many go on."""
    if after is None or not stage["registrants"]:
        return ""
    lost = stage["registrants"] - after["registrants"]
    if not lost:
        return say("↓ Everybody went on")
    went_on = say(
        "{of_previous} went on ({interval})",
        of_previous=words.share(after["of_previous"]),
        interval=words.interval(after["low"], after["high"]),
    )
    return f"↓ {words.count(lost)} {wording.notes[after['stage']]} · {went_on}"


def summary(frame: pl.DataFrame, wording: Names) -> str:
    """Describe the funnel: ``Funnel of 6 registrants: 4 attended (67 %), 3 stayed 10 min (50 %), …``."""
    first, *rest = frame.to_dicts()
    parts = [
        f"{words.count(s['registrants'])} {within(wording.stages[s['stage']])} ({words.share(s['of_first'])})"
        for s in rest
    ]
    return say(
        "Funnel of {registrants}: {listing}.",
        registrants=words.nouns(first["registrants"], "registrant", "registrants"),
        listing=words.listing(parts),
    )


# Broken down


def fold(frame: pl.DataFrame, most: int) -> tuple[pl.DataFrame, int]:
    """Return a break-down with all groups beyond the ``most`` largest added up, and how many those are.

    The frame gets a Boolean column ``folded``. One group too many is shown, not folded: "Other (1)" saves no room.
    """
    order = frame["group"].unique(maintain_order=True)
    if order.len() <= most + 1:
        return frame.with_columns(folded=pl.lit(value=False)), 0
    kept = order.head(most)
    keeps = pl.col("group").is_in(kept.implode(), nulls_equal=True)
    others = frame.filter(~keeps)
    # Groups of whom no report tells are in no base.
    told = others.filter(pl.col("registrants").is_not_null().all().over("group"))
    total = pl.when(pl.col("registrants").count() > 0).then(pl.col("registrants").sum())
    counted = (told if told.height else others).group_by("stage", maintain_order=True).agg(total.alias("registrants"))
    other = shares(counted["registrants"].fill_null(UNKNOWN).to_numpy()[np.newaxis])
    other = other.with_columns(group=pl.lit(None, dtype=pl.String), folded=pl.lit(value=True))
    shown = frame.filter(keeps).with_columns(folded=pl.lit(value=False))
    return pl.concat([shown, other.select(shown.columns)]), order.len() - most


def breakdown(
    frame: pl.DataFrame, overall: pl.DataFrame, wording: Names, *, missing: str, theme: Theme, most: int = 10
) -> Figure:
    """Return a panel a stage with each group's share of the stage before, its interval, and that of all together.

    Args:
        frame: A funnel's columns after ``group``; the largest groups first.
        overall: The funnel of all together.
        wording: What the stages are called.
        missing: What the group without a value is called: ``No company``.
        theme: Light or dark.
        most: Groups shown; the others are added up as ``Other (14)``.
    """
    if frame.is_empty():
        return nothing(say("There are no groups to compare."), theme=theme)
    folded, others = fold(frame, most)
    groups = folded.partition_by("group", "folded", maintain_order=True)
    labels = [_group_label(group, others, missing) for group in groups]
    together = {stage["stage"]: stage["of_previous"] for stage in overall.to_dicts()}
    columns = [
        Panel(
            title=wording.stages[stage],
            cells=[_cell(group.row(place, named=True), wording, missing) for group in groups],
            reference=together[stage],
        )
        for place, stage in enumerate(folded["stage"].unique(maintain_order=True).to_list())
        if place
    ]
    alt = _breakdown_summary(groups, labels, wording)
    unit = say("Share of the stage before, 95 % interval; line: all groups")
    bases = [words.count(group["registrants"][0]) for group in groups]
    return panels(labels, columns, theme=theme, alt=alt, unit=unit, most=1.0, bases=bases)


def _group_label(group: pl.DataFrame, others: int, missing: str) -> str:
    first = group.row(0, named=True)
    name = say("Other ({others})", others=f"{others:,}") if first["folded"] else first["group"]
    return missing if name is None else words.shorten_to(name, 40)


def _cell(stage: dict[str, Any], wording: Names, missing: str) -> Cell:
    heading = say("Other") if stage["folded"] else words.safe(missing if stage["group"] is None else stage["group"])
    reached = words.nouns(stage["registrants"], "registrant", "registrants")
    share, interval = words.share(stage["of_previous"]), words.interval(stage["low"], stage["high"])
    return Cell(
        value=stage["of_previous"],
        figure=share,
        data=(OTHER if stage["folded"] else REACHED, stage["stage"], stage["group"]),
        hover=say(
            "{heading}<br>{stages}: {reached}<br>{share} of the stage before ({interval})",
            heading=heading,
            stages=wording.stages[stage["stage"]],
            reached=reached,
            share=share,
            interval=interval,
        ),
        low=stage["low"],
        high=stage["high"],
    )


def _breakdown_summary(groups: Sequence[pl.DataFrame], labels: Sequence[str], wording: Names) -> str:
    second = [group.row(1, named=True) for group in groups]
    parts = [
        say(
            "{label}: {of_previous} of {registrants}",
            label=label,
            of_previous=words.share(row["of_previous"]),
            registrants=words.count(group["registrants"][0]),
        )
        for label, group, row in zip(labels, groups, second, strict=True)
    ]
    name = within(wording.stages[second[0]["stage"]])
    return say("Share of each group's registrants who {name}. {listed}.", name=name, listed="; ".join(parts))
