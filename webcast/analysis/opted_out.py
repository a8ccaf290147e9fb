"""Who opted out, told of persons over reports that are not open together: any record of a person says so for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from webcast.analysis import numbering
from webcast.reports import Report
from webcast.reports.columns import constant
from webcast.reports.unopened import COLUMNS_AT_ONCE, Unopened

_COLUMNS: Final = ("event_id", "registrant", "email_key", "opted_out")
"""What has to be read of registrants to know who opted out."""


@dataclass(frozen=True, eq=False, repr=False)
class OptedOut:
    """Persons by their lasting numbers (:func:`~webcast.analysis.numbering.lasting_numbers`), each once.

    Attributes:
        out: Those of whom a record says that they opted out.
        known: Those of whom a record says whether they did.
    """

    out: pl.Series
    known: pl.Series

    @classmethod
    def of(cls, registrants: pl.DataFrame) -> OptedOut:
        """Return what records say: registrants with :data:`_COLUMNS` at least."""
        told = registrants.filter(pl.col("opted_out").is_not_null() & pl.col("email_key").is_not_null())
        persons = _numbers(told)
        return cls(_once([persons.filter(told["opted_out"])]), _once([persons]))

    @classmethod
    def over(cls, reports: Unopened) -> OptedOut:
        """Return what all of some reports say, of which no more is read for it."""
        return cls.together([cls.of(reports.columns(ids, _COLUMNS)) for ids in reports.batches(COLUMNS_AT_ONCE)])

    @classmethod
    def together(cls, each: Sequence[OptedOut]) -> OptedOut:
        """Return what several reports say."""
        return cls(_once([one.out for one in each]), _once([one.known for one in each]))

    def told(self, report: Report) -> Report:
        """Return a report whose records say what any of these reports says of their persons."""
        if self.known.is_empty():
            return report
        rows = report.registrants
        persons, nobody = _numbers(rows), rows["email_key"].is_null()
        said = _among(persons, self.out).set(~_among(persons, self.known), None)
        return replace(report, registrants=rows.with_columns(rows["opted_out"].zip_with(nobody, said)))


def _numbers(rows: pl.DataFrame) -> pl.Series:
    return numbering.lasting_numbers(rows["email_key"], rows["event_id"], rows["registrant"])


def _among(persons: pl.Series, others: pl.Series) -> pl.Series:
    """Return which persons are among others, who are in order."""
    if others.is_empty():
        return constant(persons.len(), pl.Boolean, value=False)
    places = others.search_sorted(persons).clip(upper_bound=others.len() - 1)
    return others.gather(places) == persons


def _once(persons: list[pl.Series]) -> pl.Series:
    return pl.concat([pl.Series("person", [], dtype=pl.UInt64), *persons]).unique().sort()
