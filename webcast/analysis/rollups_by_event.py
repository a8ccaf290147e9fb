"""Companies and campaigns of each event by itself: what the median of events and lines over them are of."""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis import pairs, rollups, stats
from webcast.analysis.audience import Audience
from webcast.analysis.rollups import Kind

TOP: Final = 5
"""Companies whose share of the attendees is a figure."""

_KNOWN: Final = pl.col("kind") != Kind.UNKNOWN.value

_COUNTS: Final = (
    pl.len().cast(pl.Int64).alias("registrants"),
    pl.col("attended").fill_null(value=False).sum().cast(pl.Int64).alias("attendees"),
    pl.col("told").sum().cast(pl.Int64),
)


def _companies(audience: Audience) -> pl.DataFrame:
    companies = rollups.company_of(audience)["company", "kind"].get_columns()
    members = audience.plan("event_id", "event", "attended", "told").with_columns(companies)
    counted = members.group_by("event_id", "event", "company", "kind").agg(_COUNTS)
    known_came = _KNOWN & (pl.col("attendees") > 0)
    return (
        counted.group_by("event_id", "event")
        .agg(
            _KNOWN.sum().cast(pl.Int64).alias("companies"),
            pl.when((pl.col("told") > 0).any()).then(known_came.sum()).cast(pl.Int64).alias("came_companies"),
            pl.col("attendees").filter(_KNOWN).top_k(TOP).sum().alias("_leading"),
            pl.col("registrants").filter(~_KNOWN).sum().alias("_unknown"),
            pl.col("attendees", "registrants").sum(),
        )
        .sort("event")
        .drop("event")
        .collect()
    )


COMPANIES: Final = pairs.rows("companies by event", _companies)
"""What :func:`companies` is made of: whole numbers."""


def companies(audience: Audience) -> pl.LazyFrame:
    """Return one row an event with members: how many companies are known, and two shares.

    ``event_id``, ``companies``, ``came_companies`` (null where no report tells), ``top_five`` (share of the attendees
    that the five bring who bring most), ``unknown_company`` (share of the registrants).
    """
    counted = audience.once("companies by event", lambda: COMPANIES.of(audience)).lazy()
    leading = stats.share(pl.col("_leading"), pl.col("attendees")).alias("top_five")
    unknown = stats.share(pl.col("_unknown"), pl.col("registrants")).alias("unknown_company")
    return counted.select("event_id", "companies", "came_companies", leading, unknown)


def _campaigns(audience: Audience) -> pl.DataFrame:
    members = audience.plan("event_id", "event", "campaign_code", "attended", "told")
    counted = members.group_by("event_id", "event", "campaign_code").agg(_COUNTS).sort("event", "campaign_code")
    named = pl.lit(audience.values("campaign")).gather("campaign_code").alias("campaign")
    return counted.select("event_id", named, "registrants", "attendees", "told").collect()


CAMPAIGNS: Final = pairs.rows("campaigns by event", _campaigns)
"""``event_id``, ``campaign``, ``registrants``, ``attendees``, ``told``; a null campaign is those without one."""
