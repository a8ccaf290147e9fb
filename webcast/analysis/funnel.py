"""The funnel: nested sets of registrants, each a subset of the one before.

``registered`` → ``attended`` → ``stayed`` → ``engaged`` → ``answered_survey``. The live funnel starts from those who
had registered by the end of the live event and counts Live sessions (SimLive ones too if asked). What the stages mean
and what they are called stands in :mod:`webcast.analysis.stages`.

Unknown is not zero. An event is in the funnel as far as its report tells: of one that says nothing of attendance only
those who registered are known, of one that says nothing of watch times (or, where a share of it is asked for, of the
live event's length) those who attended too. Events of which less is known than of others looked at are in no stage
and in no base; the stages that none of them tells of are null. The live funnel's stages are null where no event
looked at has a live end.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis import dimensions, pairs, stats
from webcast.analysis.audience import MINUTE_MS, Audience
from webcast.analysis.held import held
from webcast.analysis.modes import attended_column, watch_column
from webcast.analysis.pairs import Pair
from webcast.analysis.parts import Stacked
from webcast.analysis.runs import summed, tally
from webcast.analysis.stages import STAGES, USUAL, Rules
from webcast.errors import FilterError
from webcast.language import later
from webcast.reports.columns import constant


@held
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
        nobody = constant(1, pl.String, name="group")
        found = _shares(_together(audience, rules).hstack([nobody]))
        return found[[name for name in found.columns if name != "group"]]
    levels = _levels_kept(audience, rules)
    coded, names = dimensions.codes(audience, by)
    if dimensions.several(by):
        # Several choices make several rows of a member; otherwise both frames have the members' order.
        members = audience.plan("row").with_columns(levels)
        both = coded.lazy().join(members, on="row", maintain_order="left").collect()
    else:
        both = coded.hstack([levels])
    counted = _counted(both["level"], both["code"])
    grouped = counted.with_columns(group=pl.lit(names).gather("code", null_on_oob=True))
    return _shares(grouped.sort(STAGES[0], "group", descending=[True, False], nulls_last=True).collect())


@held
def counts(audience: Audience, rules: Rules) -> dict[str, int | None]:
    """Return how many registrants reach each stage; None where no report tells."""
    found = _together(audience, rules).row(0, named=True)
    return {stage: found[stage] for stage in STAGES}


@held
def by_event(audience: Audience, rules: Rules) -> pl.DataFrame:
    """Return ``event_id`` and the registrants of each stage, one row an event, also for events without any left."""
    return stages_by_event(rules).of(audience)


def stages_by_event(rules: Rules) -> Pair[pl.DataFrame]:
    """Return the pair of :func:`by_event`."""
    return pairs.rows(f"stages {rules}", lambda audience: _by_event(audience, rules))


def stages_together(rules: Rules) -> Pair[pl.DataFrame]:
    """Return the pair of the stages of all events together: one row with the registrants of each.

    Its partials say how many registrants are at each level: ``level``, ``registrants``.
    """
    return Pair(f"levels {rules}", lambda audience: _at_levels(audience, rules), _reached_together)


def _at_levels(audience: Audience, rules: Rules) -> pl.DataFrame:
    """Return ``level``, ``registrants``: of each of :func:`_levels`, without telling it of each member."""
    ended = pl.col("live_end").is_not_null() if rules.live else pl.lit(value=True)
    nested = {f"passes {place}": passes for place, passes in enumerate(_nested(rules))}
    blocks = {f"block {place}": block & ended for place, block in enumerate(_blocks(rules))}
    told = audience.plan("row", no_end=~ended, **nested, **blocks)
    counts = {str(_NO_END): pl.col("no_end").sum()}
    for place, (block, depth) in enumerate(zip(blocks, _DEPTHS, strict=True)):
        reached = [(pl.col(block) & pl.col(passes)).sum() for passes in list(nested)[: depth + 1]]
        for passes, (here, further) in enumerate(zip(reached, [*reached[1:], pl.lit(0)], strict=True)):
            counts[str(_BLOCK * place + passes)] = here - further
    found = told.select(**{level: count.cast(pl.Int64) for level, count in counts.items()}).collect()
    rows = sorted((int(level), count) for level, count in found.row(0, named=True).items() if count)
    return pl.DataFrame(rows, {"level": pl.Int64, "registrants": pl.Int64}, orient="row")


def _reached_together(stacked: Stacked) -> pl.DataFrame:
    if stacked.rows.is_empty():
        return pl.DataFrame({stage: [0] for stage in STAGES})
    return (
        _reached(stacked.rows.lazy().select(value="level", len="registrants").sort("value")).select(STAGES).collect()
    )


def _by_event(audience: Audience, rules: Rules) -> pl.DataFrame:
    counted = _counted(_levels_kept(audience, rules), audience.pick("event")["event"]).with_columns(there=True)
    events = audience.events.lazy().select("event_id", "live_end").with_row_index("code")
    found = events.join(counted, on="code", how="left", maintain_order="left")
    nobody = pl.when(pl.col("live_end").is_null() if rules.live else pl.lit(value=False)).then(None).otherwise(0)
    absent = pl.col("there").is_null()
    filled = [pl.when(absent).then(nobody).otherwise(stage).alias(stage) for stage in STAGES]
    return found.select("event_id", *filled).collect()


def _together(audience: Audience, rules: Rules) -> pl.DataFrame:
    """Return one row with the registrants of each stage."""
    found = stages_together(rules).of(audience)
    if not rules.live or (audience.count and found[STAGES[0]][0] is not None):
        return found
    # Nobody of an event with a live end: that is zero, if there is one.
    value = 0 if audience.events["live_end"].count() else None
    return found.select(pl.lit(value, dtype=pl.Int64).alias(stage) for stage in STAGES)


@held
def durations(audience: Audience) -> pl.DataFrame:
    """Return ``event_id``, ``title``, ``timed``: of events that tell who attended, whether also for how long."""
    return DURATIONS.of(audience)


def _durations(audience: Audience) -> pl.DataFrame:
    told = audience.plan("event", "told", "timed").filter("told").select("event", "timed")
    known = told.unique(["event", "timed"]).sort("event").collect()
    return audience.events[known["event"], ["event_id", "title"]].hstack([known["timed"]])


DURATIONS: Final = pairs.rows("durations", _durations)


def passed(audience: Audience, stage: str, rules: Rules = USUAL) -> Audience:
    """Return the registrants that :func:`funnel` counts at a stage.

    Raises:
        FilterError: There is no such stage.
    """
    place = _position(stage)
    return _of_levels(audience, rules, place, range(place + 1, len(STAGES) + 1))


def dropped(audience: Audience, stage: str, rules: Rules = USUAL) -> Audience:
    """Return the registrants who passed the stage before but not this one; nobody for the first stage.

    Raises:
        FilterError: There is no such stage.
    """
    place = _position(stage)
    return _of_levels(audience, rules, place, range(place, place + 1) if place else range(0))


def _of_levels(audience: Audience, rules: Rules, place: int, wanted: range) -> Audience:
    """Return the registrants who pass one of these numbers of stages, of events that tell of the stage at a place."""
    levels = _levels_kept(audience, rules)
    told = levels.filter(levels < _NO_END).min()
    first = (int(told) if isinstance(told, int) else 0) // _BLOCK
    known = (levels // _BLOCK == first) & (place < _DEPTHS[first])
    passed = levels % _BLOCK
    return audience.only(
        audience.pick("row")["row"].filter(known & (passed >= wanted.start) & (passed < wanted.stop))
    )


def _position(stage: str) -> int:
    if stage not in STAGES:
        raise FilterError(
            later(
                "'{stage}' is no stage of the funnel; expected one of {stages}.",
                stage=stage,
                stages=", ".join(STAGES),
            )
        )
    return STAGES.index(stage)


def _levels_kept(audience: Audience, rules: Rules) -> pl.Series:
    """Return :func:`_levels`, which counts, break-downs and sets of people by stage all ask for: a byte a member."""
    return audience.once(("levels", rules), lambda: _levels(audience, rules))


def _levels(audience: Audience, rules: Rules) -> pl.Series:
    """Return how many stages each member passes, from 0 to all: since stages are nested, that says which.

    Of members of events of which fewer stages are known, :data:`_BLOCK` is added to it, once for each of
    :data:`_DEPTHS` that is passed over.
    """
    passed = [pl.lit(0, dtype=pl.UInt8)]
    for passes in _nested(rules)[1:]:
        passed.append(passed[-1] + passes.cast(pl.UInt8))
    timed, told, _ = _blocks(rules)
    untimed, untold = (_BLOCK * place + passed[_DEPTHS[place]] for place in (1, 2))
    level = pl.when(timed).then(passed[-1]).when(told).then(untimed).otherwise(untold)
    if rules.live:
        level = pl.when(pl.col("live_end").is_null()).then(_NO_END).otherwise(level)
    # The row number beside it makes the column as long as the audience, whatever the tests are.
    return audience.pick("row", level=level.cast(pl.UInt8))["level"]


def _nested(rules: Rules) -> list[pl.Expr]:
    """Return whether somebody passes the first stages: none of them, the first, the first two and so on."""
    modes = (("Live", "SimLive") if rules.include_simlive else ("Live",)) if rules.live else ()
    attended = pl.any_horizontal(attended_column(m) for m in modes) if modes else pl.col("attended")
    if rules.stayed_share is None:
        stayed = pl.col(_watched(rules)) >= rules.stayed_minutes * MINUTE_MS
    else:
        stayed = pl.col(_watched(rules)) >= pl.col("live_length") * rules.stayed_share
    answered = pl.col("survey_answers") > 0
    registered = pl.col("live_registrant") if rules.live else pl.lit(value=True)
    found = [pl.lit(value=True)]
    for test in (registered, attended, stayed, (pl.col("questions") > 0) | answered, answered):
        found.append(found[-1] & test.fill_null(value=False))
    return found


def _blocks(rules: Rules) -> list[pl.Expr]:
    """Return whether somebody's event tells all stages, those without watch times, or registration alone."""
    timed = pl.col(_told(rules).replace("told", "timed"))
    if rules.stayed_share is not None:
        timed &= pl.col("live_length").is_not_null()
    timed, told = timed.fill_null(value=False), pl.col(_told(rules)).fill_null(value=False)
    return [timed, told & ~timed, ~told & ~timed]


def _counted(levels: pl.Series, codes: pl.Series) -> pl.LazyFrame:
    """Return one row a code (null is one) with how many reach each stage."""
    # Counting one number is quicker than summing a column a stage. Codes move up by one to leave 0 to null.
    packed = (codes + 1) * _LEVELS + levels
    if packed.has_nulls():
        packed = pl.select(pl.coalesce(packed, levels)).to_series()
    return _reached(tally(packed).lazy())


def _reached(runs: pl.LazyFrame) -> pl.LazyFrame:
    """Return ``code`` and the registrants of each stage, of the events that tell most; null where these tell nothing.

    Args:
        runs: ``value`` (code and level), ascending, and ``len``, of how many.
    """
    level, told = pl.col("value") % _LEVELS, pl.col("told")
    counts = {stage: pl.when(level % _BLOCK > place).then("len").otherwise(0) for place, stage in enumerate(STAGES)}
    blocks = (pl.col("value") // _LEVELS) * _BLOCKS + level // _BLOCK
    reached = summed(runs.select(**counts, told=blocks), "told", ordered=True)
    code, block = told // _BLOCKS, told % _BLOCKS
    # The first block of a code is of those that tell most.
    first = reached.filter((code != code.shift(1)).fill_null(value=True))
    deep = {stage: sum(depth > place for depth in _DEPTHS) for place, stage in enumerate(STAGES)}
    known = [pl.when(block < blocks).then(stage).alias(stage) for stage, blocks in deep.items()]
    return first.select(pl.when(code > 0).then(code - 1).alias("code"), *known)


_DEPTHS: Final = (len(STAGES), 2, 1)
"""How many stages a report can tell of: all, those without watch times, registration alone."""

_BLOCK: Final = len(STAGES) + 1

_NO_END: Final = _BLOCK * len(_DEPTHS)
"""In place of a number of stages, in the live funnel: of an event without a live end."""

_LEVELS: Final = _NO_END + 1

_BLOCKS: Final = len(_DEPTHS) + 1
"""Of levels, with that of who is in none of :data:`_DEPTHS`."""


def _told(rules: Rules) -> str:
    if not rules.live:
        return "told"
    return "broadcast_told" if rules.include_simlive else "live_told"


def _watched(rules: Rules) -> str:
    if not rules.live:
        return "watch_ms"
    return "broadcast_watch_ms" if rules.include_simlive else watch_column("Live")


def _shares(wide: pl.DataFrame) -> pl.DataFrame:
    """Return one row a group and stage, group by group, from one row a group."""
    groups, here, place = wide.height, pl.col("registrants"), pl.int_range(pl.len())
    bases = {"base": pl.when(place >= groups).then(here.shift(groups)), "first": here.gather(place % groups)}
    low, high = stats.wilson(here, pl.col("base"))
    of_first, of_previous = stats.share(here, pl.col("first")), stats.share(here, pl.col("base"))
    shares = [of_first.alias("of_first"), of_previous.alias("of_previous"), low, high]
    long = wide.lazy().unpivot(STAGES, index="group", variable_name="stage", value_name="registrants")
    # Stage by stage as they are now; group by group as they are read.
    order = (place % len(STAGES)) * groups + place // len(STAGES)
    found = long.with_columns(**bases).select("group", "stage", here, *shares)
    return found.select(pl.all().gather(order)).collect()
