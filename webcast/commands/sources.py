"""What to analyse: event ids of the library and report files, as one audience."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from webcast.analysis.audience import Audience
from webcast.commands.account import Account
from webcast.commands.console import Console, one_line
from webcast.commands.fetching import fetch
from webcast.commands.files import UnreadableFile
from webcast.commands.spending import agree, expired_among
from webcast.decode.understood import Reading, Understood
from webcast.errors import BadData, ChangeRequest
from webcast.library import Library
from webcast.reports import Report
from webcast.reports.report import stack
from webcast.settings import Settings
from webcast.workers import Decoder

STDIN: Final = "-"
_IN_DOUBT: Final = {
    "dates": "whether the day or the month comes first in '{}' is not certain; --file-dates says it.",
    "encoding": "its encoding is not certain; --file-encoding says it, e.g. cp1250.",
    "column": "the column '{0}' may be company or e-mail; --file-column '{0}=company' says it.",
    "zone": "its time zone is not certain; --file-zone says it.",
}
_EVENT_ID: Final = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Wanted:
    """Which events and files were named."""

    event_ids: tuple[str, ...]
    files: tuple[str, ...]

    @classmethod
    def of(cls, named: Sequence[str]) -> Wanted:
        """Tell event ids from files: what exists as a file is one, and so is ``-``, standard input.

        Raises:
            UnreadableFile: Something is neither.
        """
        files = tuple(dict.fromkeys(name for name in named if name == STDIN or Path(name).is_file()))
        event_ids = tuple(dict.fromkeys(name for name in named if name not in files))
        for name in event_ids:
            if Path(name).is_dir():
                raise UnreadableFile(f"{one_line(name)} should be a report file or an event id, but is a folder.")
            if not _EVENT_ID.fullmatch(name):
                raise UnreadableFile(
                    f"{one_line(name)} should be a report file or an event id, but there is no such file."
                )
        return cls(event_ids, files)


def load(
    wanted: Wanted,
    settings: Settings,
    account: Account,
    console: Console,
    *,
    file_zone: str,
    reading: Reading,
    spend: bool = False,
) -> Audience:
    """Return the audience of what was named; events that the library does not hold are fetched first.

    Args:
        wanted: Events and files.
        settings: Where the library is.
        account: Who asks; not asked for anything when there are files alone.
        console: For progress.
        file_zone: The clock of files that name none.
        reading: How files are to be read, where they leave a doubt.
        spend: Ask for the reports of expired presentations without asking first.

    Raises:
        WebcastError: A file cannot be read or decoded, an event is not the account's, or cannot be fetched.
    """
    opened = _all_opened(wanted.files, settings, file_zone, reading, console)
    _must_differ(wanted, opened)
    files = [report for _name, report in opened]
    if not wanted.event_ids:
        return Audience.of(stack(files))
    held = _held(wanted.event_ids, settings, account, console, spend=spend)
    return Audience.of(stack([held.report, *files])) if files else held


def _held(
    event_ids: Sequence[str], settings: Settings, account: Account, console: Console, *, spend: bool
) -> Audience:
    with closing(Library.open(settings)) as library:
        have(library, event_ids, account, console, spend=spend)
        # As on the pages, in the order of the ids.
        return library.audience(account.key, sorted(event_ids))


def have(
    library: Library, event_ids: Sequence[str], account: Account, console: Console, *, spend: bool = False
) -> None:
    """See to it that a library holds events; what it lacks is fetched.

    Raises:
        WebcastError: An event is not the account's, or cannot be fetched.
    """
    known = library.events(account.key)
    held = set(known.filter(known["freshness"] != "missing")["event_id"])
    missing = [event_id for event_id in event_ids if event_id not in held]
    if missing:
        if not set(missing) <= set(known["event_id"]):
            library.sync.refresh_events(account.key, account.session())
        agree(library, account.key, expired_among(library, account.key, missing), console, given=spend)
        fetch(library, account, missing, console, spend=True)


def _all_opened(
    names: Sequence[str], settings: Settings, zone: str, reading: Reading, console: Console
) -> list[tuple[str, Report]]:
    if not names:
        return []
    with Decoder(settings) as decoder:
        found = [(name, *_opened(decoder, name, zone, reading)) for name in names]
    for name, _, understood in found:
        for doubt in understood.doubts:
            console.warn(f"{_shown(name)}: {_IN_DOUBT[doubt.kind].format(one_line(doubt.subject))}")
    return [(name, report) for name, report, _ in found]


def _opened(decoder: Decoder, name: str, zone: str, reading: Reading) -> tuple[Report, Understood]:
    try:
        return decoder.open(sys.stdin.buffer if name == STDIN else Path(name), zone=zone, reading=reading)
    except BadData as exc:
        # Several files may be named: say which.
        exc.message = f"{_shown(name)}: {exc.message}"
        raise


def _must_differ(wanted: Wanted, opened: Sequence[tuple[str, Report]]) -> None:
    """See to it that no event comes twice: its people would be counted twice."""
    seen = dict.fromkeys(wanted.event_ids, "an event id that was named")
    for name, report in opened:
        for event_id in report.event["event_id"]:
            if event_id in seen:
                raise ChangeRequest(
                    f"{_shown(name)} is a report of event {one_line(event_id)}, and so is {seen[event_id]}; its "
                    "registrants would be counted twice.",
                    remedy="Name one of the two.",
                )
            seen[event_id] = _shown(name)


def _shown(name: str) -> str:
    return "Standard input" if name == STDIN else one_line(name)
