"""The engagement score, 0 to 10, with the parts that it is made of.

``10 × Σ wᵢ·xᵢ ÷ Σ wᵢ`` over the inputs that the event offered:

- ``watch``: watch time in the event ÷ length of the live event, at most 1; offered when the length is known;
- ``questions``: questions asked ÷ 2, at most 1; offered when anybody in the event asked one (*inferred*: a report
  does not say whether questions could be asked);
- ``survey``: the event's survey questions answered ÷ asked, at most 1; offered when the event has any. Attendance
  checks are no survey questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.errors import FilterError
from webcast.language import later

ENOUGH_QUESTIONS: Final = 2
"""So many questions make the whole of that input."""

INPUTS: Final = ("watch", "questions", "survey")


@dataclass(frozen=True)
class Weights:
    """How much each input weighs; only their proportions matter.

    Raises:
        FilterError: A weight is negative or no number.
    """

    watch: float = 0.6
    questions: float = 0.2
    survey: float = 0.2

    def __post_init__(self) -> None:
        for name in INPUTS:
            if not 0 <= getattr(self, name) < float("inf"):
                raise FilterError(
                    later(
                        "The weight of '{name}' should be zero or more, but is {weight}.",
                        name=name,
                        weight=getattr(self, name),
                    )
                )


@held
def scores(audience: Audience, weights: Weights | None = None) -> pl.DataFrame:
    """Return the score of every member, in the members' order.

    Returns:
        ``row``, ``score`` (0 to 10; null when the event offered nothing that weighs), and the parts that add up to
        it: ``watch``, ``questions``, ``survey`` (the inputs from 0 to 1, null where not offered) and
        ``watch_points``, ``questions_points``, ``survey_points`` (what each adds to the score).
    """
    known = {f"{name}_known": pl.col(f"{name}_of").is_not_null() for name in INPUTS}
    filled = {name: pl.col(name).fill_null(0) for name in INPUTS}
    filled |= {f"{name}_of": pl.col(f"{name}_of").fill_null(1) for name in INPUTS}
    chosen, had = weights or Weights(), had_of(audience).with_columns(**known, **filled).collect()
    # By numpy: polars divides by a column of one value, such as one event's length, by multiplying, and so the last
    # digit would depend on who is scored together. Equal scores have to stay equal.
    offered = {name: had[f"{name}_known"].to_numpy() for name in INPUTS}
    reached = {name: had[name].to_numpy() / had[f"{name}_of"].to_numpy() for name in INPUTS}
    weighed = {name: offered[name] * float(getattr(chosen, name)) for name in INPUTS}
    whole = _added(weighed)
    weighs = whole > 0
    for name in INPUTS:
        # In place: these are as long as there are members.
        weighed[name] *= 10 * reached[name]
        np.divide(weighed[name], whole, out=weighed[name], where=weighs)
    points = {f"{name}_points": _column(f"{name}_points", weighed[name], weighs) for name in INPUTS}
    inputs = [_column(name, reached[name], offered[name]) for name in INPUTS]
    return pl.DataFrame([had["row"], _column("score", _added(weighed), weighs), *inputs, *points.values()])


def _added(each: Mapping[str, np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
    watch, questions, survey = (each[name] for name in INPUTS)
    found: np.ndarray[Any, Any] = watch + questions
    found += survey
    return found


def _column(name: str, values: np.ndarray[Any, Any], known: np.ndarray[Any, Any]) -> pl.Series:
    if known.all():
        return pl.Series(name, values)
    values[~known] = np.nan
    return pl.Series(name, values, nan_to_null=True)


def had_of(audience: Audience) -> pl.LazyFrame:
    """Return what every member had of each of :data:`INPUTS`, under its name, and ``<name>_of``: how much at most.

    Whole numbers, in the members' order beside their ``row``; both are null where the event did not offer the input.
    """
    questions = audience.survey_questions.lazy().filter(~pl.col("check"))
    asked = questions.group_by("event_id").agg(pl.len().alias("asked"))
    heard = audience.everyone.plan("event", "questions").group_by("event").agg(heard=pl.col("questions").sum() > 0)
    offered = audience.events.lazy().select("event_id").with_row_index("event")
    offered = offered.join(asked, on="event_id", how="left").join(heard, on="event", how="left")
    members = audience.plan("row", "event", "watch_ms", "live_length", "questions", "survey_answers")
    members = members.join(offered, on="event", how="left", maintain_order="left")
    timed = (pl.col("live_length") > 0) & pl.col("watch_ms").is_not_null()
    limits = {
        "watch": ("watch_ms", pl.when(timed).then("live_length")),
        "questions": ("questions", pl.when("heard").then(ENOUGH_QUESTIONS)),
        "survey": ("survey_answers", pl.when(pl.col("asked") > 0).then("asked")),
    }
    most = {f"{name}_of": limit.cast(pl.Int64) for name, (_, limit) in limits.items()}
    had = {
        name: pl.when(pl.col(f"{name}_of").is_not_null()).then(
            pl.min_horizontal(pl.col(column).cast(pl.Int64).clip(0), f"{name}_of")
        )
        for name, (column, _) in limits.items()
    }
    return members.with_columns(**most).select("row", *most, **had)
