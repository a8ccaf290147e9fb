"""What every audience tells of its events, as partials: which say nothing of something, and what surveys asked."""

from __future__ import annotations

from typing import Protocol

import polars as pl

from webcast.analysis import untold
from webcast.analysis.numbering import lasting_codes


class People(Protocol):
    """What is asked of an :class:`~.audience.Audience`, which asks for these partials itself."""

    @property
    def events(self) -> pl.DataFrame:
        """The events."""

    @property
    def survey_questions(self) -> pl.DataFrame:
        """What surveys asked."""

    def pick(self, *columns: str) -> pl.DataFrame:
        """Return columns of the members."""


def silent(audience: People) -> pl.DataFrame:
    """Return the partial of :attr:`.Audience.without_attendance`."""
    return untold.attendance(audience.pick("event", "told"), audience.events)


def referrers(audience: People) -> pl.DataFrame:
    """Return the partial of :attr:`.Audience.without_referrers`."""
    return untold.referrers(audience.pick("event", "referrer_code"), audience.events)


def asked(audience: People) -> pl.DataFrame:
    """Return the partial of :attr:`.Audience.survey_questions`: these, with ``event``, its number in all parts."""
    known, rows = dict(zip(audience.events["event_id"], numbers(audience), strict=True)), audience.survey_questions
    events = pl.Series("event", [known.get(event) for event in rows["event_id"]], dtype=pl.Int64)
    return pl.DataFrame([rows["q"].cast(pl.Int64), *rows.get_columns()[1:], events])


def numbers(audience: People) -> pl.Series:
    """Return, by the events' order, the number by which all parts know each event."""
    return lasting_codes(audience.events["event_id"])


def questions(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the survey questions of partials in the order in which one report has them, with their place ``q``."""
    return rows.drop("q", "event").sort("listed", descending=True, maintain_order=True).with_row_index("q")
