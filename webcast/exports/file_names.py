"""Names of files: what is in them, how many of how many, in which zone."""

from __future__ import annotations

from webcast.exports.table import Table
from webcast.formats import events_in_name, plain_name


def file_name(table: Table, what: str, extension: str, titles: list[str]) -> str:
    """Return e.g. ``spring-launch-registrants-412-of-1036-Europe-Berlin.csv``: safe on every system, and in a header.

    Args:
        table: What is in the file.
        what: What its rows are: ``registrants``. Only of these it is said how many of how many there are.
        extension: ``csv``.
        titles: The events' titles; several are said as their number.
    """
    count = f"{table.height}-of-{table.total}" if what == "registrants" else ""
    parts = (events_in_name(titles), what, count, plain_name(table.zone))
    return "-".join(part for part in parts if part) + f".{extension}"
