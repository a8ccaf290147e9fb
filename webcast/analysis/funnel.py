"""The funnel: nested sets of registrants, each a subset of the one before.

``registered`` → ``attended`` → ``stayed`` → ``engaged`` → ``answered_survey``. The live funnel starts from those who
had registered by the end of the live event and counts Live sessions (SimLive ones too if asked). What the stages mean
and what they are called stands in :mod:`webcast.analysis.stages`.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis import dimensions, stats
from webcast.analysis.audience import MINUTE_MS, Audience, attended_column, watch_column
from webcast.analysis.runs import sums
from webcast.analysis.stages import STAGES, USUAL, Rules
from webcast.errors import FilterError


def funnel(audience: Audience, rules: Rules = USUAL, *, by: str | None = None) -> pl.DataFrame:
    """Count the registrants of each stage.

    Args:
        audience: Whose stages.
        rules: What the stages mean.
        by: A dimension of :mod:`webcast.analysis.dimensions` to break down by.

    Returns:
        Columns ``stage``, ``registrants``, ``of_first`` and ``of_previous`` (exact shares; null for an empty base,
        and for the first stage's previous), ``low`` and ``high`` (95 % Wilson interval of ``of_previous``). With
        ``by`` a first column ``group``; groups with most registrants first.

    Raises:
        FilterError: There is no such dimension.
    """
    levels = _levels(audience, rules)
    if by is None:
        return _shares(_counted(levels, None).with_columns(group=pl.lit(None, dtype=pl.String))).drop("group")
    coded, names = dimensions.codes(audience, by)
    if dimensions.several(by):
        # Several choices make several rows of a member; otherwise both frames have the members' order.
        both = coded.join(audience.pick("row").with_columns(levels), on="row", maintain_order="left")
    else:
        both = coded.with_columns(levels)
    counted = _counted(both["level"], both["code"])
    grouped = counted.with_columns(names.gather(counted["code"]).alias("group"))
    return _shares(grouped.sort(STAGES[0], "group", descending=[True, False], nulls_last=True))


def counts(audience: Audience, rules: Rules) -> dict[str, int]:
    """Return how many registrants reach each stage."""
    found = _counted(_levels(audience, rules), None).row(0, named=True)
    return {stage: int(found[stage]) for stage in STAGES}


def by_event(audience: Audience, rules: Rules) -> pl.DataFrame:
    """Return ``event_id`` and the registrants of each stage, one row an event, also for events without any left."""
    counted = _counted(_levels(audience, rules), audience.pick("event")["event"])
    events = audience.events.select("event_id").with_row_index("code")
    return events.join(counted, on="code", how="left", maintain_order="left").drop("code").fill_null(0)


def passed(audience: Audience, stage: str, rules: Rules = USUAL) -> Audience:
    """Return the registrants that :func:`funnel` counts at a stage.

    Raises:
        FilterError: There is no such stage.
    """
    place = _position(stage)
    return _of_levels(audience, rules, range(place + 1, len(STAGES) + 1))


def dropped(audience: Audience, stage: str, rules: Rules = USUAL) -> Audience:
    """Return the registrants who passed the stage before but not this one; nobody for the first stage.

    Raises:
        FilterError: There is no such stage.
    """
    place = _position(stage)
    return _of_levels(audience, rules, range(place, place + 1) if place else range(0))


def _of_levels(audience: Audience, rules: Rules, wanted: range) -> Audience:
    """Return the registrants who pass one of these numbers of stages."""
    levels = _levels(audience, rules)
    return audience.only(audience.pick("row")["row"].filter((levels >= wanted.start) & (levels < wanted.stop)))


def _position(stage: str) -> int:
    if stage not in STAGES:
        raise FilterError(f"'{stage}' is no stage of the funnel; expected one of {', '.join(STAGES)}.")
    return STAGES.index(stage)


def _levels(audience: Audience, rules: Rules) -> pl.Series:
    """Return how many stages each member passes, from 0 to all: since stages are nested, that says which."""
    modes = (("Live", "SimLive") if rules.include_simlive else ("Live",)) if rules.live else ()
    attended = pl.any_horizontal(attended_column(m) for m in modes) if modes else pl.col("attended")
    if rules.stayed_share is None:
        stayed = pl.col(_watched(rules)) >= rules.stayed_minutes * MINUTE_MS
    else:
        stayed = pl.col(_watched(rules)) >= pl.col("live_length") * rules.stayed_share
    answered = pl.col("survey_answers") > 0
    tests = [
        pl.col("live_registrant") if rules.live else pl.lit(value=True),
        attended,
        stayed,
        (pl.col("questions") > 0) | answered,
        answered,
    ]
    level, so_far = pl.lit(0, dtype=pl.UInt8), pl.lit(value=True)
    for test in tests:
        so_far = so_far & test.fill_null(value=False)
        level = level + so_far.cast(pl.UInt8)
    # The row number beside it makes the column as long as the audience, whatever the tests are.
    return audience.pick("row", level=level)["level"]


def _counted(levels: pl.Series, codes: pl.Series | None) -> pl.DataFrame:
    """Return one row a code (null is one) with how many reach each stage; one row in all without codes."""
    if codes is None:
        return pl.DataFrame({stage: [int((levels > place).sum())] for place, stage in enumerate(STAGES)})
    # Counting one number is quicker than summing a column a stage. Codes move up by one to leave 0 to null.
    pairs = pl.DataFrame({"level": levels, "code": codes.alias("code")})
    packed = pairs.select(pair=(pl.col("code") + 1).fill_null(0) * _LEVELS + pl.col("level"))["pair"]
    runs = packed.sort().rle().struct.unnest()
    passing = [
        pl.when(pl.col("value") % _LEVELS > place).then("len").otherwise(0).alias(stage)
        for place, stage in enumerate(STAGES)
    ]
    reached = runs.select(*passing, code=pl.col("value") // _LEVELS)
    return sums(reached, "code").with_columns(code=pl.when(pl.col("code") > 0).then(pl.col("code") - 1))


_LEVELS: Final = len(STAGES) + 1


def _watched(rules: Rules) -> str:
    if not rules.live:
        return "watch_ms"
    return "broadcast_watch_ms" if rules.include_simlive else watch_column("Live")


def _shares(wide: pl.DataFrame) -> pl.DataFrame:
    """Return one row a group and stage from one row a group."""
    parts = []
    for place, stage in enumerate(STAGES):
        here, first = pl.col(stage), pl.col(STAGES[0])
        base = pl.col(STAGES[place - 1]) if place else pl.lit(None, dtype=pl.Int64)
        low, high = stats.wilson(here, base)
        parts.append(
            wide.select(
                "group",
                pl.lit(stage).alias("stage"),
                here.alias("registrants"),
                stats.share(here, first).alias("of_first"),
                stats.share(here, base).alias("of_previous"),
                low,
                high,
            )
        )
    # Stage by stage as they were made; group by group as they are read.
    rows = pl.int_range(wide.height * len(STAGES), eager=True)
    return pl.concat(parts)[(rows % len(STAGES)) * wide.height + rows // len(STAGES)]
