"""Names of files: what is in them, how many of how many, in which zone."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from webcast.exports.table import Table

_LONGEST_TITLE: Final = 60
_NOT_KEPT: Final = re.compile(r"[^\w.+-]+")


def file_name(table: Table, what: str, extension: str, titles: list[str]) -> str:
    """Return e.g. ``spring-launch-registrants-412-of-1036-Europe-Berlin.csv``: safe on every system, and in a header.

    Args:
        table: What is in the file.
        what: What its rows are: ``registrants``. Only of these it is said how many of how many there are.
        extension: ``csv``.
        titles: The events' titles; several are said as their number.
    """
    events = titles[0] if len(titles) == 1 else f"{len(titles)}-events"
    count = f"{table.height}-of-{table.total}" if what == "registrants" else ""
    parts = (plain(events)[:_LONGEST_TITLE].strip("-.").lower(), what, count, plain(table.zone))
    return "-".join(part for part in parts if part) + f".{extension}"


def plain(text: str) -> str:
    """Return a text as plain letters, digits and hyphens; what has no plain form is left out."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return _NOT_KEPT.sub("-", ascii_only).strip("-.")
