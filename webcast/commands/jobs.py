"""What commands that write files have in common: who passes, what heads a file, the audit entry."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from webcast.analysis.audience import Audience
from webcast.cohorts import cohort, presets
from webcast.cohorts.cohort import Cohort
from webcast.commands import sources, views
from webcast.commands.account import Account
from webcast.commands.console import Console, one_line
from webcast.library import Library
from webcast.presentation.about import About, about
from webcast.settings import Settings
from webcast.view.filters import Filters


@dataclass(frozen=True)
class Job:
    """What a command was asked for, and who passes."""

    people: Audience
    filters: Filters
    sets: Sequence[Cohort]
    zone: str
    wanted: sources.Wanted
    account: Account

    @property
    def about(self) -> About:
        """What heads its files."""
        return about(self.people, self.filters, self.zone, sets=self.sets, now=datetime.now(UTC))

    def told(self, what: str, to: str) -> str:
        """Return the line that says what was written."""
        sets = (one_line(named.describe()) for named in self.sets)
        return " · ".join((f"{what} written to {one_line(to)}", self.filters.describe(), *sets, self.zone))

    def audit(self, settings: Settings, action: str, counts: Mapping[str, int]) -> None:
        """Record what left the library; files that were opened are none of its business."""
        if not self.wanted.event_ids:
            return
        events = len(self.wanted.event_ids) + len(self.wanted.files)
        library = Library.open(settings)
        try:
            whole = {"events": events, "registrants": self.people.count, **counts}
            library.audit(self.account.key, self.account.username, action, whole)
        finally:
            library.close()


def begin(args: argparse.Namespace, settings: Settings, console: Console) -> Job:
    """Return the job that options ask for.

    Raises:
        WebcastError: A filter or a set cannot be read, or a view, an event or a file cannot be had.
    """
    asked = views.asked(args, settings, console)
    sets = [cohort.parse(text) for text in args.sets]
    sets += [presets.Preset(name) for name in args.presets]
    everyone = asked.everyone(settings, console, args.file_zone)
    people = cohort.apply_all(sets, asked.filters.apply(everyone, asked.zone))
    return Job(people, asked.filters, sets, asked.zone, asked.wanted, asked.account)
