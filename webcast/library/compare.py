"""What changed between two snapshots of an event."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from webcast.reports import Report


@dataclass(frozen=True)
class Changes:
    """What changed from an earlier report of an event to a later one.

    Attributes:
        new: Registrants that the earlier one lacks (columns of ``registrants``).
        gone: Registrants that the later one lacks.
        sessions: Sessions more; negative when there are fewer.
        questions: Questions asked, more.
        survey_responses: Survey answers more.
    """

    new: pl.DataFrame
    gone: pl.DataFrame
    sessions: int
    questions: int
    survey_responses: int


def compare(earlier: Report, later: Report) -> Changes:
    """Return what changed; a registrant is known by e-mail and time of registration, row numbers may move."""
    keys = ["email_key", "registered_at", "first_name", "last_name", "nth"]
    before, after = _numbered(earlier.registrants), _numbered(later.registrants)
    return Changes(
        new=after.join(before, on=keys, how="anti", nulls_equal=True, maintain_order="left").drop("nth"),
        gone=before.join(after, on=keys, how="anti", nulls_equal=True, maintain_order="left").drop("nth"),
        sessions=later.sessions.height - earlier.sessions.height,
        questions=later.qa.height - earlier.qa.height,
        survey_responses=later.survey_responses.height - earlier.survey_responses.height,
    )


def _numbered(registrants: pl.DataFrame) -> pl.DataFrame:
    """Tell apart registrants that are alike, by counting them."""
    alike = ["email_key", "registered_at", "first_name", "last_name"]
    return registrants.with_columns(nth=pl.int_range(pl.len()).over(alike))
