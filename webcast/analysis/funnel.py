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

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl

from webcast.analysis import dimensions, pairs, stats
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.pairs import Pair
from webcast.analysis.parts import Stacked
from webcast.analysis.reached import NO_END, UNKNOWN, at_levels, by_code, of_levels, reached
from webcast.analysis.runs import Counts
from webcast.analysis.stages import STAGES, USUAL, Rules
from webcast.errors import FilterError
from webcast.language import later


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
        return shares(np.array([_unknown(_together(audience, rules).row(0))]))
    found = reached(audience, rules)
    coded, names = dimensions.codes(audience, by)
    if dimensions.several(by):
        # Several choices make several rows of a member; otherwise both have the members' order.
        members = audience.plan("row").with_row_index("place")
        coded = members.join(coded.lazy(), on="row", maintain_order="left_right").select("place", "code").collect()
        found = found.at(coded["place"])
    codes, counted = by_code(found, coded["code"])
    order = _largest_first(codes, counted[:, 0], names)
    # The last name is that of the group without one: what UNKNOWN is the place of.
    return shares(counted[order], names.extend_constant(None, 1)[codes[order]])


def _largest_first(codes: Counts, registrants: Counts, names: pl.Series) -> Counts:
    """Return the order of groups: most registrants first, then by name; the group without a name after those."""
    ranks = codes if names.is_sorted() else np.concatenate([names.rank("ordinal").to_numpy(), [0]])[codes]
    return np.lexsort((ranks, codes == UNKNOWN, -registrants))


def _unknown(counts: Sequence[int | None]) -> list[int]:
    return [UNKNOWN if count is None else count for count in counts]


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
    rows = at_levels(reached(audience, rules)).items()
    return pl.DataFrame(list(rows), {"level": pl.Int64, "registrants": pl.Int64}, orient="row")


def _reached_together(stacked: Stacked) -> pl.DataFrame:
    rows = stacked.rows
    found = of_levels(rows["level"], rows["registrants"]) if rows.height else [0] * len(STAGES)
    return pl.DataFrame([found], dict.fromkeys(STAGES, pl.Int64), orient="row")


def _by_event(audience: Audience, rules: Rules) -> pl.DataFrame:
    events = audience.events[["event_id"]]
    found = np.zeros((events.height, len(STAGES)), np.int64)
    if rules.live:
        found[audience.events["live_end"].is_null().to_numpy()] = UNKNOWN
    there, counted = by_code(reached(audience, rules), audience.pick("event")["event"])
    found[there] = counted
    return events.hstack([_nullable(found[:, place]).alias(stage) for place, stage in enumerate(STAGES)])


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
    known = _of_those_who_tell_most(audience, rules)[: _position(stage) + 1]
    return audience.only(_rows(audience, known[-1]) if len(known) > _position(stage) else _NOBODY)


def dropped(audience: Audience, stage: str, rules: Rules = USUAL) -> Audience:
    """Return the registrants who passed the stage before but not this one; nobody for the first stage.

    Raises:
        FilterError: There is no such stage.
    """
    place = _position(stage)
    known = _of_those_who_tell_most(audience, rules)
    return audience.only(_rows(audience, known[place - 1] & ~known[place]) if 0 < place < len(known) else _NOBODY)


_NOBODY: Final = pl.Series([], dtype=pl.UInt32)


def _of_those_who_tell_most(audience: Audience, rules: Rules) -> list[pl.Series]:
    """Return who reaches each stage that is known, of the events whose reports tell of most stages."""
    found = reached(audience, rules)
    return next((found.of(place) for place in found.places if place != NO_END), [])


def _rows(audience: Audience, mask: pl.Series) -> pl.Series:
    return audience.pick("row")["row"].filter(mask)


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


def shares(counts: Counts, groups: pl.Series | None = None) -> pl.DataFrame:
    """Return the table of :func:`funnel`.

    Args:
        counts: A row a group with the registrants of each stage; :data:`~.reached.UNKNOWN` where no report tells.
        groups: The groups' names; without them there is no such column.
    """
    here = np.where(counts == UNKNOWN, np.nan, counts.astype(np.float64))
    base = np.full_like(here, np.nan)
    base[:, 1:] = here[:, :-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        of_first, of_previous = here / here[:, :1], here / base
    low, high = stats.wilson(here, base)
    columns = {"of_first": of_first, "of_previous": of_previous, "low": low, "high": high}
    every = np.arange(counts.size) // len(STAGES)
    return pl.DataFrame(
        [
            *([] if groups is None else [groups[every].alias("group")]),
            _STAGES[np.arange(counts.size) % len(STAGES)],
            _nullable(counts.ravel()).alias("registrants"),
            *(pl.Series(name, values.ravel(), nan_to_null=True) for name, values in columns.items()),
        ]
    )


_STAGES: Final = pl.Series("stage", STAGES)


def _nullable(counts: Counts) -> pl.Series:
    """Return a column of counts, null for those that are not known."""
    unknown = counts == UNKNOWN
    column = pl.Series(counts)
    return column.set(pl.Series(unknown), None) if unknown.any() else column
