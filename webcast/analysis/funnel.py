"""The funnel: nested sets of registrants, each a subset of the one before.

``registered`` → ``attended`` → ``stayed`` → ``engaged`` → ``answered_survey``. The live funnel starts from those who
had registered by the end of the live event and counts Live sessions (SimLive ones too if asked). What the stages mean
and what they are called stands in :mod:`webcast.analysis.stages`.

Unknown is not zero. An event whose report says nothing of attendance is in no stage and in no base; where that is so
of all events looked at, those who registered are counted and the later stages are null. The live funnel's stages are
null where no event looked at has a live end.
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
        and for the first stage's previous), ``low`` and ``high`` (95 % Wilson interval of ``of_previous``); null
        where no report tells. With ``by`` a first column ``group``; groups with most registrants first.

    Raises:
        FilterError: There is no such dimension.
    """
    if by is None:
        return _shares(_together(audience, rules).with_columns(group=pl.lit(None, dtype=pl.String))).drop("group")
    levels = _levels(audience, rules)
    coded, names = dimensions.codes(audience, by)
    if dimensions.several(by):
        # Several choices make several rows of a member; otherwise both frames have the members' order.
        both = coded.join(audience.pick("row").with_columns(levels), on="row", maintain_order="left")
    else:
        both = coded.with_columns(levels)
    counted = _counted(both["level"], both["code"])
    grouped = counted.with_columns(names.gather(counted["code"]).alias("group"))
    return _shares(grouped.sort(STAGES[0], "group", descending=[True, False], nulls_last=True))


def counts(audience: Audience, rules: Rules) -> dict[str, int | None]:
    """Return how many registrants reach each stage; None where no report tells."""
    found = _together(audience, rules).row(0, named=True)
    return {stage: found[stage] for stage in STAGES}


def by_event(audience: Audience, rules: Rules) -> pl.DataFrame:
    """Return ``event_id`` and the registrants of each stage, one row an event, also for events without any left."""
    counted = _counted(_levels(audience, rules), audience.pick("event")["event"])
    events = audience.events.select("event_id", "live_end").with_row_index("code")
    found = events.join(counted, on="code", how="left", maintain_order="left")
    nobody = pl.when(pl.col("live_end").is_null() if rules.live else pl.lit(value=False)).then(None).otherwise(0)
    absent = ~pl.col("code").is_in(counted["code"].implode())
    filled = [pl.when(absent).then(nobody).otherwise(stage).alias(stage) for stage in STAGES]
    return found.select("event_id", *filled)


def _together(audience: Audience, rules: Rules) -> pl.DataFrame:
    """Return one row with the registrants of each stage."""
    found = _counted(_levels(audience, rules), None)
    if not rules.live or (audience.count and found[STAGES[0]][0] is not None):
        return found
    # Nobody of an event with a live end: that is zero, if there is one.
    value = 0 if audience.events["live_end"].count() else None
    return found.select(pl.lit(value, dtype=pl.Int64).alias(stage) for stage in STAGES)


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
    chosen = (levels >= wanted.start) & (levels < wanted.stop)
    if wanted == range(1, len(STAGES) + 1) and not (levels <= len(STAGES)).any():
        chosen = levels == _REGISTERED_ONLY  # all that is known of anybody
    return audience.only(audience.pick("row")["row"].filter(chosen))


def _position(stage: str) -> int:
    if stage not in STAGES:
        raise FilterError(f"'{stage}' is no stage of the funnel; expected one of {', '.join(STAGES)}.")
    return STAGES.index(stage)


def _levels(audience: Audience, rules: Rules) -> pl.Series:
    """Return how many stages each member passes, from 0 to all: since stages are nested, that says which.

    Of members of events whose attendance is not known, a higher number tells what is: see :data:`_REGISTERED_ONLY`.
    """
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
    unknown = pl.when(tests[0].fill_null(value=False)).then(_REGISTERED_ONLY).otherwise(_NOT_REGISTERED)
    level = pl.when(_told(rules)).then(level).otherwise(unknown)
    if rules.live:
        level = pl.when(pl.col("live_end").is_null()).then(_NO_END).otherwise(level)
    return audience.pick("row", level=level.cast(pl.UInt8))["level"]


def _counted(levels: pl.Series, codes: pl.Series | None) -> pl.DataFrame:
    """Return one row a code (null is one) with how many reach each stage; one row in all without codes."""
    if codes is None:
        codes = pl.repeat(0, levels.len(), dtype=pl.UInt32, eager=True)
        if levels.is_empty():
            return pl.DataFrame({stage: [0] for stage in STAGES})
        return _counted(levels, codes).drop("code")
    # Counting one number is quicker than summing a column a stage. Codes move up by one to leave 0 to null.
    pairs = pl.DataFrame({"level": levels, "code": codes.alias("code")})
    packed = pairs.select(pair=(pl.col("code") + 1).fill_null(0) * _LEVELS + pl.col("level"))["pair"]
    runs = packed.sort().rle().struct.unnest()
    level = pl.col("value") % _LEVELS
    told = level <= len(STAGES)
    passing = [
        pl.when(told & (level > place)).then("len").otherwise(0).alias(stage) for place, stage in enumerate(STAGES)
    ]
    others = {
        name: pl.when(mask).then("len").otherwise(0)
        for name, mask in (("_told", told), ("_only", level == _REGISTERED_ONLY), ("_ends", level != _NO_END))
    }
    reached = sums(runs.select(*passing, **others, code=pl.col("value") // _LEVELS), "code")
    first = pl.when(pl.col("_told") > 0).then(STAGES[0]).when(pl.col("_ends") > 0).then("_only")
    later = [pl.when(pl.col("_told") > 0).then(stage).alias(stage) for stage in STAGES[1:]]
    code = pl.when(pl.col("code") > 0).then(pl.col("code") - 1)
    return reached.select(code.alias("code"), first.alias(STAGES[0]), *later)


_REGISTERED_ONLY: Final = len(STAGES) + 1
"""In place of a number of stages: registered (in the live funnel in time), and no report tells of attendance."""

_NOT_REGISTERED: Final = _REGISTERED_ONLY + 1
"""The like, of those who did not register in time."""

_NO_END: Final = _NOT_REGISTERED + 1
"""In the live funnel: of an event without a live end."""

_LEVELS: Final = _NO_END + 1


def _told(rules: Rules) -> str:
    if not rules.live:
        return "told"
    return "broadcast_told" if rules.include_simlive else "live_told"


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
