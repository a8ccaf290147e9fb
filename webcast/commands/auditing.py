"""``audit``: who did what to people's data, as a list or a file, and whether the log is as it was written."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from typing import Final

from webcast import formats
from webcast.commands.console import Console, one_line
from webcast.commands.files import write_file
from webcast.commands.privacy import operator
from webcast.errors import ChangeRequest, LibraryError
from webcast.exports import csv
from webcast.library import Library, audit_said
from webcast.library.audit import Entry, Wanted
from webcast.library.unbroken import Verdict
from webcast.settings import Settings

SHOWN: Final = 100
"""Entries on the screen, unless another number is asked for; a file has them all."""

_EVENTS_SHOWN: Final = 3
_FILTERS: Final = ("since", "until", "action", "who", "event", "csv", "limit", "json")


class NotAsWritten(LibraryError):
    """The audit log was changed by somebody else than the program."""


def audit(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Write entries of the audit log, or whether it is as it was written.

    Raises:
        NotAsWritten: It is not.
        UnreadableFile: The file cannot be written.
    """
    if args.verify and any(getattr(args, name) for name in _FILTERS):
        raise ChangeRequest("--verify looks at the whole log, so nothing should stand beside it.")
    with closing(Library.open(settings)) as library:
        if args.verify:
            console.say(said(library.audit_holds()))
            return
        wanted = Wanted(
            since=args.since,
            until=args.until,
            action=args.action or "",
            who=args.who or "",
            event=args.event or "",
        )
        limit = args.limit or (None if args.csv else SHOWN)
        entries = library.audit_entries(limit=limit, wanted=wanted)
        if args.csv:
            write_file(args.csv, csv.stream(audit_said.table(entries)))
            library.audit_whole(operator(), "export audit log", {"entries": len(entries)})
            told = formats.plural(len(entries), "entry", "entries")
            console.say(f"{told} written to {one_line(str(args.csv))}")
            return
    if args.json:
        console.say(json.dumps([_object(entry) for entry in entries], indent=2))
    else:
        _show(entries, console)


def said(verdict: Verdict) -> str:
    """Return the line that says that the log is as it was written.

    Raises:
        NotAsWritten: It is not.
    """
    if verdict.fault is not None:
        held = formats.plural(verdict.checked, "entry before that holds", "entries before that hold")
        raise NotAsWritten(
            f"The audit log is not as it was written: {audit_said.what(verdict.fault)}; {held}.",
            remedy="docs/library.md says what to do.",
        )
    told = formats.plural(verdict.checked, "entry", "entries")
    which = f", number {verdict.first} to {verdict.newest}" if verdict.checked else ""
    return f"The audit log is as it was written: {told}{which}; fingerprint {verdict.fingerprint}."


def _object(entry: Entry) -> dict[str, object]:
    return {
        "number": entry.number,
        "at": entry.at.isoformat().replace("+00:00", "Z"),
        "account": entry.account,
        "user": entry.user,
        "from": entry.where,
        "action": entry.action,
        "counts": dict(entry.counts),
        "events": list(entry.events),
        "whom": entry.whom,
    }


def _show(entries: list[Entry], console: Console) -> None:
    rows = [
        [
            str(entry.number),
            audit_said.time(entry),
            one_line(entry.user),
            entry.where,
            entry.action,
            one_line(entry.whom),
            audit_said.counts(entry),
            _events(entry),
        ]
        for entry in entries
    ]
    headers = ["No.", "Time", "User", "From", "Action", "Whom", "Counts", "Events"]
    console.table(headers, rows, right=frozenset({0}))


def _events(entry: Entry) -> str:
    more = len(entry.events) - _EVENTS_SHOWN
    shown = " ".join(one_line(event) for event in entry.events[:_EVENTS_SHOWN])
    return f"{shown} and {formats.number(more)} more" if more > 0 else shown
