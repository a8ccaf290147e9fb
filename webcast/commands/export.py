"""``export``, ``report`` and ``summary``: the files that the page's downloads are, byte for byte."""

from __future__ import annotations

import argparse
import csv as csv_format
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from webcast import formats
from webcast.commands import common, sources
from webcast.commands.common import FileJob
from webcast.commands.console import Console
from webcast.commands.files import write_file
from webcast.exports import kinds, listings, xlsx
from webcast.exports import summary as summary_page
from webcast.exports.csv import Mode
from webcast.exports.table import Table
from webcast.language import using
from webcast.printing import browser, pdf
from webcast.printing.browser import Browser
from webcast.reports.unopened import ChangedMeanwhile
from webcast.settings import Settings


def export(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Write the registrants who pass the filters, or a table of theirs, to a file, and say how many they are."""
    kind = _kind(args.format, args.to)
    with common.begin_file(args, settings, console) as job:
        table = _table(job, args.table, _columns(args.columns), "" if args.exact else job.view.language)
        mode = Mode.EXACT if args.exact else Mode.SPREADSHEET
        with using(job.reader):
            pieces = kind.write(table, job.about, mode)
        _hand_over(pieces, args.to, job, _rows(table, args.table), console)
        _audit(settings, job, f"export {kind.name}", args.table, table)
        # Reads the rows once more. Where a report is another by now, the file is whole, and its second sheet says it.
        with suppress(ChangedMeanwhile):
            if kind.name == "xlsx" and (count := xlsx.cut(table)):
                console.warn(xlsx.cut_in_words(count))


def _table(job: FileJob, name: str, headers: list[str] | None, language: str) -> Table:
    """Return a table, cut to the headers that were asked for, else to those that a saved view cuts its file to."""
    view = job.view
    if headers is None and name in view.cut:
        # What a page leaves out because these events do not have it, is left out here as well.
        known = job.found.table(name, None, "").headers
        wanted = listings.of_columns(name, view.columns.get(name, ()))
        headers = [header for header in wanted if header in known] or None
    return job.found.table(name, headers, language)


def report(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Write a master report over all the events: every column, in one go."""
    args.table = listings.EVENTS if args.master_events else listings.REGISTRANTS
    args.columns = []
    export(args, settings, console)


def summary(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Write the one-page summary as HTML, or as PDF where a Chromium is installed."""
    job = common.begin(args, settings, console)
    printer = _printer(settings) if args.to.lower().endswith(".pdf") else None
    with using(job.reader):
        page = summary_page.page(job.people, job.about, job.view.zone, settings.own_mark).encode("utf-8")
    content = page if printer is None else pdf.printed(page, printer)
    _hand_over([content], args.to, job, "Summary", console)
    _audit(settings, job, "export summary", listings.REGISTRANTS, None)


def _printer(settings: Settings) -> Browser:
    return browser.needed(settings, "A PDF", "write HTML (--to summary.html) and print that")


def _kind(named: str | None, to: str) -> kinds.Kind:
    """Return the kind that was asked for, else that of the file's ending, else CSV."""
    ending = Path(to).suffix.removeprefix(".").lower()
    return kinds.kind(named or (ending if ending in kinds.KINDS else "csv"))


def _rows(table: Table, name: str) -> str:
    if name == listings.REGISTRANTS:
        return f"{table.height:,} of {formats.plural(table.total, 'registrant', 'registrants')}"
    return f"{table.label}, {formats.plural(table.height, 'row', 'rows')},"


def _hand_over(pieces: Iterable[bytes], to: str, job: FileJob, what: str, console: Console) -> None:
    if to == sources.STDIN:
        for piece in pieces:
            console.write_bytes(piece)
        for note in job.view.filters.notes(job.everyone):
            console.warn(note)
        return
    write_file(Path(to), pieces)
    console.say(job.told(what, to))


def _columns(given: Sequence[str]) -> list[str] | None:
    """Return the headers: separated by commas, and in quotes where a header has one, as in CSV itself."""
    found = [header.strip() for row in csv_format.reader(given, skipinitialspace=True) for header in row]
    return [header for header in found if header] or None


def _audit(settings: Settings, job: FileJob, action: str, name: str, table: Table | None) -> None:
    counts: dict[str, int] = {}
    if table is not None:
        counts["columns"] = len(table.headers)
        if name != listings.REGISTRANTS:
            action, counts["rows"] = f"{action}: {name}", table.height
    job.audit(settings, action, counts)
