"""The columns of a JSON, CSV or XLSX report: which header means what.

The guide shows one row of headers ("data_headers"). Owners of an event can rename the platform's fields, add
questions of their own, and workbooks bring extra columns: what is not known becomes a registration question, so that
nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from webcast.decode.notes import Notes
from webcast.reports.schema import FIXED_FIELDS

EVENT_LABELS: Final = {"event id": "event_id", "event title": "title", "cost center": "cost_center"}
FIELD_LABELS: Final = dict(
    zip(
        (
            "first name",
            "last name",
            "company",
            "email",
            "title",
            "country",
            "address 1",
            "address 2",
            "city",
            "state/province/region",
            "postal code",
            "phone number",
            "mobile number",
            "fax number",
        ),
        FIXED_FIELDS,
        strict=True,
    )
)
_OTHER_LABELS: Final = {
    "e-mail": "email",
    "email address": "email",
    "e-mail address": "email",
    "address1": "address1",
    "address2": "address2",
    "state": "state",
    "zip": "postal_code",
    "zip code": "postal_code",
    "phone": "phone",
    "mobile": "mobile",
    "fax": "fax",
}
"""Labels seen in place of the guide's."""

_MORE_LABELS: Final = {"registered on": "registered_at", "campaign id": "campaign", "referrer": "referrer"}
COUNTS: Final = {
    f"{label} sessions": f"{name}_sessions"
    for label, name in (("live", "live"), ("on-demand", "od"), ("simlive", "simlive"), ("total", "total"))
}
DURATIONS: Final = {
    name.replace("sessions", "duration"): column.replace("sessions", "ms") for name, column in COUNTS.items()
}
_ASKED = re.compile(r"(question|answer) ([1-9]\d{0,3})")
_SURVEY = re.compile(r"survey:\s*(.*?)\s*(?::\s+(.*)|:)?", re.IGNORECASE | re.DOTALL)
_SURE: Final = frozenset(
    ("registered on", "email", "first name", "last name", "total sessions", "total duration", "campaign id")
)


@dataclass(frozen=True)
class Column:
    """What a column holds.

    ``kind``: ``event``, ``field`` (a column of registrants), ``count``, ``duration``, ``question``, ``answer``,
    ``survey``, ``sessions``, ``zone`` or ``registration``. ``name``: the table's column, the pair's number, or the
    question's text; ``survey`` the survey's name.
    """

    index: int
    kind: str
    name: str
    survey: str = ""


@dataclass(frozen=True)
class Layout:
    """The columns of a report, one a header."""

    headers: tuple[str, ...]
    columns: tuple[Column, ...]

    def of_kind(self, *kinds: str) -> list[Column]:
        """Return the columns of some kinds, in order."""
        return [column for column in self.columns if column.kind in kinds]

    def place(self, kind: str, name: str) -> int | None:
        """Return where a column stands; none when there is no such column."""
        return next((c.index for c in self.columns if c.kind == kind and c.name == name), None)

    @property
    def block(self) -> int | None:
        """Where the block of four counts and four durations starts; none unless all stand together."""
        start = self.place("count", "live_sessions")
        if start is None:
            return None
        names = [column.name for column in self.columns[start : start + 8]]
        return start if names == [*COUNTS.values(), *DURATIONS.values()] else None


def is_header(cells: Sequence[object]) -> bool:
    """Return whether a row is the headers: it has at least two that only the platform's reports have."""
    return len({_plain(cell) for cell in cells} & _SURE) >= 2


def read_headers(headers: Sequence[str], notes: Notes) -> Layout:
    """Tell what each header means; a renamed field and a column that came twice are noted."""
    columns: list[Column] = []
    taken: set[tuple[str, str, str]] = set()
    for index, header in enumerate(headers):
        column = _column(index, " ".join(header.split()))
        if (column.kind, column.name, column.survey) in taken:
            column = _another(column, header, taken, notes)
        taken.add((column.kind, column.name, column.survey))
        columns.append(column)
    return Layout(tuple(headers), tuple(_with_renamed(columns, headers, notes)))


def _plain(header: object) -> str:
    return " ".join(str(header).split()).casefold() if header is not None else ""


def _column(index: int, header: str) -> Column:
    plain = header.casefold()
    for kind, labels in (
        ("event", EVENT_LABELS),
        ("field", FIELD_LABELS | _OTHER_LABELS | _MORE_LABELS),
        ("count", COUNTS),
        ("duration", DURATIONS),
        ("sessions", {"sessions": "sessions"}),
        ("zone", {"time zone": "zone"}),
    ):
        if plain in labels:
            return Column(index, kind, labels[plain])
    if match := _ASKED.fullmatch(plain):
        return Column(index, match[1], match[2])
    if match := _SURVEY.fullmatch(header):
        return Column(index, "survey", match[2] or "", match[1])
    return Column(index, "registration", header)


def _another(column: Column, header: str, taken: set[tuple[str, str, str]], notes: Notes) -> Column:
    """Return the column of a header that came before: a question of its own, with a number."""
    kind = column.kind if column.kind in ("survey", "registration") else "registration"
    text = column.name if kind == column.kind else header
    n = 1
    while (kind, name := f"{text} ({n})" if n > 1 else text, column.survey) in taken:
        n += 1
    notes.add("The column came more than once; the later one was kept as a question of its own.", field=header)
    return Column(column.index, kind, name, column.survey)


def _with_renamed(columns: list[Column], headers: Sequence[str], notes: Notes) -> list[Column]:
    """Return the columns with renamed fields recognised by where they stand.

    The platform's fields come in one order. Between two that are known, as many unknown headers as fields are missing
    are those fields under other names.
    """
    places = {column.name: column.index for column in columns if column.kind == "field"}
    order = ["registered_at", *FIXED_FIELDS]
    known = [(n, places[name]) for n, name in enumerate(order) if name in places]
    for (n, place), (next_n, next_place) in pairwise(known):
        between = columns[place + 1 : next_place]
        unnamed = order[n + 1 : next_n]
        if unnamed and len(between) == len(unnamed) and all(column.kind == "registration" for column in between):
            for column, name in zip(between, unnamed, strict=True):
                columns[column.index] = Column(column.index, "field", name)
                notes.add(
                    f"The column '{headers[column.index][:60]}' stands where this field belongs; read as it.",
                    field=name,
                )
    return columns
