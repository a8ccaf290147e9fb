"""What the members of groups did, added up in parts that merge to the bit: of companies, of campaigns.

All of it is whole numbers. So are the inputs of scores, each from 0 to 1, which are held in parts of 2⁻⁶⁰: a sum of
whole numbers is the same in whatever order, and the mean score for any weights is made of these sums once. A group
bears a number that is the same in all parts: ``code``.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis import person_watch, stats
from webcast.analysis.audience import Audience
from webcast.analysis.pairs import PERSON
from webcast.analysis.parts import Stacked
from webcast.analysis.score import INPUTS, Weights, had_of

_FINE: Final = 60
_HALF: Final = 30
"""A sum of many inputs has no room in 64 bits: the upper and the lower half of theirs are added up apart."""

_KEYS: Final = ("code", "offered")


def added(audience: Audience, codes: pl.Series) -> pl.DataFrame:
    """Return a partial: what the members of each group did, those apart of whom scores have other inputs.

    Args:
        audience: Whose members.
        codes: The number of each member's group, in the members' order.

    Returns:
        ``code``, ``offered`` (a bit for each of :data:`~webcast.analysis.score.INPUTS`), ``registrants``,
        ``attendees``, ``told``, ``timed``, ``watch_ms``, ``questions``, ``respondents``, and the sums of the inputs.
    """
    members = audience.plan("attended", "told", "questions", "survey_answers", timed=pl.col("watch_ms").is_not_null())
    watched = person_watch.of_members(audience, "watch_ms", codes=codes)["watch_ms"]
    offered = pl.sum_horizontal(
        pl.when(pl.col(f"_{name}").is_not_null()).then(2**bit).otherwise(0) for bit, name in enumerate(INPUTS)
    )
    halves = {f"{name}_upper": pl.col(f"_{name}") // 2**_HALF for name in INPUTS}
    halves |= {f"{name}_lower": pl.col(f"_{name}") % 2**_HALF for name in INPUTS}
    scored = had_of(audience).select(_fine(name) for name in INPUTS)
    found = (
        pl.concat([members, scored], how="horizontal")
        .with_columns(codes.alias("code"), watched)
        .select(
            pl.col("code").cast(pl.Int64),
            offered.cast(pl.Int64).alias("offered"),
            registrants=pl.lit(1),
            attendees=pl.col("attended").fill_null(value=False),
            told="told",
            timed="timed",
            watch_ms=pl.col("watch_ms").fill_null(0),
            questions="questions",
            respondents=pl.col("survey_answers") > 0,
            **{name: half.fill_null(0) for name, half in halves.items()},
        )
        .group_by(_KEYS)
        .agg(pl.all().cast(pl.Int64).sum())
    )
    return found.sort(_KEYS).collect()


def _fine(name: str) -> pl.Expr:
    """Return an input in parts of 2⁻⁶⁰, without a fraction of it on the way: that would depend on the part."""
    had, most = pl.col(name).cast(pl.Int128), pl.col(f"{name}_of").cast(pl.Int128)
    fine: pl.Expr = had * 2**_FINE // most
    return fine.cast(pl.Int64).alias(f"_{name}")


def together(stacked: Stacked) -> pl.DataFrame:
    """Merge what :func:`added` returns."""
    return added_up(stacked, *_KEYS)


def added_up(stacked: Stacked, *keys: str) -> pl.DataFrame:
    """Merge rows of whole numbers to one of each combination of keys, in their order; one part is so already."""
    if stacked.parts == 1:
        return stacked.rows
    return stacked.rows.lazy().group_by(keys).agg(pl.all().sum()).sort(keys).collect()


def came(audience: Audience, codes: pl.Series) -> pl.DataFrame:
    """Return a partial of persons: a row a member with ``code``, whether it ``came`` and its watch time is known."""
    watched = (pl.col("attended") & pl.col("watch_ms").is_not_null()).fill_null(value=False)
    found = audience.plan(PERSON, came=watched).select(codes.alias("code"), PERSON, "came")
    rows = found.with_columns(pl.col("code").cast(pl.Int64)).collect()
    return rows.with_columns(audience.numbers(rows[PERSON])) if audience.lasting else rows


def persons(stacked: Stacked) -> pl.DataFrame:
    """Merge what :func:`came` returns to ``code``, ``persons``, ``came``, of persons; so it does its own results."""
    rows = stacked.rows
    if PERSON not in rows.columns:
        return rows.group_by("code").agg(pl.all().sum()).sort("code")
    who = pl.col(PERSON)
    counted = rows.lazy().group_by("code").agg(persons=who.n_unique(), came=who.filter("came").n_unique())
    return counted.select("code", pl.col("persons", "came").cast(pl.Int64)).sort("code").collect()


def figures(sums: pl.DataFrame, people: pl.DataFrame, weights: Weights | None) -> pl.LazyFrame:
    """Return one row a group, named by ``code``, of what :func:`together` and :func:`persons` return.

    ``registrants``, ``persons``, ``attendees``, ``told`` (registrants of events whose reports tell who attended),
    ``attendance_rate`` (attendees ÷ these), ``watch_ms`` (of the group's own records, a person's together),
    ``average_watch_ms`` (per attending person whose watch time is known), ``questions``, ``respondents`` (who
    answered a survey question), ``mean_score`` (over members that have one). Attendees and watch time are null where
    no report of a group's events tells. ``_attendees`` is zero there.
    """
    whole, points = _points(weights or Weights())
    scored = pl.when(whole > 0).then("registrants").otherwise(0)
    counted = sums.lazy().with_columns(_points=points, _scored=scored).drop("offered", "^.*_upper$", "^.*_lower$")
    added_up = counted.group_by("code", maintain_order=True).agg(pl.all().sum())
    found = added_up.join(people.lazy(), on="code", how="left", maintain_order="left")
    return found.select(
        "code",
        "registrants",
        "persons",
        pl.when(pl.col("told") > 0).then("attendees").alias("attendees"),
        "told",
        stats.share(pl.col("attendees"), pl.col("told")).alias("attendance_rate"),
        pl.when(pl.col("timed") > 0).then("watch_ms").alias("watch_ms"),
        stats.share(pl.col("watch_ms"), pl.col("came")).alias("average_watch_ms"),
        "questions",
        "respondents",
        stats.share(pl.col("_points"), pl.col("_scored")).alias("mean_score"),
        pl.col("attendees").alias("_attendees"),
    )


def _points(weights: Weights) -> tuple[pl.Expr, pl.Expr]:
    """Return what the inputs weigh that a row's members have, and the sum of their scores."""
    weighed = [
        pl.when(pl.col("offered") // 2**bit % 2 == 1).then(getattr(weights, name)).otherwise(0.0)
        for bit, name in enumerate(INPUTS)
    ]
    whole = pl.sum_horizontal(weighed)
    parts = [10 * _exact(name) * weight / whole for name, weight in zip(INPUTS, weighed, strict=True)]
    return whole, pl.when(whole > 0).then(pl.sum_horizontal(parts)).otherwise(0.0)


def _exact(name: str) -> pl.Expr:
    upper, lower = (pl.col(f"{name}_{half}").cast(pl.Int128) for half in ("upper", "lower"))
    exact: pl.Expr = upper * 2**_HALF + lower
    return exact.cast(pl.Float64) / 2.0**_FINE
