"""Two segments side by side: how far each gets in the funnel, and whether they differ by more than chance."""

from __future__ import annotations

import polars as pl

from webcast.analysis import funnel, stages, stats
from webcast.analysis.audience import Audience


def compare(
    first: Audience, second: Audience, rules: stages.Rules = stages.USUAL, *, of_previous: bool = False
) -> pl.DataFrame:
    """Compare the funnels of two audiences.

    Args:
        first: One segment.
        second: The other. The test takes the two as separate people: see :func:`overlap`.
        rules: What the stages mean.
        of_previous: Compare shares of the stage before instead of shares of the first stage.

    Returns:
        One row a stage: ``stage``; ``registrants_1``, ``base_1``, ``share_1``, ``low_1``, ``high_1`` (95 % Wilson)
        and the same with ``_2``; ``difference`` (first less second), ``low``, ``high`` (its 95 % interval,
        Newcombe's), ``p_value``, ``beyond_chance``. Null where a base is empty, and for the first stage.
    """
    counts = [funnel.counts(segment, rules) for segment in (first, second)]
    rows = []
    for place, stage in enumerate(stages.STAGES):
        base = stages.STAGES[place - 1 if of_previous else 0] if place else None
        rows.append({"stage": stage} | _sides(counts, stage, base) | _difference(counts, stage, base))
    return pl.DataFrame(rows, schema=_SCHEMA)


def overlap(first: Audience, second: Audience) -> int:
    """Return how many persons are in both segments, which the test of :func:`compare` takes to be nobody."""
    persons = [segment.pick("person").unique() for segment in (first, second)]
    return persons[0].join(persons[1], on="person", how="semi").height


def _sides(counts: list[dict[str, int | None]], stage: str, base: str | None) -> dict[str, object]:
    found: dict[str, object] = {}
    for side, count in enumerate(counts, 1):
        part, whole = count[stage], count[base] if base else None
        known = part is not None and whole is not None
        interval = stats.wilson_interval(part or 0, whole or 0) if known else None
        found |= {
            f"registrants_{side}": part,
            f"base_{side}": whole,
            f"share_{side}": (part or 0) / whole if known and whole else None,
            f"low_{side}": interval and interval[0],
            f"high_{side}": interval and interval[1],
        }
    return found


def _difference(counts: list[dict[str, int | None]], stage: str, base: str | None) -> dict[str, object]:
    values = [c[name] for c in counts for name in (stage, base) if name is not None]
    known = [value for value in values if value is not None]
    found = stats.difference(*known) if base and len(known) == len(values) else None
    if found is None:
        return dict.fromkeys(("difference", "low", "high", "p_value", "beyond_chance"))
    return {
        "difference": found.points,
        "low": found.low,
        "high": found.high,
        "p_value": found.p_value,
        "beyond_chance": found.beyond_chance,
    }


_SIDE = {"registrants": pl.Int64, "base": pl.Int64, "share": pl.Float64, "low": pl.Float64, "high": pl.Float64}
_SCHEMA = {
    "stage": pl.String,
    **{f"{name}_{side}": kind for side in (1, 2) for name, kind in _SIDE.items()},
    "difference": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "p_value": pl.Float64,
    "beyond_chance": pl.Boolean,
}
