"""Files of more events than there should be in memory: a few reports are opened, written and let go.

Twice: first to see what has to be known before the first row is written (how many they are, which columns there are,
what the file's head says), then to write. What is asked of a person over events, whether they opted out, is gathered
as persons' numbers, eight bytes each. What cannot be told of each event by itself is not for here (:func:`suits`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import polars as pl

from webcast.analysis.audience import Audience
from webcast.analysis.of_events import referrers
from webcast.analysis.opted_out import OptedOut
from webcast.analysis.parts import Parts, Stacked
from webcast.cohorts import each_event
from webcast.cohorts.cohort import Cohort, apply_all
from webcast.exports import headings, listings
from webcast.exports.registrants import Known, one_by_one
from webcast.exports.table import Table
from webcast.language import using
from webcast.presentation.about import About, head, left_out
from webcast.reports import schema
from webcast.reports.unopened import AT_ONCE, ChangedMeanwhile, Unopened
from webcast.view.record import ALL_EVENTS, View


def suits(view: View, reports: Unopened) -> bool:
    """Tell whether a view's file can be made this way, and is large enough for it.

    The broadcasts of a programme are one event only together, and its persons come in the order of all.
    """
    return (
        view.table in listings.BY_EVENT
        and not view.merged
        and reports.total > AT_ONCE
        and view.event in ("", ALL_EVENTS, *reports.registrants)
        and all(map(each_event.told, view.cohorts))
    )


class EventByEvent:
    """Those whom a view leaves of reports that are not open.

    Args:
        view: What is looked at; see :func:`suits`.
        reports: Of all its events.

    Attributes:
        view: The same.
        everyone: Everybody before filters: the events, and how many they are. Whoever asks for more opens all.
        sets: What narrows them beyond the filters.
        count: Registrants after filters and sets.

    Raises:
        FilterError: A filter cannot be applied.
        Damaged: A report cannot be opened.
    """

    def __init__(self, view: View, reports: Unopened) -> None:
        self.view = view
        self._reports = reports
        self._batches = reports.batches(AT_ONCE)
        asks = view.filters.not_opted_out or any(map(each_event.asks_who_opted_out, view.cohorts))
        self._opted_out = OptedOut.over(reports) if asks else OptedOut.together([])
        seen = [self._seen(ids, gather=not asks) for ids in self._batches]
        if not asks:
            self._opted_out = OptedOut.together([one.opted_out for one in seen])
        self._counts = [one.known.height for one in seen]
        self._known = Known.together([one.known for one in seen])
        self._left = sum(one.left for one in seen)
        self._rows = sum(one.rows for one in seen)
        self.count = self._known.height
        self.everyone = self._everyone(seen)
        self.sets: tuple[Cohort, ...] = view.sets(self.everyone)

    def about(self, now: datetime) -> About:
        """Return what heads their file."""
        view = self.view
        return head(
            self.everyone, view.filters, view.zone, sets=self.sets, count=self.count, left=self._left, now=now
        )

    def table(self, name: str, headers: Sequence[str] | None, language: str) -> Table:
        """Return the table of the view, whose reports are opened anew for each time that its rows are asked for.

        Raises:
            UnknownColumn: A wanted header is not among its headers.
            ChangedMeanwhile: While rows are given: a report is another one by now.
        """
        if name != self.view.table:
            raise ValueError("of another table nothing is known")
        parts, zone = [partial(self._again, place) for place in range(len(self._batches))], self.view.zone
        if name != listings.REGISTRANTS:
            choices = self.view.choices
            return listings.one_by_one(
                name, parts, self._rows, zone, wanted=headers, choices=choices, language=language
            )
        with using(headings.reader(language)):
            return one_by_one(self._known, parts, zone, headers)

    def _seen(self, ids: Sequence[str], *, gather: bool) -> _Seen:
        report = self._reports.open(ids)
        opted_out = OptedOut.together([OptedOut.of(report.registrants)] if gather else [])
        everyone = Audience.of(self._opted_out.told(report))
        filtered = self._filtered(everyone)
        ours = self.view.filters.ours if self.view.filters.without_ours else None
        people = apply_all(self.view.cohorts, filtered)
        listing = listings.LISTINGS.get(self.view.table)
        return _Seen(
            Known.of(people),
            0 if listing is None else listing.table(people, self.view.zone, self.view.choices).height,
            everyone.events,
            referrers(everyone),
            opted_out,
            0 if ours is None else everyone.count_of(ours.condition(), ours),
            left_out(lambda: filtered, self.view.cohorts),
        )

    def _again(self, place: int) -> Audience:
        report = self._reports.open(self._batches[place])
        people = apply_all(self.view.cohorts, self._filtered(Audience.of(self._opted_out.told(report))))
        if people.count != self._counts[place]:
            raise ChangedMeanwhile
        return people

    def _filtered(self, everyone: Audience) -> Audience:
        view = self.view
        found = view.filters.apply(everyone, view.zone)
        in_view = view.event not in ("", ALL_EVENTS) and len(self._reports.registrants) > 1
        return found.where(pl.col("event_id") == view.event) if in_view else found

    def _everyone(self, seen: Sequence[_Seen]) -> Audience:
        told = Stacked(pl.concat([one.referrers for one in seen]), len(seen))
        events = pl.concat([one.events for one in seen])
        parts = Parts(events, schema.empty("warnings"), self._known.total, {"referrers": told})
        everyone = Audience.of_parts(parts, lambda: self._reports.open(list(self._reports.registrants)))
        if ours := self.view.filters.ours:
            everyone.count_of_known(ours, sum(one.ours for one in seen))
        return everyone


@dataclass(frozen=True, eq=False)
class _Seen:
    """What the first look at a few reports leaves."""

    known: Known
    rows: int
    events: pl.DataFrame
    referrers: pl.DataFrame
    opted_out: OptedOut
    ours: int
    left: int
