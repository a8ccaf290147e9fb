"""What commands have in common: who is in view, what heads a file, the audit entry."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from webcast.analysis import programmes
from webcast.analysis.audience import Audience
from webcast.cohorts.cohort import Cohort
from webcast.commands import asked, sources
from webcast.commands.account import Account
from webcast.commands.console import Console, one_line
from webcast.exports import headings
from webcast.exports.event_by_event import EventByEvent, suits
from webcast.exports.listings import BY_EVENT
from webcast.exports.listings.events import KEY_FIGURES
from webcast.exports.people import AtHand, People
from webcast.language import Reader
from webcast.library import Library
from webcast.library.theirs import Theirs
from webcast.presentation.about import NOTE, OPTED_OUT, About
from webcast.settings import Settings
from webcast.view.comparison import Beside
from webcast.view.filters import Filters
from webcast.view.ours import Ours
from webcast.view.record import View


@dataclass(frozen=True)
class FileJob:
    """A file that a command writes.

    Attributes:
        found: Whose rows it has.
        wanted: The events and files that were named.
        account: Who asks.
    """

    found: People
    wanted: sources.Wanted
    account: Account

    @property
    def view(self) -> View:
        """The record of what is looked at."""
        return self.found.view

    @property
    def everyone(self) -> Audience:
        """The people before any filter."""
        return self.found.everyone

    @property
    def reader(self) -> Reader:
        """Who reads its files: whoever reads the language that was asked for, else English."""
        return headings.reader(self.view.language)

    @property
    def about(self) -> About:
        """What heads its files."""
        return self.found.about(datetime.now(UTC))

    def told(self, what: str, to: str) -> str:
        """Return the line that says what was written."""
        sets = (one_line(named.describe()) for named in self.found.sets)
        left = (one_line(text) for label, text in self.about.lines if label in (OPTED_OUT, NOTE))
        written = f"{what} written to {one_line(to)}"
        return " · ".join((written, self.view.filters.describe(), *sets, *left, self.view.zone))

    def audit(self, settings: Settings, action: str, counts: Mapping[str, int]) -> None:
        """Record what left the library; files that were opened are none of its business."""
        if not self.wanted.event_ids:
            return
        events = len(self.wanted.event_ids) + len(self.wanted.files)
        with closing(Library.open(settings)) as library:
            whole = {"events": events, "registrants": self.found.count, **counts}
            named = self.wanted.event_ids
            library.audit(self.account.key, self.account.username, action, whole, events=named)


@dataclass(frozen=True)
class Job(FileJob):
    """What a command looks at, loaded."""

    found: AtHand

    @property
    def people(self) -> Audience:
        """Those who pass the filters and are in all sets."""
        return self.found.people

    @property
    def sets(self) -> tuple[Cohort, ...]:
        """What narrows them beyond the filters."""
        return self.found.sets


@dataclass(frozen=True)
class _Asked:
    """What the options ask for, before anything is opened."""

    args: argparse.Namespace
    settings: Settings
    console: Console
    account: Account
    view: View
    wanted: sources.Wanted

    @classmethod
    def of(cls, args: argparse.Namespace, settings: Settings, console: Console) -> _Asked:
        account = Account(settings, console)
        return cls(args, settings, console, account, *asked.view(args, settings, account))

    @property
    def filters(self) -> Filters:
        return self.view.filters.knowing(lambda: _ours(self.settings, self.account))


def begin(args: argparse.Namespace, settings: Settings, console: Console) -> Job:
    """Return the job that options ask for; events that the library does not hold are fetched first.

    Raises:
        WebcastError: An option cannot be read, or a view, an event or a file cannot be had.
    """
    return _loaded(_Asked.of(args, settings, console))


@contextmanager
def begin_file(args: argparse.Namespace, settings: Settings, console: Console) -> Iterator[FileJob]:
    """Give the job of a file, to be written within: of many registrants some reports are opened after others.

    Raises:
        WebcastError: An option cannot be read, or a view, an event or a file cannot be had.
    """
    of = _Asked.of(args, settings, console)
    view = replace(of.view, table=args.table)
    if of.wanted.files or not of.wanted.event_ids or view.table not in BY_EVENT:
        yield _loaded(of)
        return
    with closing(Library.open(settings)) as library:
        sources.have(library, of.wanted.event_ids, of.account, console, spend=args.expired)
        reports = library.unopened(of.account.key, sorted(of.wanted.event_ids))
        if reports is not None and suits(view, reports):
            yield FileJob(EventByEvent(replace(view, filters=of.filters), reports), of.wanted, of.account)
            return
    yield _loaded(of)


def _loaded(of: _Asked) -> Job:
    args, settings, account = of.args, of.settings, of.account
    loaded = sources.load(
        of.wanted,
        settings,
        account,
        of.console,
        file_zone=args.file_zone,
        reading=asked.reading(args),
        spend=args.expired,
    )
    everyone = Audience.of(programmes.merged(loaded.report)) if of.view.merged else loaded
    view = replace(of.view.resolved(everyone), filters=of.filters)
    sets = view.sets(everyone)
    people = view.people(view.filters.apply(everyone, view.zone), sets)
    if getattr(args, "table", None) == KEY_FIGURES.name or (hasattr(args, "chart") and view.choices.compare):
        view = replace(view, choices=replace(view.choices, beside=_beside(settings, account, view, everyone, people)))
    return Job(AtHand(view, everyone, people, sets), of.wanted, account)


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
