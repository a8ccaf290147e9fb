"""The figures of an account's loaded events, one row an event in order of date: for medians and lines over time.

What was counted once is kept by the versions of the reports that it was counted from, so a rerun opens no report.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, Final

import polars as pl

from webcast.analysis.audience import Audience
from webcast.analysis.by_event import Measured
from webcast.library.theirs import Theirs
from webcast.reports.dates import moment
from webcast.roles import Role
from webcast.view.filters import Filters
from webcast.web.audiences import as_seen, filtered

MOST: Final = 50
"""Events, the latest."""

MOST_REGISTRANTS: Final = 200_000
"""Registrants of them together: a larger account's line is of fewer events."""

_KEPT: Final = 256
_kept: Final[OrderedDict[tuple[object, ...], pl.DataFrame]] = OrderedDict()
_lock: Final = Lock()


@dataclass(frozen=True)
class Whose:
    """Whose events, and how their people are looked at."""

    theirs: Theirs
    merged: bool
    filters: Filters
    zone: str
    role: Role
    """What who looks may see."""

    def people(self, event_ids: Sequence[str]) -> Audience:
        """Return the people of loaded events who pass the filters; shared, so never change it.

        Raises:
            WebcastError: They cannot be had.
        """
        held = self.theirs.audience(sorted(event_ids))
        return filtered(as_seen(held, self.role, merged=self.merged), self.filters, self.zone)


def loaded(listed: pl.DataFrame) -> pl.DataFrame:
    """Return the loaded events of an account's list whose date is known, by date."""
    return _loaded(listed).collect()


def _loaded(listed: pl.DataFrame) -> pl.LazyFrame:
    return listed.lazy().filter(pl.col("fetched_at").is_not_null(), pl.col("at").is_not_null()).sort("at")


def ends() -> pl.Expr:
    """Return when an event of the list ends: where that is not known it may be on air for a day."""
    return pl.coalesce("ends_at", pl.col("at") + pl.duration(days=1))


def ended(listed: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """Return those of them that are over, and whose reports know how they went."""
    return _ended(listed, now).collect()


def _ended(listed: pl.DataFrame, now: datetime) -> pl.LazyFrame:
    # A report that came before the end does not know how it went.
    return _loaded(listed).filter(ends() <= moment(now), ends() <= pl.col("fetched_at"))


def over(listed: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """Return the latest of :func:`ended`, as many as a line is of: :data:`MOST` at the most."""
    until = pl.col("registrants").fill_null(0).cum_sum(reverse=True)
    few_enough = (until <= MOST_REGISTRANTS) | (pl.int_range(pl.len()) == pl.len() - 1)
    return _ended(listed, now).tail(MOST).filter(few_enough).collect()


def medians(of: pl.DataFrame) -> dict[str, Any]:
    """Return the median of each figure of a frame with one row an event."""
    return {name: of[name].median() for name, kind in of.schema.items() if kind.is_numeric()}


def figures(whose: Whose, event_ids: Sequence[str], measured: Measured) -> pl.DataFrame:
    """Return ``event_id`` and the figures of events, one row an event, in their order.

    Args:
        whose: Whose events.
        event_ids: Loaded ones.
        measured: Which figures.

    Raises:
        WebcastError: They cannot be had.
    """
    if not event_ids:
        return pl.DataFrame(schema={"event_id": pl.String})
    # Asked of the library every time: it checks permission, and a newer report is another version.
    versions = whose.theirs.versions(event_ids)
    people = whose.role.may(Role.PEOPLE)
    key = (whose.theirs.account, versions, measured.name, whose.merged, whose.filters, whose.zone, people)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    counted = measured.by_event(whose.people(event_ids))
    if not whose.merged:
        order = pl.DataFrame({"event_id": list(event_ids)}, schema={"event_id": pl.String})
        counted = order.join(counted, on="event_id", how="left", maintain_order="left")
    with _lock:
        _kept[key] = counted
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return counted
