"""``export``: the file that the page's download is, byte for byte."""

from __future__ import annotations

import argparse
import csv as csv_format
import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from webcast import formats
from webcast.commands import filter_options, sources
from webcast.commands.account import Account
from webcast.commands.console import Console, one_line
from webcast.exports import csv, people_sets, registrants
from webcast.exports.csv import Mode
from webcast.exports.table import Table
from webcast.library import Library
from webcast.settings import Settings


def export(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Write the registrants who pass the filters to a file, and say how many they are."""
    filters = filter_options.read(args)
    zone = args.time_zone or settings.time_zone
    wanted = sources.Wanted.of(args.sources)
    account = Account(settings, console)
    sets = [people_sets.parse(text) for text in args.sets]
    everyone = sources.load(wanted, settings, account, console, args.file_zone)
    people = people_sets.apply_all(sets, filters.apply(everyone, zone))
    table = registrants(people, zone, _columns(args.columns))
    pieces = csv.stream(table, Mode.EXACT if args.exact else Mode.SPREADSHEET)
    if args.to == sources.STDIN:
        for piece in pieces:
            console.write_bytes(piece)
    else:
        write_file(Path(args.to), pieces)
        told = f"{table.height:,} of {formats.plural(table.total, 'registrant')} written to {one_line(args.to)}"
        console.say(" · ".join((told, filters.describe(), *(one_line(named.describe()) for named in sets), zone)))
    if wanted.event_ids:
        _audit(settings, account, wanted, table)


def write_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file whole or not at all, readable by nobody else: it holds people.

    Raises:
        UnreadableFile: It cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            _write(path, pieces)  # a pipe or a device: nothing to put in its place
        else:
            _replace(path.resolve(), pieces)
    except OSError as exc:
        raise sources.UnreadableFile(
            f"{one_line(str(path))} cannot be written: {exc.strerror or type(exc).__name__}.",
            remedy="Choose another file.",
        ) from None


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        os.close(handle)
        _write(part, pieces)
        part.replace(path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)


def _columns(given: Sequence[str]) -> list[str] | None:
    """Return the headers: separated by commas, and in quotes where a header has one, as in CSV itself."""
    found = [header.strip() for row in csv_format.reader(given, skipinitialspace=True) for header in row]
    return [header for header in found if header] or None


def _audit(settings: Settings, account: Account, wanted: sources.Wanted, table: Table) -> None:
    library = Library.open(settings)
    try:
        counts = {
            "events": len(wanted.event_ids) + len(wanted.files),
            "registrants": table.height,
            "columns": len(table.headers),
        }
        library.audit(account.key, account.username, "export csv", counts)
    finally:
        library.close()
