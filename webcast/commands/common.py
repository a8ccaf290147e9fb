"""What commands have in common: who is in view, what heads a file, the audit entry."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from webcast.analysis import programmes
from webcast.analysis.audience import Audience
from webcast.cohorts.cohort import Cohort
from webcast.commands import asked, sources
from webcast.commands.account import Account
from webcast.commands.console import Console, one_line
from webcast.exports.listings.events import KEY_FIGURES
from webcast.language import ENGLISH, Reader
from webcast.library import Library
from webcast.library.theirs import Theirs
from webcast.presentation.about import NOTE, OPTED_OUT, About, about
from webcast.settings import Settings
from webcast.view.comparison import Beside
from webcast.view.ours import Ours
from webcast.view.record import View


@dataclass(frozen=True)
class Job:
    """What a command looks at, loaded.

    Attributes:
        view: The record of it.
        everyone: The people before any filter.
        people: Those who pass the filters and are in all sets.
        sets: What narrows them beyond the filters.
        wanted: The events and files that were named.
        account: Who asks.
    """

    view: View
    everyone: Audience
    people: Audience
    sets: tuple[Cohort, ...]
    wanted: sources.Wanted
    account: Account

    @property
    def reader(self) -> Reader:
        """Who reads its files: whoever reads the language that was asked for, else English."""
        return Reader(self.view.language, self.view.language) if self.view.language else ENGLISH

    @property
    def about(self) -> About:
        """What heads its files."""
        return about(self.people, self.view.filters, self.view.zone, sets=self.sets, now=datetime.now(UTC))

    def told(self, what: str, to: str) -> str:
        """Return the line that says what was written."""
        sets = (one_line(named.describe()) for named in self.sets)
        left = (one_line(text) for label, text in self.about.lines if label in (OPTED_OUT, NOTE))
        written = f"{what} written to {one_line(to)}"
        return " · ".join((written, self.view.filters.describe(), *sets, *left, self.view.zone))

    def audit(self, settings: Settings, action: str, counts: Mapping[str, int]) -> None:
        """Record what left the library; files that were opened are none of its business."""
        if not self.wanted.event_ids:
            return
        events = len(self.wanted.event_ids) + len(self.wanted.files)
        with closing(Library.open(settings)) as library:
            whole = {"events": events, "registrants": self.people.count, **counts}
            named = self.wanted.event_ids
            library.audit(self.account.key, self.account.username, action, whole, events=named)


def begin(args: argparse.Namespace, settings: Settings, console: Console) -> Job:
    """Return the job that options ask for; events that the library does not hold are fetched first.

    Raises:
        WebcastError: An option cannot be read, or a view, an event or a file cannot be had.
    """
    account = Account(settings, console)
    view, wanted = asked.view(args, settings, account)
    loaded = sources.load(
        wanted, settings, account, console, file_zone=args.file_zone, reading=asked.reading(args), spend=args.expired
    )
    everyone = Audience.of(programmes.merged(loaded.report)) if view.merged else loaded
    view = replace(view.resolved(everyone), filters=view.filters.knowing(lambda: _ours(settings, account)))
    sets = view.sets(everyone)
    people = view.people(view.filters.apply(everyone, view.zone), sets)
    if getattr(args, "table", None) == KEY_FIGURES.name or (hasattr(args, "chart") and view.choices.compare):
        view = replace(view, choices=replace(view.choices, beside=_beside(settings, account, view, everyone, people)))
    return Job(view, everyone, people, sets, wanted, account)


def _beside(settings: Settings, account: Account, view: View, everyone: Audience, people: Audience) -> Beside:
    """Return what the key figures are compared with; other events than those that were named are the library's."""
    from webcast.web import beside  # noqa: PLC0415  # brings the web's parts along, which no other command needs

    with closing(Library.open(settings)) as library:
        # Who names files alone needs no account.
        theirs = Theirs(library, account.key if view.events else "")
        at = beside.Looking(theirs, view, everyone, people, everyone.events, datetime.now(UTC))
        return beside.key_figures(at)


def _ours(settings: Settings, account: Account) -> Ours:
    with closing(Library.open(settings)) as library:
        return library.ours.of(account.key)
