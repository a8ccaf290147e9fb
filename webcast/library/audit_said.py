"""The audit log in words and as a table: for the command, the page and the file of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from webcast import formats
from webcast.exports.table import Table
from webcast.language import phrase, say
from webcast.library.audit import Entry
from webcast.library.unbroken import Fault, Wrong

FILE: Final = "audit-log"

_SAID: Final[Mapping[Wrong, str]] = {
    Wrong.CHANGED: phrase("entry {number} is not as it was written, or stands where another one did"),
    Wrong.MISSING: phrase("entry {number} is missing"),
    Wrong.ADDED: phrase("an entry with the number {number} was not written by this program"),
    Wrong.CUT: phrase("the newest entries, {number} to {last}, are missing"),
    Wrong.HEAD: phrase(
        "what says which entry is the newest was changed or taken away before entry {number} was written"
    ),
    Wrong.ANCHOR: phrase("what says where the log begins was changed or taken away"),
}
_SAID_OF_SOME: Final[Mapping[Wrong, str]] = {
    Wrong.MISSING: phrase("entries are missing"),
    Wrong.ADDED: phrase("an entry without a number was not written by this program"),
}


def what(fault: Fault) -> str:
    """Return what is wrong, in words."""
    known = fault.number or fault.wrong not in _SAID_OF_SOME
    message = _SAID[fault.wrong] if known else _SAID_OF_SOME[fault.wrong]
    return say(message, number=str(fault.number), last=str(fault.last))


def counts(entry: Entry) -> str:
    """Return to how much something was done."""
    return ", ".join(f"{name.replace('_', ' ')} {formats.number(count)}" for name, count in entry.counts.items())


def time(entry: Entry) -> str:
    """Return when, in UTC."""
    return entry.at.strftime("%Y-%m-%d %H:%M:%SZ")


def table(entries: Sequence[Entry]) -> Table:
    """Return entries as the table of a file; its headings are the same in every language."""
    columns = {
        "Number": [entry.number for entry in entries],
        "Time": [time(entry) for entry in entries],
        "Account": [entry.account for entry in entries],
        "User": [entry.user for entry in entries],
        "From": [entry.where for entry in entries],
        "Action": [entry.action for entry in entries],
        "Counts": [counts(entry) for entry in entries],
        "Events": [" ".join(entry.events) for entry in entries],
        "Whom": [entry.whom for entry in entries],
    }
    kinds = {name: pl.Int64 if name == "Number" else pl.String for name in columns}
    return Table.of(pl.DataFrame(columns, schema=kinds))
