"""People whom filters let through, of events whose reports are not open: parts of them are at hand alone."""

from __future__ import annotations

from collections.abc import Callable
from weakref import ref

import polars as pl

from webcast.analysis.answers_kept import Held, Once
from webcast.analysis.audience import Audience
from webcast.analysis.later import Later
from webcast.analysis.parts import Parts
from webcast.reports import Report
from webcast.reports.unopened import Unopened


class Narrowed(Audience):
    """Those of an audience of parts whom filters let through; its reports are opened when parts tell too little.

    Args:
        everyone: All of them, of parts too.
        parts: What is at hand of those who are let through.
        count: How many they are.
        narrow: Lets them through, once all reports are open.
        reports: Of the same events.
        passing: Returns whom it lets through of a report of some events, told who opted out of any.
    """

    def __init__(
        self,
        everyone: Audience,
        parts: Parts,
        count: int,
        narrow: Callable[[Audience], Audience],
        *,
        reports: Unopened,
        passing: Callable[[Report], Audience],
    ) -> None:
        self._source = everyone._source  # noqa: SLF001 - an audience itself
        # Whoever keeps filtered people as long as everybody is there must not have everybody kept by them.
        self._everyone = ref(everyone)
        self._of_everyone = everyone._parts  # noqa: SLF001
        self._parts = parts
        self._mask = Later(lambda: narrow(self.everyone)._keep)  # noqa: SLF001
        self._once = Once()
        self.held = Held()
        self.reports = reports
        self._passing = passing
        self.total = everyone.total
        self.count = count

    @property
    def everyone(self) -> Audience:
        """The audience before any filter."""
        return self._everyone() or Audience(self._source, None, self._of_everyone, self.reports)

    def passing(self, report: Report) -> Audience:
        """Return those of them whom a report of some of the events has."""
        return self._passing(report)

    @property
    def _keep(self) -> pl.Series | None:
        return self._mask.get()

    @_keep.setter
    def _keep(self, _: pl.Series | None) -> None:
        raise AttributeError("whom filters let through does not change")
