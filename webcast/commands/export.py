"""``export``, ``report`` and ``summary``: the files that the page's downloads are, byte for byte."""

from __future__ import annotations

import argparse
import csv as csv_format
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from webcast import formats
from webcast.analysis import programmes
from webcast.analysis.audience import Audience
from webcast.commands import choices, filter_options, pdf, sources
from webcast.commands.account import Account
from webcast.commands.console import Console, one_line
from webcast.commands.files import write_file
from webcast.exports import kinds, listings, people_sets, presets
from webcast.exports import summary as summary_page
from webcast.exports.about import About, about
from webcast.exports.csv import Mode
from webcast.exports.people_sets import PeopleSet
from webcast.exports.table import Table
from webcast.filters import Filters
from webcast.library import Library
from webcast.settings import Settings


@dataclass(frozen=True)
class _Job:
    """What a command was asked for, and who passes."""

    people: Audience
    filters: Filters
    sets: Sequence[PeopleSet]
    zone: str
    wanted: sources.Wanted
    account: Account

    @property
    def about(self) -> About:
        return about(self.people, self.filters, self.zone, sets=self.sets, now=datetime.now(UTC))

    def told(self, what: str, to: str) -> str:
        """Return the line that says what was written."""
        sets = (one_line(named.describe()) for named in self.sets)
        return " · ".join((f"{what} written to {one_line(to)}", self.filters.describe(), *sets, self.zone))


def export(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Write the registrants who pass the filters, or a table of theirs, to a file, and say how many they are."""
    kind = _kind(args.format, args.to)
    job = _job(args, settings, console)
    table = listings.table(args.table, job.people, job.zone, _columns(args.columns), choices.read(args))
    pieces = kind.write(table, job.about, Mode.EXACT if args.exact else Mode.SPREADSHEET)
    _hand_over(pieces, args.to, job, _rows(table, args.table), console)
    _audit(settings, job, f"export {kind.name}", args.table, table)


def report(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Write a master report over all the events: every column, in one go."""
    args.table = listings.EVENTS if args.master_events else listings.REGISTRANTS
    args.columns = []
    export(args, settings, console)


def summary(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Write the one-page summary as HTML, or as PDF where a Chromium is installed."""
    job = _job(args, settings, console)
    page = summary_page.page(job.people, job.about, job.zone).encode("utf-8")
    content = pdf.printed(page) if args.to.lower().endswith(".pdf") else page
    _hand_over([content], args.to, job, "Summary", console)
    _audit(settings, job, "export summary", listings.REGISTRANTS, None)


def _job(args: argparse.Namespace, settings: Settings, console: Console) -> _Job:
    filters = filter_options.read(args)
    zone = args.time_zone or settings.time_zone
    wanted = sources.Wanted.of(args.sources)
    account = Account(settings, console)
    sets = [people_sets.parse(text) for text in args.sets]
    sets += [presets.Preset(name) for name in args.presets]
    everyone = sources.load(wanted, settings, account, console, args.file_zone)
    if args.merge:
        everyone = Audience.of(programmes.merged(everyone.report))
    people = people_sets.apply_all(sets, filters.apply(everyone, zone))
    return _Job(people, filters, sets, zone, wanted, account)


def _kind(named: str | None, to: str) -> kinds.Kind:
    """Return the kind that was asked for, else that of the file's ending, else CSV."""
    ending = Path(to).suffix.removeprefix(".").lower()
    return kinds.kind(named or (ending if ending in kinds.KINDS else "csv"))


def _rows(table: Table, name: str) -> str:
    if name == listings.REGISTRANTS:
        return f"{table.height:,} of {formats.plural(table.total, 'registrant')}"
    return f"{table.label}, {formats.plural(table.height, 'row')},"


def _hand_over(pieces: Iterable[bytes], to: str, job: _Job, what: str, console: Console) -> None:
    if to == sources.STDIN:
        for piece in pieces:
            console.write_bytes(piece)
        return
    write_file(Path(to), pieces)
    console.say(job.told(what, to))


def _columns(given: Sequence[str]) -> list[str] | None:
    """Return the headers: separated by commas, and in quotes where a header has one, as in CSV itself."""
    found = [header.strip() for row in csv_format.reader(given, skipinitialspace=True) for header in row]
    return [header for header in found if header] or None


def _audit(settings: Settings, job: _Job, action: str, name: str, table: Table | None) -> None:
    """Record what left the library; files that were opened are none of its business."""
    if not job.wanted.event_ids:
        return
    counts = {"events": len(job.wanted.event_ids) + len(job.wanted.files), "registrants": job.people.count}
    if table is not None:
        counts["columns"] = len(table.headers)
        if name != listings.REGISTRANTS:
            action, counts["rows"] = f"{action}: {name}", table.height
    library = Library.open(settings)
    try:
        library.audit(job.account.key, job.account.username, action, counts)
    finally:
        library.close()
