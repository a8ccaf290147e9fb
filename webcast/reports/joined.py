"""Two reports of one event, in XML and in JSON, as one: XML has the ids and types, JSON has what XML leaves out.

Referrer, creator, schedules and the media of sessions are in JSON alone. People are matched by e-mail address and
time of registration, those who are alike in both by their order. Whoever is in the JSON alone, having registered
between the two requests, is left to the next refresh.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.language import carried, counted_later
from webcast.reports import schema
from webcast.reports.report import Report

BOTH: Final = "xml+json"
"""``event.format`` of such a report."""

_OWN: Final = frozenset({"event_id", "format", "has_sessions", "report_filters", "report_zone", "run_at"})
_WHO: Final = ("email_key", "registered_at")
_WHAT: Final = ("type", "start", "end")


def joined(base: Report, other: Report) -> Report:
    """Return the report in XML with what the one in JSON adds: nothing that it says itself is changed.

    Args:
        base: In XML, of one event.
        other: Of the same event, in JSON.
    """
    pairs = _pairs(base.registrants, other.registrants)
    added = pairs.select("registrant", "_referrer", "_opted_out")
    registrants = base.registrants.join(added, on="registrant", how="left", maintain_order="left").with_columns(
        # A blank one is known: nobody led them here. Null is not known.
        referrer=pl.coalesce("referrer", "_referrer"),
        opted_out=pl.coalesce("opted_out", "_opted_out"),
    )
    tables = base.tables() | {
        "event": _event(base.event, other.event),
        "registrants": registrants.select(schema.REGISTRANTS.keys()),
        "sessions": _sessions(base.sessions, other.sessions, pairs),
        "warnings": _warnings(base, base.registrants.height - pairs.height),
    }
    return Report(**tables)


def _pairs(base: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Return ``registrant``, ``_other`` and what the other says of each who is in both."""
    of_other = _numbered(other, _WHO).select(
        *_WHO, "_nth", _other="registrant", _referrer=pl.col("referrer").fill_null(""), _opted_out="opted_out"
    )
    found = _numbered(base, _WHO).join(of_other, on=[*_WHO, "_nth"], nulls_equal=True, maintain_order="left")
    return found.select("registrant", "_other", "_referrer", "_opted_out")


def _numbered(frame: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    return frame.with_columns(_nth=pl.int_range(pl.len()).over(by))


def _event(base: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    more = other.rename({name: f"_{name}" for name in other.columns})
    filled = [pl.coalesce(name, f"_{name}").alias(name) for name in base.columns if name not in _OWN]
    both = pl.concat([base, more], how="horizontal").with_columns(filled, format=pl.lit(BOTH))
    return both.select(schema.EVENT.keys())


def _sessions(base: pl.DataFrame, other: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the sessions with the media of the same ones in the other report."""
    theirs = other.join(pairs.select("_other", mine="registrant"), left_on="registrant", right_on="_other")
    theirs = _numbered(theirs.drop("registrant").rename({"mine": "registrant"}), ("registrant", *_WHAT))
    key = ["registrant", *_WHAT, "_nth"]
    known = theirs.select(*key, _media="media")
    found = _numbered(base, ("registrant", *_WHAT)).join(
        known, on=key, how="left", nulls_equal=True, maintain_order="left"
    )
    return found.with_columns(media=pl.coalesce("media", "_media")).select(schema.SESSIONS.keys())


def _warnings(base: Report, alone: int) -> pl.DataFrame:
    if not alone:
        return base.warnings
    message = counted_later(
        "{count} registrant is in the report in XML and not in the one in JSON: the referrer is not known.",
        "{count} registrants are in the report in XML and not in the one in JSON: the referrer is not known.",
        alone,
        count=alone,
    )
    row = {
        "event_id": base.event["event_id"].item(),
        "field": "referrer",
        "message": carried(message),
    }
    return pl.concat([base.warnings, pl.DataFrame([row], schema=schema.WARNINGS)])
