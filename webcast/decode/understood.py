"""What whoever opens a file says of it, and what was understood of it: beside the report, never in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from webcast.language import phrase

MEANINGS: Final = {
    "email": phrase("E-mail"),
    "company": phrase("Company"),
    "first_name": phrase("First name"),
    "last_name": phrase("Last name"),
    "title": phrase("Job title"),
    "country": phrase("Country"),
    "phone": phrase("Phone"),
    "campaign": phrase("Campaign"),
    "registered_at": phrase("Registered on"),
    "opted_out": phrase("Unsubscribed"),
    "total_ms": phrase("Total duration"),
    "live_ms": phrase("Live duration"),
    "registration": phrase("A question of its own"),
}
"""What somebody can say that a column means, and what that is called."""

LEAVE: Final = "registration"
"""Stands for a column that is a registration question: it keeps its name and is no field of the product."""


@dataclass(frozen=True)
class Reading:
    """How a file is to be read, where it leaves a doubt; what is not said is found out.

    Attributes:
        day_first: Whether its dates begin with the day.
        encoding: The encoding of its text, by Python's name.
        columns: What columns mean: pairs of a header and a column of
            :data:`webcast.reports.schema.REGISTRANTS`, or :data:`LEAVE`.
        zone: The clock of a file that names none that is known.
    """

    day_first: bool | None = None
    encoding: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    zone: str | None = None

    def meaning(self, header: str) -> str | None:
        """Return what a header is said to mean."""
        return next((column for name, column in self.columns if plain(name) == plain(header)), None)

    def as_texts(self) -> tuple[str, ...]:
        """Return it as texts, for keeping; none where nothing is said."""
        found = [] if self.day_first is None else [f"dates={'day' if self.day_first else 'month'}"]
        found += [f"encoding={self.encoding}"] if self.encoding else []
        found += [f"zone={self.zone}"] if self.zone else []
        return (*found, *(f"column={column}={header}" for header, column in self.columns))

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> Reading:
        """Return what :meth:`as_texts` wrote; what it did not write is passed over."""
        day_first, encoding, zone, columns = None, None, None, []
        for text in texts:
            what, _, value = text.partition("=")
            column, _, header = value.partition("=")
            if what == "dates":
                day_first = value == "day"
            elif what == "encoding":
                encoding = value
            elif what == "zone":
                zone = value
            elif what == "column" and header:
                columns.append((header, column))
        return cls(day_first, encoding, tuple(columns), zone)


@dataclass(frozen=True)
class Doubt:
    """Something that a file leaves open: ``dates``, ``encoding``, ``column`` or ``zone``, and of what."""

    kind: str
    subject: str = ""


@dataclass
class Understood:
    """What was understood of a file, for people.

    Attributes:
        kind: What it is: ``CSV``, ``web page with a table``.
        encoding: The encoding of its text, by Python's name; empty where that is no question.
        dates: The order of day and month, in words; empty where it has no dates that are written so.
        dates_why: How that is known: see :class:`webcast.decode.dates.Order`.
        zone: The time zone that it names; empty where it names none.
        columns: Each header, and the column of the registrants that it was read as, or what it is of (``event``,
            ``survey`` …); empty where it is a question of its own.
        headers: All headers of its tables.
        left_out: Rows that are no registrants.
        doubts: What it leaves open.
    """

    kind: str = ""
    encoding: str = ""
    dates: str = ""
    dates_why: str = ""
    zone: str = ""
    columns: list[tuple[str, str]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    left_out: int = 0
    doubts: list[Doubt] = field(default_factory=list)
    _doubted: set[Doubt] = field(default_factory=set, init=False, repr=False, compare=False)

    def doubt(self, kind: str, subject: str = "") -> None:
        """Say that something is open, once."""
        if (found := Doubt(kind, subject)) not in self._doubted:
            self._doubted.add(found)
            self.doubts.append(found)

    @property
    def shape(self) -> str:
        """A key of what the file looks like: one answer holds for all files of one shape."""
        told = "\x1f".join([self.kind, self.encoding, *(plain(header) for header in self.headers)])
        return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:24]

    def as_plain(self) -> dict[str, object]:
        """Return it as what JSON can hold."""
        return {
            "kind": self.kind,
            "encoding": self.encoding,
            "dates": self.dates,
            "dates_why": self.dates_why,
            "zone": self.zone,
            "columns": [list(pair) for pair in self.columns],
            "headers": self.headers,
            "left_out": self.left_out,
            "doubts": [[doubt.kind, doubt.subject] for doubt in self.doubts],
        }


def plain(header: object) -> str:
    """Return a header for comparing: in lower case, one blank between words, which underscores are as well."""
    if header is None:
        return ""
    text = " ".join(str(header).split())
    if "_" in text and " " not in text:
        text = text.replace("_", " ")
    return text.casefold()


def joined(parts: Sequence[Understood]) -> Understood:
    """Return what was understood of several files as one."""
    if len(parts) == 1:
        return parts[0]
    whole = Understood(kind=", ".join(dict.fromkeys(part.kind for part in parts)))
    for name in ("encoding", "dates", "dates_why", "zone"):
        setattr(whole, name, ", ".join(dict.fromkeys(value for part in parts if (value := getattr(part, name)))))
    whole.columns = list(dict.fromkeys(pair for part in parts for pair in part.columns))
    whole.headers = list(dict.fromkeys(header for part in parts for header in part.headers))
    for part in parts:
        whole.left_out += part.left_out
        for doubt in part.doubts:
            whole.doubt(doubt.kind, doubt.subject)
    return whole


def from_plain(told: Mapping[str, object]) -> Understood:
    """Return what :meth:`Understood.as_plain` wrote."""

    def rows(name: str) -> list[list[str]]:
        found = told[name]
        return [[str(cell) for cell in row] for row in found] if isinstance(found, list) else []

    headers = told["headers"]
    return Understood(
        kind=str(told["kind"]),
        encoding=str(told["encoding"]),
        dates=str(told["dates"]),
        dates_why=str(told["dates_why"]),
        zone=str(told["zone"]),
        columns=[(header, column) for header, column in rows("columns")],
        headers=[str(header) for header in headers] if isinstance(headers, list) else [],
        left_out=int(str(told["left_out"])),
        doubts=[Doubt(kind, subject) for kind, subject in rows("doubts")],
    )
